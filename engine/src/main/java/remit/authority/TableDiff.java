package remit.authority;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import remit.dmn.DecisionGraph;
import remit.rules.DecisionTable;

/**
 * What differs between two tables, row by row. Rows are told apart by what they say, not by their number: a row that only
 * moved because another was inserted above it is the same row.
 */
public final class TableDiff {
    private static final long MOST_CELLS = 4_000_000;

    private final Sheet before;
    private final Sheet after;
    private final List<Line> lines = new ArrayList<>();
    private final Map<Integer, Integer> kept = new LinkedHashMap<>();

    /** One difference, in the order of the later table. */
    public sealed interface Line {
        /** @param row its number in the later table */
        record Added(int row, String rule) implements Line {}

        /** @param row its number in the earlier table */
        record Removed(int row, String rule) implements Line {}

        /** A row with other cells. */
        record Changed(int before, int after, List<Cell> cells) implements Line {
            public Changed {
                cells = List.copyOf(cells);
            }
        }

        /** Hit policy, columns or the default; what a named value is. */
        record Frame(String what, String before, String after) implements Line {}

        /** For people. */
        default String text() {
            return switch (this) {
                case Added(int row, String rule) -> "+ row " + row + ": " + rule;
                case Removed(int row, String rule) -> "- row " + row + ": " + rule;
                case Changed(int before, int after, List<Cell> cells) ->
                    "~ row " + (before == after ? "" + after : before + " (now " + after + ")") + ": "
                            + String.join(
                                    ", ",
                                    cells.stream()
                                            .map(cell ->
                                                    cell.column() + " " + cell.before() + " becomes " + cell.after())
                                            .toList());
                case Frame(String what, String before, String after) ->
                    "~ " + what + ": " + before + " becomes " + after;
            };
        }
    }

    /** A cell that says something else now. @param column input, {@code verdict}, {@code reason} or another output */
    public record Cell(String column, String before, String after) {}

    /**
     * What differs in one of the tables behind a decision.
     *
     * @param name by which others name its result; empty for the table that decides
     */
    public record OfTable(String name, List<Line> lines) {
        public OfTable {
            lines = List.copyOf(lines);
        }

        /** For people. */
        public List<String> texts() {
            return lines.stream()
                    .map(line -> name.isEmpty() ? line.text() : name + ": " + line.text())
                    .toList();
        }
    }

    private TableDiff(Sheet before, Sheet after) {
        this.before = before;
        this.after = after;
    }

    /** Every row of a table, as lines that add it. */
    public static List<Line> rows(AuthorityTable table) {
        return Sheet.of(table).rows().stream().map(Sheet.Entry::added).toList();
    }

    /** Every difference; empty when both decide alike, but for the tables and values that feed them. */
    public static List<Line> of(AuthorityTable before, AuthorityTable after) {
        return of(Sheet.of(before), Sheet.of(after));
    }

    /** Where the rows of the earlier table stand in the later one, by their numbers; a row that is gone is not in it. */
    public static Map<Integer, Integer> kept(AuthorityTable before, AuthorityTable after) {
        var diff = new TableDiff(Sheet.of(before), Sheet.of(after));
        diff.rows();
        return Collections.unmodifiableMap(diff.kept);
    }

    private static List<Line> of(Sheet before, Sheet after) {
        var diff = new TableDiff(before, after);
        diff.frame();
        diff.rows();
        return List.copyOf(diff.lines);
    }

    /** The same of every table and named value behind the decision, the table that decides first; only what differs. */
    public static List<OfTable> all(AuthorityTable before, AuthorityTable after) {
        var all = new ArrayList<OfTable>();
        all.add(new OfTable("", of(before, after)));
        Map<String, DecisionTable> was = fed(before);
        Map<String, DecisionTable> is = fed(after);
        is.forEach((name, table) -> {
            DecisionTable old = was.remove(name);
            all.add(new OfTable(name, old == null ? whole(table, true) : of(Sheet.of(old), Sheet.of(table))));
        });
        was.forEach((name, table) -> all.add(new OfTable(name, whole(table, false))));
        all.add(new OfTable("", said(before, after)));
        return all.stream().filter(each -> !each.lines().isEmpty()).toList();
    }

    /** A table that only one of them has. */
    private static List<Line> whole(DecisionTable table, boolean added) {
        Sheet sheet = Sheet.of(table);
        String frame = sheet.hitPolicy() + ", " + sheet.columns() + " -> " + sheet.outputs();
        var lines = new ArrayList<Line>();
        lines.add(added ? new Line.Frame("table", "nothing", frame) : new Line.Frame("table", frame, "nothing"));
        sheet.rows().forEach(row -> lines.add(added ? row.added() : row.removed()));
        return lines;
    }

    private static Map<String, DecisionTable> fed(AuthorityTable table) {
        var fed = new LinkedHashMap<String, DecisionTable>();
        table.fed().forEach(each -> fed.put(each.name(), each.table()));
        return fed;
    }

    private static List<Line> said(AuthorityTable before, AuthorityTable after) {
        var was = new LinkedHashMap<String, String>();
        before.said().forEach(each -> was.put(each.name(), each.says()));
        var lines = new ArrayList<Line>();
        for (DecisionGraph.Said each : after.said()) {
            String old = was.remove(each.name());
            if (!each.says().equals(old)) {
                lines.add(new Line.Frame(each.name(), old == null ? "nothing" : old, each.says()));
            }
        }
        was.forEach((name, says) -> lines.add(new Line.Frame(name, says, "nothing")));
        return lines;
    }

    private void frame() {
        frame("hit policy", before.hitPolicy(), after.hitPolicy());
        frame("columns", before.columns(), after.columns());
        frame("outputs", before.outputs(), after.outputs());
        frame("otherwise", before.otherwise(), after.otherwise());
    }

    private void frame(String what, String was, String is) {
        if (!was.equals(is)) lines.add(new Line.Frame(what, was, is));
    }

    /** The longest run of equal rows stays; between two of them, rows that face each other are one row that changed. */
    private void rows() {
        List<String> was = before.rows().stream().map(Sheet.Entry::text).toList();
        List<String> is = after.rows().stream().map(Sheet.Entry::text).toList();
        int head = 0;
        int shorter = Math.min(was.size(), is.size());
        while (head < shorter && was.get(head).equals(is.get(head))) head++;
        int tail = 0;
        while (tail < shorter - head && was.get(was.size() - 1 - tail).equals(is.get(is.size() - 1 - tail))) tail++;
        for (int i = 0; i < head; i++) kept.put(i + 1, i + 1);
        for (int i = 0; i < tail; i++) kept.put(was.size() - i, is.size() - i);
        between(was.subList(head, was.size() - tail), is.subList(head, is.size() - tail), head);
    }

    /** What lies between equal heads and tails. Where that is too much to align, rows face each other as they stand. */
    private void between(List<String> was, List<String> is, int head) {
        boolean aligned = (long) was.size() * is.size() <= MOST_CELLS;
        int[][] common = aligned ? common(was, is) : new int[0][];
        var removed = new ArrayList<Sheet.Entry>();
        var added = new ArrayList<Sheet.Entry>();
        int i = 0;
        int j = 0;
        while (i < was.size() || j < is.size()) {
            if (i < was.size() && j < is.size() && was.get(i).equals(is.get(j))) {
                pair(removed, added);
                kept.put(head + ++i, head + ++j);
            } else if (j == is.size() || (i < was.size() && (!aligned || common[i + 1][j] >= common[i][j + 1]))) {
                removed.add(before.rows().get(head + i++));
            } else added.add(after.rows().get(head + j++));
        }
        pair(removed, added);
    }

    private static int[][] common(List<String> was, List<String> is) {
        int[][] common = new int[was.size() + 1][is.size() + 1];
        for (int i = was.size() - 1; i >= 0; i--) {
            for (int j = is.size() - 1; j >= 0; j--) {
                common[i][j] = was.get(i).equals(is.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private void pair(List<Sheet.Entry> removed, List<Sheet.Entry> added) {
        boolean comparable =
                before.columns().equals(after.columns()) && before.outputs().equals(after.outputs());
        int both = comparable ? Math.min(removed.size(), added.size()) : 0;
        for (int i = 0; i < both; i++) lines.add(changed(removed.get(i), added.get(i)));
        removed.subList(both, removed.size()).forEach(row -> lines.add(row.removed()));
        added.subList(both, added.size()).forEach(row -> lines.add(row.added()));
        removed.clear();
        added.clear();
    }

    private Line changed(Sheet.Entry was, Sheet.Entry is) {
        kept.put(was.number(), is.number());
        var cells = new ArrayList<Cell>();
        for (int i = 0; i < after.names().size(); i++) {
            String old = was.cells().get(i);
            String now = is.cells().get(i);
            if (!old.equals(now)) cells.add(new Cell(after.names().get(i), old, now));
        }
        return new Line.Changed(was.number(), is.number(), cells);
    }
}
