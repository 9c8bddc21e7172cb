package remit.server.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.dmn.TableText;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.rules.CellReader;
import remit.rules.FactType;
import remit.rules.Facts;
import remit.rules.HitPolicy;

/** Reads a table from a sheet, and says of every cell that is none which one it is and what would work. */
final class SheetReader {
    private static final Set<String> WORDS = Set.of("table", "hit policy", "also reads", "column");
    private static final List<String> LINES = List.of("name", "label", "type", "allowed", "default");
    private static final List<String> KINDS =
            List.of(TableSheet.INPUT, TableSheet.OUTPUT, TableSheet.NOTE, TableSheet.DESCRIPTION, TableSheet.ID);
    private static final String TYPES =
            java.util.Arrays.stream(FactType.values()).map(FactType::feel).collect(Collectors.joining(", "));

    private final Grid grid;
    private final Map<String, TableText.Row> known;
    private final List<Problem> problems = new ArrayList<>();
    /** The row of each word of the header. */
    private final Map<String, Integer> words = new HashMap<>();
    /** The columns of each kind, from left to right. */
    private final Map<String, List<Integer>> kinds = new HashMap<>();

    private final Map<String, FactType> facts = new LinkedHashMap<>();
    private int first;

    private SheetReader(Grid grid, @Nullable TableText old) {
        this.grid = grid;
        this.known = old == null
                ? Map.of()
                : old.rows().stream()
                        .filter(row -> !row.id().isEmpty())
                        .collect(Collectors.toMap(TableText.Row::id, Function.identity(), (a, _) -> a));
        if (old != null) {
            old.reads().forEach(fact -> FactType.ofFeel(fact.type()).ifPresent(type -> facts.put(fact.name(), type)));
        }
    }

    /** @param old the table that the sheet was made of, where it is known: what it says already is not asked again */
    static Checked<TableText> read(Grid grid, @Nullable TableText old) {
        var reader = new SheetReader(grid, old);
        TableText text = reader.text();
        return reader.problems.isEmpty() ? Checked.ok(text) : Checked.refused(reader.problems);
    }

    private void problem(String code, String place, String what, String fix) {
        problems.add(new Problem(code, place, what, fix));
    }

    private TableText text() {
        HitPolicy policy = HitPolicy.UNIQUE;
        var columns = new TableText.Columns(List.of(), List.of(), List.of());
        List<TableText.Fact> reads = List.of();
        List<TableText.Row> rows = List.of();
        if (header()) {
            policy = policy();
            reads = reads();
            kinds();
            columns = new TableText.Columns(inputs(), outputs(), notes());
            if (problems.isEmpty()) rows = rows(columns);
        }
        return new TableText(said("table"), policy, columns, rows, reads);
    }

    /** Finds the words of the header; whether all that are needed are there. */
    private boolean header() {
        if (!grid.at(0, 0).equals(TableSheet.MARK) || !grid.at(0, 1).equals(TableSheet.VERSION)) {
            String fix = "begin with a sheet that remit rules convert wrote";
            problem("RMT-162", grid.place(0, 0), "the sheet does not begin with \"Remit table\", 1", fix);
            return false;
        }
        int row = 1;
        while (row < grid.rows().size() && !words.containsKey("column")) {
            String word = grid.at(row, 0);
            if (!word.isEmpty()) word(word, row, WORDS);
            row++;
        }
        while (row < grid.rows().size() && LINES.contains(grid.at(row, 0))) {
            word(grid.at(row, 0), row, LINES);
            row++;
        }
        first = row;
        for (String needed : List.of("table", "hit policy", "column", "name", "type")) {
            if (words.containsKey(needed)) continue;
            String what = "the line \"" + needed + "\" is missing above the rows";
            problem("RMT-162", grid.name(), what, "put it back; remit rules convert writes all of them");
        }
        return problems.isEmpty();
    }

    private void word(String word, int row, java.util.Collection<String> known) {
        if (!known.contains(word)) {
            problem(
                    "RMT-162",
                    grid.place(row, 0),
                    "there is no line \"" + word + "\"",
                    Facts.suggest(word, known.stream().sorted().toList()));
        } else if (words.putIfAbsent(word, row) != null) {
            problem("RMT-162", grid.place(row, 0), "the line \"" + word + "\" stands twice", "keep one");
        }
    }

    private String said(String word) {
        return words.containsKey(word) ? grid.at(words.get(word), 1) : "";
    }

    private String said(String word, int column) {
        return words.containsKey(word) ? grid.at(words.get(word), column) : "";
    }

    private String place(String word, int column) {
        return grid.place(words.getOrDefault(word, 0), column);
    }

    private HitPolicy policy() {
        Optional<HitPolicy> policy = TableSheet.policy(said("hit policy"));
        if (policy.isEmpty()) {
            String what = "there is no hit policy \"" + said("hit policy") + "\"";
            problem("RMT-103", place("hit policy", 1), what, "use one of " + TableSheet.policies());
        }
        if (said("table").isEmpty()) problem("RMT-162", place("table", 1), "the table has no name", "give it one");
        return policy.orElse(HitPolicy.UNIQUE);
    }

    private List<TableText.Fact> reads() {
        var reads = new ArrayList<TableText.Fact>();
        Integer row = words.get("also reads");
        for (int column = 1; row != null && column < grid.width(row); column++) {
            String written = grid.at(row, column);
            int colon = written.lastIndexOf(':');
            if (written.isEmpty()) continue;
            Optional<FactType> type = FactType.ofFeel(written.substring(colon + 1));
            if (colon <= 0 || type.isEmpty()) {
                String what = "\"" + written + "\" is not a fact and its type";
                problem("RMT-162", grid.place(row, column), what, "write for instance limit: number");
            } else {
                String name = written.substring(0, colon).strip();
                reads.add(new TableText.Fact(name, type.get().feel()));
                facts.put(name, type.get());
            }
        }
        return reads;
    }

    private void kinds() {
        int row = words.getOrDefault("column", 0);
        for (int column = 1; column < grid.width(row); column++) {
            String kind = grid.at(row, column);
            if (KINDS.contains(kind)) {
                kinds.computeIfAbsent(kind, _ -> new ArrayList<>()).add(column);
            } else {
                String what = kind.isEmpty() ? "the column says not what it is" : "there is no kind \"" + kind + "\"";
                problem("RMT-162", grid.place(row, column), what, Facts.suggest(kind, KINDS));
            }
        }
        for (String once : List.of(TableSheet.DESCRIPTION, TableSheet.ID)) {
            if (of(once).size() > 1) {
                problem(
                        "RMT-162",
                        grid.place(row, of(once).get(1)),
                        "the column " + once + " stands twice",
                        "keep one");
            }
        }
        if (of(TableSheet.OUTPUT).isEmpty()) {
            problem("RMT-107", grid.place(row), "the table has no output", "call one of its columns output");
        }
    }

    private List<Integer> of(String kind) {
        return kinds.getOrDefault(kind, List.of());
    }

    private FactType type(int column) {
        Optional<FactType> type = FactType.ofFeel(said("type", column));
        if (type.isEmpty()) {
            String written = said("type", column);
            String what = written.isEmpty() ? "the column has no type" : "there is no type \"" + written + "\"";
            problem("RMT-106", place("type", column), what, "write one of " + TYPES);
        }
        return type.orElse(FactType.TEXT);
    }

    private List<TableText.In> inputs() {
        var inputs = new ArrayList<TableText.In>();
        for (int column : of(TableSheet.INPUT)) {
            String fact = said("name", column).replaceAll("\\s+", " ");
            FactType type = type(column);
            if (fact.isEmpty())
                problem("RMT-105", place("name", column), "the column names no fact", "write the name of a fact");
            String allowed = said("allowed", column);
            check(CellReader.read(place("allowed", column), allowed, type));
            facts.put(fact, type);
            inputs.add(new TableText.In(fact, said("label", column), type.feel(), allowed));
        }
        return inputs;
    }

    private List<TableText.Out> outputs() {
        var outputs = new ArrayList<TableText.Out>();
        var names = new HashSet<String>();
        for (int column : of(TableSheet.OUTPUT)) {
            String name = said("name", column);
            FactType type = type(column);
            if (!names.add(name)) {
                problem("RMT-107", place("name", column), "the output \"" + name + "\" stands twice", "rename one");
            }
            String allowed = said("allowed", column);
            check(CellReader.read(place("allowed", column), allowed, type));
            String otherwise = said("default", column);
            if (!otherwise.isEmpty())
                check(CellReader.readOutput(place("default", column), otherwise, type, new Facts(facts)));
            outputs.add(new TableText.Out(name, said("label", column), type.feel(), allowed, otherwise));
        }
        return outputs;
    }

    private List<String> notes() {
        return of(TableSheet.NOTE).stream().map(column -> said("name", column)).toList();
    }

    private void check(Checked<?> checked) {
        problems.addAll(checked.problems());
    }

    private List<TableText.Row> rows(TableText.Columns columns) {
        var rows = new ArrayList<TableText.Row>();
        var taken = new HashSet<String>();
        var allFacts = new Facts(facts);
        int widest = grid.width(words.getOrDefault("column", 0));
        for (int row = first; row < grid.rows().size(); row++) {
            if (grid.width(row) <= 1) continue;
            if (grid.width(row) > widest) {
                problem(
                        "RMT-110",
                        grid.place(row, grid.width(row) - 1),
                        "the cell stands beyond the last column",
                        "move it, or say in the line \"column\" what that column is");
            }
            // A row that was copied keeps its first one's id: the copy is a new row.
            String id = cell(row, TableSheet.ID);
            rows.add(row(row, columns, taken.add(id) ? id : "", allFacts));
        }
        return rows;
    }

    private String cell(int row, String kind) {
        return of(kind).isEmpty() ? "" : grid.at(row, of(kind).getFirst());
    }

    private TableText.Row row(int row, TableText.Columns columns, String id, Facts allFacts) {
        TableText.@Nullable Row was = known.get(id);
        var cells = new ArrayList<String>();
        for (int column : of(TableSheet.INPUT)) {
            FactType type =
                    FactType.ofFeel(columns.inputs().get(cells.size()).type()).orElse(FactType.TEXT);
            String cell = plain(grid.at(row, column), type);
            if (was == null || !says(was.cells(), cells.size(), cell)) {
                check(CellReader.read(grid.place(row, column), cell, type, allFacts));
            }
            cells.add(cell);
        }
        var says = new ArrayList<String>();
        for (int column : of(TableSheet.OUTPUT)) {
            FactType type =
                    FactType.ofFeel(columns.outputs().get(says.size()).type()).orElse(FactType.TEXT);
            String cell = plain(grid.at(row, column), type);
            boolean silent = cell.isEmpty() || cell.equals("-");
            if (!silent && (was == null || !says(was.says(), says.size(), cell))) {
                check(CellReader.readOutput(grid.place(row, column), cell, type, allFacts));
            }
            says.add(cell);
        }
        List<String> notes =
                of(TableSheet.NOTE).stream().map(column -> grid.at(row, column)).toList();
        return new TableText.Row(id, cells, says, notes, cell(row, TableSheet.DESCRIPTION));
    }

    private static boolean says(List<String> was, int column, String cell) {
        return column < was.size() && was.get(column).equals(cell);
    }

    /** Spreadsheets write yes and no in capitals when they save a file. */
    private static String plain(String cell, FactType type) {
        boolean flag = type == FactType.FLAG && (cell.equals("TRUE") || cell.equals("FALSE"));
        return flag ? cell.toLowerCase(java.util.Locale.ROOT) : cell;
    }
}
