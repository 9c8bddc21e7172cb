package remit.dmn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.dmn.Layout.Made;
import remit.rules.HitPolicy;

/**
 * Makes a {@code decisionTable} element say another text. Only what differs is touched: ids, extension elements,
 * attributes of editors, comments and layout of everything else stay.
 */
final class TableEdit {
    private final DmnElement table;
    private final TableText old;
    private final Ids ids;

    /** @param old what the table says now */
    TableEdit(DmnElement table, TableText old, Ids ids) {
        this.table = table;
        this.old = old;
        this.ids = ids;
    }

    /** The ids of a file. */
    static final class Ids {
        private final Set<String> taken = new HashSet<>();
        private final boolean wanted;

        /** @param wanted whether new elements get one */
        Ids(DmnElement root, boolean wanted) {
            this.wanted = wanted;
            collect(root);
        }

        private void collect(DmnElement element) {
            taken.add(element.attribute("id"));
            element.children().forEach(this::collect);
        }

        /** The element with an id of its own: the one asked for, else the first free one of that kind. */
        DmnElement give(DmnElement element, String asked, String kind) {
            if (!wanted) return element;
            String id = asked;
            for (int i = 1; !id.matches("[\\p{L}_][\\p{L}\\p{N}._-]*") || taken.contains(id); i++) id = kind + "_" + i;
            taken.add(id);
            return element.with("id", id);
        }
    }

    /** @param lead the blanks before the table */
    DmnElement to(TableText wanted, String lead) {
        int[] inputs = match(
                old.columns().inputs(),
                wanted.columns().inputs(),
                (a, b) -> a.fact().equals(b.fact()));
        int[] outputs = match(
                old.columns().outputs(),
                wanted.columns().outputs(),
                (a, b) -> a.name().equals(b.name()));
        int[] notes = match(old.columns().notes(), wanted.columns().notes(), String::equals);
        DmnElement said = policy(wanted.hitPolicy());
        said = columns(said, lead, "input", inputs, i -> input(i, inputs, wanted));
        said = columns(said, lead, "output", outputs, i -> output(i, outputs, wanted));
        said = columns(said, lead, "annotation", notes, i -> note(i, notes, wanted));
        return Layout.put(said, lead, Layout.TABLE, "rule", rows(wanted, List.of(inputs, outputs, notes)));
    }

    private DmnElement policy(HitPolicy wanted) {
        if (wanted == old.hitPolicy()) return table;
        return table.with("hitPolicy", wanted.attribute()).with("aggregation", wanted.aggregation());
    }

    /** Which old column each new one was, or -1: the one called the same, else the only one that is left over. */
    private static <T> int[] match(List<T> old, List<T> wanted, BiPredicate<T, T> same) {
        int[] from = new int[wanted.size()];
        Arrays.fill(from, -1);
        var free = new ArrayList<Integer>();
        for (int i = 0; i < old.size(); i++) free.add(i);
        for (int i = 0; i < from.length; i++) {
            T column = wanted.get(i);
            int found = free.stream()
                    .filter(each -> same.test(old.get(each), column))
                    .findFirst()
                    .orElse(-1);
            from[i] = found;
            free.remove((Integer) found);
        }
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < from.length; i++) if (from[i] < 0) left.add(i);
        if (left.size() == free.size()) for (int i = 0; i < left.size(); i++) from[left.get(i)] = free.get(i);
        return from;
    }

    /** Makes one column. */
    private interface Column {
        DmnElement make(int number);
    }

    private DmnElement columns(DmnElement said, String lead, String name, int[] from, Column column) {
        List<DmnElement> old = table.all(name).toList();
        var made = new ArrayList<Made>();
        for (int i = 0; i < from.length; i++) {
            made.add(new Made(column.make(i), from[i] < 0 ? null : old.get(from[i])));
        }
        return Layout.put(said, lead, Layout.TABLE, name, made);
    }

    private @Nullable DmnElement at(String name, int index) {
        return index < 0 ? null : table.all(name).skip(index).findFirst().orElse(null);
    }

    private DmnElement input(int number, int[] from, TableText text) {
        TableText.In wanted = text.columns().inputs().get(number);
        @Nullable DmnElement there = at("input", from[number]);
        TableText.In was = from[number] < 0
                ? new TableText.In("", "", "", "")
                : old.columns().inputs().get(from[number]);
        DmnElement input = there == null ? ids.give(table.beside("input"), "", "input") : there;
        String inner = there == null ? "" : Layout.lead(table, there);
        if (!wanted.label().equals(was.label())) input = input.with("label", wanted.label());
        DmnElement expression = input.first("inputExpression")
                .orElseGet(() -> ids.give(table.beside("inputExpression"), "", "expression"));
        if (!wanted.fact().equals(was.fact())) expression = texted(expression, wanted.fact());
        if (!wanted.type().equals(was.type())) expression = expression.with("typeRef", wanted.type());
        input = Layout.put(input, inner, Layout.INPUT, "inputExpression", expression);
        return wanted.allowed().equals(was.allowed())
                ? input
                : Layout.put(input, inner, Layout.INPUT, "inputValues", values(input, "inputValues", wanted.allowed()));
    }

    private DmnElement output(int number, int[] from, TableText text) {
        TableText.Out wanted = text.columns().outputs().get(number);
        @Nullable DmnElement there = at("output", from[number]);
        TableText.Out was = from[number] < 0
                ? new TableText.Out("", "", "", "", "")
                : old.columns().outputs().get(from[number]);
        DmnElement output = there == null ? ids.give(table.beside("output"), "", "output") : there;
        String inner = there == null ? "" : Layout.lead(table, there);
        if (!wanted.label().equals(was.label())) output = output.with("label", wanted.label());
        if (!wanted.name().equals(was.name())) output = output.with("name", wanted.name());
        if (!wanted.type().equals(was.type())) output = output.with("typeRef", wanted.type());
        if (!wanted.allowed().equals(was.allowed())) {
            output = Layout.put(
                    output, inner, Layout.OUTPUT, "outputValues", values(output, "outputValues", wanted.allowed()));
        }
        if (wanted.otherwise().equals(was.otherwise())) return output;
        @Nullable
        DmnElement otherwise = wanted.otherwise().isEmpty()
                ? null
                : texted(
                        output.first("defaultOutputEntry")
                                .orElseGet(() -> ids.give(table.beside("defaultOutputEntry"), "", "default")),
                        wanted.otherwise());
        return Layout.put(output, inner, Layout.OUTPUT, "defaultOutputEntry", otherwise);
    }

    /** Allowed values. Where the type of the column lists some, "any" has to be said. */
    private @Nullable DmnElement values(DmnElement column, String name, String wanted) {
        @Nullable DmnElement there = column.first(name).orElse(null);
        if (wanted.isEmpty() && there != null && !there.text().isEmpty()) return null;
        return texted(
                there == null ? ids.give(table.beside(name), "", "values") : there, wanted.isEmpty() ? "-" : wanted);
    }

    private DmnElement note(int number, int[] from, TableText text) {
        @Nullable DmnElement there = at("annotation", from[number]);
        return (there == null ? table.beside("annotation") : there)
                .with("name", text.columns().notes().get(number));
    }

    private DmnElement texted(DmnElement holder, String text) {
        boolean there = holder.first("text").isPresent() || holder.line() > 0;
        if (there && holder.text().equals(text)) return holder;
        DmnElement made = holder.first("text").orElseGet(() -> table.beside("text"));
        List<XmlNode> nodes = text.isEmpty() ? List.of() : List.of(new XmlNode.Text(text));
        return Layout.put(holder, "", Layout.EXPRESSION, "text", made.with(nodes));
    }

    /** @param from which old column each new one was: inputs, outputs, notes */
    private List<Made> rows(TableText wanted, List<int[]> from) {
        List<DmnElement> there = table.all("rule").toList();
        int[] origin = origins(wanted, from);
        var made = new ArrayList<Made>();
        for (int i = 0; i < origin.length; i++) {
            TableText.Row row = wanted.rows().get(i);
            if (origin[i] < 0) {
                DmnElement rule = ids.give(table.beside("rule"), row.id(), "row");
                made.add(new Made(row(rule, "", row, from), null));
            } else {
                DmnElement rule = there.get(origin[i]);
                made.add(new Made(row(rule, Layout.lead(table, rule), row, from), rule));
            }
        }
        return made;
    }

    /** Which old row each new one was, or -1: the one with its id, else the first left over that says the same. */
    private int[] origins(TableText wanted, List<int[]> from) {
        var byId = new HashMap<String, Integer>();
        Map<List<String>, List<Integer>> bySaying = new HashMap<>();
        for (int i = 0; i < old.rows().size(); i++) {
            TableText.Row row = old.rows().get(i);
            if (row.id().isEmpty() || byId.putIfAbsent(row.id(), i) != null) {
                bySaying.computeIfAbsent(said(row), _ -> new ArrayList<>()).add(i);
            }
        }
        int[] origin = new int[wanted.rows().size()];
        for (int i = 0; i < origin.length; i++) {
            TableText.Row row = wanted.rows().get(i);
            Integer known = row.id().isEmpty() ? null : byId.remove(row.id());
            origin[i] = known == null ? -1 : known;
        }
        boolean sameColumns = from.stream().allMatch(TableEdit::inPlace);
        for (int i = 0; i < origin.length && sameColumns; i++) {
            List<Integer> alike = bySaying.getOrDefault(said(wanted.rows().get(i)), List.of());
            if (origin[i] < 0 && !alike.isEmpty()) origin[i] = alike.removeFirst();
        }
        return origin;
    }

    private static boolean inPlace(int[] from) {
        for (int i = 0; i < from.length; i++) if (from[i] != i) return false;
        return true;
    }

    private static List<String> said(TableText.Row row) {
        return Stream.of(row.cells(), row.says(), row.notes(), List.of(row.description()))
                .flatMap(List::stream)
                .toList();
    }

    private DmnElement row(DmnElement rule, String lead, TableText.Row row, List<int[]> from) {
        DmnElement said = described(rule, lead, row.description());
        said = entries(said, rule, lead, new Entries("inputEntry", "cell", row.cells(), from.get(0)));
        said = entries(said, rule, lead, new Entries("outputEntry", "said", row.says(), from.get(1)));
        return entries(said, rule, lead, new Entries("annotationEntry", "", row.notes(), from.get(2)));
    }

    private DmnElement described(DmnElement rule, String lead, String description) {
        DmnElement there = rule.first("description").orElseGet(() -> table.beside("description"));
        if (there.ownText().equals(description)) return rule;
        @Nullable DmnElement made = description.isEmpty() ? null : there.with(List.of(new XmlNode.Text(description)));
        return Layout.put(rule, lead, Layout.RULE, "description", made);
    }

    /** The entries of one kind. @param kind the beginning of a new one's id; empty where it has none */
    private record Entries(String name, String kind, List<String> texts, int[] from) {}

    private DmnElement entries(DmnElement said, DmnElement rule, String lead, Entries entries) {
        List<DmnElement> there = rule.all(entries.name()).toList();
        var made = new ArrayList<Made>();
        for (int i = 0; i < entries.texts().size(); i++) {
            int from = entries.from()[i];
            @Nullable DmnElement origin = from >= 0 && from < there.size() ? there.get(from) : null;
            // Editors leave out annotations that are empty.
            boolean silent = entries.kind().isEmpty()
                    && entries.texts().subList(i, entries.texts().size()).stream()
                            .allMatch(String::isEmpty);
            if (origin == null && silent) break;
            DmnElement entry = origin == null ? table.beside(entries.name()) : origin;
            if (origin == null && !entries.kind().isEmpty()) entry = ids.give(entry, "", entries.kind());
            made.add(new Made(texted(entry, entries.texts().get(i)), origin));
        }
        return Layout.put(said, lead, Layout.RULE, entries.name(), made);
    }
}
