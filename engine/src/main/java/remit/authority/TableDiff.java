package remit.authority;

import java.util.ArrayList;
import java.util.List;
import remit.rules.Input;

/**
 * What differs between two tables, row by row. Rows are told apart by what they say, not by their number: a row that only
 * moved because another was inserted above it is the same row.
 */
public final class TableDiff {
    private static final long MOST_CELLS = 4_000_000;

    private final AuthorityTable before;
    private final AuthorityTable after;
    private final List<Line> lines = new ArrayList<>();

    /** One difference, in the order of the later table. */
    public sealed interface Line {
        /** @param row its number in the later table */
        record Added(int row, String rule) implements Line {}

        /** @param row its number in the earlier table */
        record Removed(int row, String rule) implements Line {}

        /** A row with other cells. @param column input, {@code verdict} or {@code reason} */
        record Changed(int before, int after, List<Cell> cells) implements Line {
            public Changed {
                cells = List.copyOf(cells);
            }
        }

        /** Hit policy, columns or the default. */
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

    /** A cell that says something else now. */
    public record Cell(String column, String before, String after) {}

    private TableDiff(AuthorityTable before, AuthorityTable after) {
        this.before = before;
        this.after = after;
    }

    /** Every row of a table, as lines that add it. */
    public static List<Line> rows(AuthorityTable table) {
        return table.rows().stream()
                .map(row -> (Line) new Line.Added(row.number(), text(table, row)))
                .toList();
    }

    /** Every difference; empty when both decide alike, but for the tables and values that feed them. */
    public static List<Line> of(AuthorityTable before, AuthorityTable after) {
        var diff = new TableDiff(before, after);
        diff.frame();
        diff.rows();
        return List.copyOf(diff.lines);
    }

    private void frame() {
        frame("hit policy", before.hitPolicy().attribute(), after.hitPolicy().attribute());
        frame("columns", columns(before), columns(after));
        frame("otherwise", otherwise(before), otherwise(after));
    }

    private void frame(String what, String was, String is) {
        if (!was.equals(is)) lines.add(new Line.Frame(what, was, is));
    }

    private static String columns(AuthorityTable table) {
        return String.join(
                ", ",
                table.inputs().stream()
                        .map(input -> input.fact() + " (" + input.type().words()
                                + (input.allowed().text().equals("-")
                                        ? ""
                                        : ": " + input.allowed().text())
                                + (input.presence() == Input.Presence.NULL_ALLOWED ? ", may be missing" : "") + ")")
                        .toList());
    }

    private static String otherwise(AuthorityTable table) {
        return table.otherwise().ruling().word() + ": " + table.otherwise().reason();
    }

    /** The longest run of equal rows stays; between two of them, rows that face each other are one row that changed. */
    private void rows() {
        List<String> was = before.rows().stream().map(row -> text(before, row)).toList();
        List<String> is = after.rows().stream().map(row -> text(after, row)).toList();
        int head = 0;
        int shorter = Math.min(was.size(), is.size());
        while (head < shorter && was.get(head).equals(is.get(head))) head++;
        int tail = 0;
        while (tail < shorter - head && was.get(was.size() - 1 - tail).equals(is.get(is.size() - 1 - tail))) tail++;
        between(was.subList(head, was.size() - tail), is.subList(head, is.size() - tail), head);
    }

    /** What lies between equal heads and tails. Where that is too much to align, rows face each other as they stand. */
    private void between(List<String> was, List<String> is, int head) {
        boolean aligned = (long) was.size() * is.size() <= MOST_CELLS;
        int[][] common = aligned ? common(was, is) : new int[0][];
        var removed = new ArrayList<Row>();
        var added = new ArrayList<Row>();
        int i = 0;
        int j = 0;
        while (i < was.size() || j < is.size()) {
            if (i < was.size() && j < is.size() && was.get(i).equals(is.get(j))) {
                pair(removed, added);
                i++;
                j++;
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

    private void pair(List<Row> removed, List<Row> added) {
        boolean comparable = columns(before).equals(columns(after));
        int both = comparable ? Math.min(removed.size(), added.size()) : 0;
        for (int i = 0; i < both; i++) lines.add(changed(removed.get(i), added.get(i)));
        for (Row row : removed.subList(both, removed.size()))
            lines.add(new Line.Removed(row.number(), text(before, row)));
        for (Row row : added.subList(both, added.size())) lines.add(new Line.Added(row.number(), text(after, row)));
        removed.clear();
        added.clear();
    }

    private Line changed(Row was, Row is) {
        var cells = new ArrayList<Cell>();
        for (int column = 0; column < after.inputs().size(); column++) {
            cell(
                    cells,
                    after.inputs().get(column).fact(),
                    was.cells().get(column).text(),
                    is.cells().get(column).text());
        }
        cell(cells, "verdict", was.ruling().word(), is.ruling().word());
        cell(cells, "reason", "\"" + was.reason() + "\"", "\"" + is.reason() + "\"");
        return new Line.Changed(was.number(), is.number(), cells);
    }

    private static void cell(List<Cell> cells, String column, String was, String is) {
        if (!was.equals(is)) cells.add(new Cell(column, was, is));
    }

    private static String text(AuthorityTable table, Row row) {
        var parts = new ArrayList<String>();
        for (int column = 0; column < table.inputs().size(); column++) {
            String cell = row.cells().get(column).text();
            if (!cell.equals("-")) parts.add(table.inputs().get(column).fact() + " " + cell);
        }
        return (parts.isEmpty() ? "always" : String.join(", ", parts)) + " -> "
                + row.ruling().word() + (row.reason().isEmpty() ? "" : " \"" + row.reason() + "\"");
    }
}
