package remit.server.packs;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;
import remit.process.Intake;
import remit.rules.Condition;
import remit.rules.FactType;
import remit.rules.Facts;

/**
 * Rows of a log of events: reads each by itself, and makes one case of those that belong together. What is known of a case
 * is read from its starting row alone; every row after it says only what happened then, which is an outcome. Safe for use
 * by many threads.
 */
final class EventRows {
    /** Nobody looks at one case so often; a group beyond it is a column that names no case. */
    static final int MOST_ROWS = 1_000;

    /** What a row says that no condition of the intake matches. */
    static final String OTHER = "other";

    private static final char BETWEEN = '\u001f';

    private final Intake.Grouping grouping;
    private final Map<String, CellReader> cells;
    private final Set<String> found;
    private final CellReader time;
    private final ZoneId zone;
    private final @Nullable Condition start;
    private final Map<String, Condition> happenings = new LinkedHashMap<>();

    EventRows(Intake intake, Intake.Grouping grouping, Map<String, CellReader> cells, ZoneId zone) {
        this.grouping = grouping;
        this.cells = cells;
        this.zone = zone;
        this.found = found(grouping);
        this.time = cell(intake.time());
        Facts facts = facts(intake);
        this.start = grouping.start().isEmpty()
                ? null
                : Condition.read("start", grouping.start(), facts).orThrow();
        for (Intake.Happening each : grouping.happenings()) {
            happenings.put(
                    each.name(), Condition.read("events", each.when(), facts).orThrow());
        }
    }

    /** Names of the outcomes that no column of the file holds. */
    static Set<String> found(Intake.Grouping grouping) {
        var names = new java.util.LinkedHashSet<String>();
        for (Intake.Found each : grouping.found()) names.add(each.name());
        names.add(Intake.TRAIL);
        return names;
    }

    /** What conditions on rows may ask about. */
    static Facts facts(Intake intake) {
        var types = new LinkedHashMap<String, FactType>();
        for (Intake.Column column : intake.columns()) {
            boolean ofRow = column.role() != Intake.Role.IGNORED && column.role() != Intake.Role.OUTCOME;
            if (ofRow) types.put(column.name(), FactType.of(column.reading().type()));
        }
        return new Facts(types);
    }

    private CellReader cell(String name) {
        CellReader cell = cells.get(name);
        if (cell == null) throw new IllegalArgumentException("the intake has no column " + name);
        return cell;
    }

    /** What one row says: a part of a case, or why it belongs to none. */
    sealed interface Read {
        record Part(Row.Part part) implements Read {}

        record Nobodys(Row.RejectedRow row) implements Read {}
    }

    /** @param texts raw cell by column name; null where the file has no such column */
    Read read(Function<String, @Nullable String> texts, long line) {
        var group = new StringBuilder();
        for (String name : grouping.by()) {
            CellReader cell = cell(name);
            String text = cell.clean(text(texts, name));
            String fix = "give every row its " + cell.column().header();
            if (text.isEmpty()) return nobodys(line, cell, text, "it does not say which case it is of", fix);
            if (text.length() > RowReader.LONGEST_KEY_PART || text.indexOf(BETWEEN) >= 0 || text.indexOf('\0') >= 0)
                return nobodys(line, cell, text, "the name of its case is no name", "shorten it at its source");
            if (!group.isEmpty()) group.append(BETWEEN);
            group.append(text);
        }
        return new Read.Part(part(texts, line, group.toString()));
    }

    private static Read nobodys(long line, CellReader cell, String text, String why, String fix) {
        return new Read.Nobodys(new Row.RejectedRow(line, cell.column().header(), RowReader.shorten(text), why, fix));
    }

    private Row.Part part(Function<String, @Nullable String> texts, long line, String group) {
        Instant at = time.instant(text(texts, time.column().name()));
        BigDecimal place = place(texts);
        Row.RejectedRow fault = null;
        if (at == null) fault = unread(texts, line, time, time.whyNoDate());
        else if (place == null) fault = unread(texts, line, cell(grouping.order()), "it has no place in the order");
        Map<String, Value> values = new HashMap<>();
        for (CellReader cell : cells.values()) {
            String name = cell.column().name();
            if (!found.contains(name)) values.put(name, cell.read(text(texts, name)));
        }
        boolean starts = start == null || start.holds(values);
        return new Row.Part(
                line,
                group,
                place == null ? BigDecimal.ZERO : place,
                at == null ? Instant.EPOCH : at,
                happening(values),
                starts ? raw(texts) : null,
                fault);
    }

    private Row.RejectedRow unread(Function<String, @Nullable String> texts, long line, CellReader cell, String why) {
        return new Row.RejectedRow(
                line,
                cell.column().header(),
                RowReader.shorten(text(texts, cell.column().name())),
                "the row cannot be read, so its case is left out: " + why,
                "mend the cell, or its format in intake.yaml");
    }

    private @Nullable BigDecimal place(Function<String, @Nullable String> texts) {
        CellReader order = cell(grouping.order());
        String text = text(texts, grouping.order());
        if (order.column().reading().type() == Intake.Type.DATE) {
            Instant at = order.instant(text);
            return at == null ? null : BigDecimal.valueOf(at.getEpochSecond()).add(BigDecimal.valueOf(at.getNano(), 9));
        }
        return order.read(text) instanceof Value.Numeric(BigDecimal number) ? number : null;
    }

    private String happening(Map<String, Value> values) {
        for (Map.Entry<String, Condition> each : happenings.entrySet()) {
            if (each.getValue().holds(values)) return each.getKey();
        }
        return OTHER;
    }

    private Map<String, String> raw(Function<String, @Nullable String> texts) {
        var raw = new LinkedHashMap<String, String>();
        for (CellReader cell : cells.values()) {
            String name = cell.column().name();
            boolean ofCase = cell == time || cell.column().role() != Intake.Role.EVENT;
            String text = ofCase && !found.contains(name) ? text(texts, name) : "";
            if (!text.isEmpty()) raw.put(name, text);
        }
        return raw;
    }

    private static String text(Function<String, @Nullable String> texts, String name) {
        String text = texts.apply(name);
        return text == null ? "" : text;
    }

    /** The cells of a case as if one row held them all, or why its rows make none. */
    sealed interface Whole {
        /** @param line of the row that starts it @param texts by column's name */
        record Told(long line, Map<String, String> texts) implements Whole {}

        record Refused(Row.RejectedRow row) implements Whole {}
    }

    /** @param parts the rows of a case in the order in which they happened */
    Whole whole(List<Row.Part> parts) {
        for (Row.Part part : parts) {
            Row.RejectedRow fault = part.fault();
            if (fault != null) return new Whole.Refused(fault);
        }
        if (parts.size() > MOST_ROWS) {
            return refused(
                    parts,
                    "more than " + MOST_ROWS + " rows name this case",
                    "let group_by in intake.yaml name the column that tells cases apart");
        }
        for (int i = 0; i < parts.size(); i++) {
            Map<String, String> texts = parts.get(i).texts();
            if (texts == null) continue;
            return new Whole.Told(parts.get(i).line(), told(texts, parts.subList(i + 1, parts.size())));
        }
        return refused(
                parts, "no row starts this case", "let start in intake.yaml match the row with which a case begins");
    }

    private Whole refused(List<Row.Part> parts, String why, String fix) {
        String header = cell(grouping.by().getFirst()).column().header();
        Row.Part first = parts.getFirst();
        return new Whole.Refused(new Row.RejectedRow(
                first.line(), header, RowReader.shorten(first.group().replace(BETWEEN, '/')), why, fix));
    }

    private Map<String, String> told(Map<String, String> texts, List<Row.Part> after) {
        var told = new HashMap<>(texts);
        for (Intake.Found each : grouping.found()) {
            String text = text(each, after);
            if (!text.isEmpty()) told.put(each.name(), text);
        }
        var trail = new ArrayList<String>();
        for (Row.Part part : after) trail.add(part.happening() + "@" + part.at());
        told.put(Intake.TRAIL, String.join(" ", trail));
        return told;
    }

    private String text(Intake.Found wanted, List<Row.Part> after) {
        List<Row.Part> ordered = wanted.pick() == Intake.Pick.LAST ? after.reversed() : after;
        for (Row.Part part : ordered) {
            String word = wanted.words().get(part.happening());
            if (word == null) continue;
            return switch (wanted.pick()) {
                case FIRST, LAST -> word;
                case DAY -> part.at().atZone(zone).toLocalDate().toString();
            };
        }
        return "";
    }
}
