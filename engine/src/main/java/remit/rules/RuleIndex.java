package remit.rules;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;

/**
 * A table's cells turned on their side: for every column and every segment of its values the set of rows that the
 * segment passes, as a bit mask. A case is one mask a column, combined by AND. The meaning of a cell is data in the
 * masks and nowhere else; one index serves single cases and whole histories.
 *
 * <p>A missing value sits in the masks of {@code -}, and of the cells that let it pass where the column allows null. A
 * value of the wrong type, or outside the declared allowed values, sits in no mask at all: it can match no row. A cell
 * that compares with another fact sits in every mask of its column and is asked once the others have let its row pass.
 */
final class RuleIndex {
    private final Column[] columns;
    private final int rows;
    private final int words;
    private final long[] everyRow;

    /**
     * @param passing per segment the rows it passes, 64 rows a word
     * @param open the cells that compare with other facts, by row; empty for most columns
     */
    private record Column(Input input, Segments segments, long[][] passing, List<OpenCell> open) {}

    private record OpenCell(int row, Cell cell) {}

    RuleIndex(List<Input> inputs, List<List<Cell>> cellsOfRows) {
        this.rows = cellsOfRows.size();
        this.words = (rows + 63) >> 6;
        this.columns = new Column[inputs.size()];
        for (int i = 0; i < columns.length; i++) {
            int column = i;
            columns[i] = column(
                    inputs.get(i),
                    cellsOfRows.stream().map(cells -> cells.get(column)).toList());
        }
        this.everyRow = new long[words];
        java.util.Arrays.fill(everyRow, -1L);
        if ((rows & 63) != 0) everyRow[words - 1] = (1L << rows) - 1;
    }

    private Column column(Input input, List<Cell> cells) {
        var tests = new ArrayList<>(input.allowed().tests());
        for (Cell cell : cells) tests.addAll(cell.tests());
        Segments segments = Segments.of(input.type(), tests);
        BitSet allowed = covered(segments, input.allowed());
        long[][] passing = new long[segments.count()][words];
        var open = new ArrayList<OpenCell>();
        for (int row = 0; row < rows; row++) {
            Cell cell = cells.get(row);
            if (cell.isOpen()) open.add(new OpenCell(row, cell));
            BitSet through = covered(segments, cell);
            through.and(allowed);
            if (passesMissing(cell, input)) through.set(Segments.MISSING);
            for (int segment = through.nextSetBit(0); segment >= 0; segment = through.nextSetBit(segment + 1)) {
                RowBits.set(passing[segment], row);
            }
        }
        return new Column(input, segments, passing, List.copyOf(open));
    }

    private static boolean passesMissing(Cell cell, Input input) {
        if (cell instanceof Cell.Any) return true;
        if (input.presence() != Input.Presence.NULL_ALLOWED) return false;
        return cell.isOpen() || Truth.of(cell, Value.ABSENT, Map.of()) == Truth.TRUE;
    }

    private static BitSet covered(Segments segments, Cell cell) {
        var covered = new BitSet(segments.count());
        if (!cell.isOpen()) cell.tests().forEach(test -> covered.or(segments.covered(test)));
        return switch (cell) {
            case Cell.OneOf one when !one.isOpen() -> covered;
            case Cell.Any _, Cell.OneOf _ -> everyValue(segments);
            case Cell.NoneOf none -> {
                BitSet others = everyValue(segments);
                if (!none.isOpen()) {
                    others.andNot(covered);
                    boolean comparing = none.tests().stream().anyMatch(test -> !(test instanceof UnaryTest.Missing));
                    if (comparing && segments.elsewhere() >= 0) others.clear(segments.elsewhere());
                }
                yield others;
            }
        };
    }

    private static BitSet everyValue(Segments segments) {
        var every = new BitSet(segments.count());
        every.set(Segments.FIRST, segments.count());
        return every;
    }

    /** What the analysis needs of one column. @param domain the segments that cases may lie in */
    record Domain(Input input, Segments segments, long[][] passing, BitSet domain, List<Integer> openRows) {}

    /** The columns with every segment that a case may lie in: the allowed values, and missing where null is allowed. */
    List<Domain> domains() {
        var domains = new ArrayList<Domain>();
        for (Column column : columns) {
            Input input = column.input();
            Segments segments = column.segments();
            BitSet domain = covered(segments, input.allowed());
            for (int segment = Segments.FIRST; segment < segments.count(); segment++) {
                if (domain.get(segment)
                        && segments.sample(input.type(), segment).isEmpty()) domain.clear(segment);
            }
            if (input.presence() == Input.Presence.NULL_ALLOWED) domain.set(Segments.MISSING);
            List<Integer> open = column.open().stream().map(OpenCell::row).toList();
            domains.add(new Domain(input, segments, column.passing(), domain, open));
        }
        return domains;
    }

    int rows() {
        return rows;
    }

    /** Why the table cannot be asked about a case at all, or null when it can. */
    @Nullable
    Unfit unfit(Map<String, Value> facts) {
        for (Column column : columns) {
            Input input = column.input();
            Value value = facts.get(input.fact());
            switch (column.segments().segment(input.type(), value)) {
                case Segments.MISSING -> {
                    if (input.presence() == Input.Presence.REQUIRED) return new Unfit(input.fact(), "is missing");
                }
                case Segments.WRONG_TYPE -> {
                    return new Unfit(input.fact(), "is not " + input.type().words());
                }
                default -> {
                    boolean allowed = input.allowed() instanceof Cell.Any
                            || Truth.of(input.allowed(), value == null ? Value.ABSENT : value, facts) == Truth.TRUE;
                    if (!allowed) return new Unfit(input.fact(), "is none of the allowed values");
                }
            }
        }
        return null;
    }

    /** A fact that the table cannot be asked about. @param why goes on the fact's name: "is missing" */
    record Unfit(String fact, String why) {}

    /** The rows that match, as a bit set. */
    long[] matching(Map<String, Value> facts) {
        long[] matching = everyRow.clone();
        for (Column column : columns) {
            long[] passing = passing(column, facts);
            RowBits.and(matching, passing);
        }
        for (Column column : columns) {
            if (!column.open().isEmpty()) closeOpenCells(column, facts, matching);
        }
        return matching;
    }

    /** Takes out the rows whose open cell does not match. */
    private static void closeOpenCells(Column column, Map<String, Value> facts, long[] matching) {
        Value value = facts.getOrDefault(column.input().fact(), Value.ABSENT);
        for (OpenCell open : column.open()) {
            if (!RowBits.isSet(matching, open.row())) continue;
            if (Truth.of(open.cell(), value, facts) != Truth.TRUE) RowBits.clear(matching, open.row());
        }
    }

    /** The rows that fail in exactly one column, with that column: what would have had to be different. */
    List<NearMiss> nearMisses(Map<String, Value> facts) {
        long[][] passing = new long[columns.length][];
        for (int i = 0; i < columns.length; i++) {
            passing[i] = passing(columns[i], facts);
            if (columns[i].open().isEmpty()) continue;
            passing[i] = passing[i].clone();
            closeOpenCells(columns[i], facts, passing[i]);
        }
        long[] failedOnce = new long[words];
        long[] failedMore = new long[words];
        for (long[] rowsPassed : passing) {
            for (int word = 0; word < rowsPassed.length; word++) {
                long failing = ~rowsPassed[word];
                failedMore[word] |= failedOnce[word] & failing;
                failedOnce[word] |= failing;
            }
        }
        long[] near = everyRow.clone();
        for (int word = 0; word < near.length; word++) near[word] &= failedOnce[word] & ~failedMore[word];
        var misses = new ArrayList<NearMiss>();
        for (int number : numbers(near)) misses.add(new NearMiss(number, failing(number - 1, passing)));
        return misses;
    }

    private String failing(int row, long[][] passing) {
        for (int column = 0; column < passing.length; column++) {
            if (!RowBits.isSet(passing[column], row))
                return columns[column].input().fact();
        }
        throw new IllegalStateException("row " + (row + 1) + " fails nowhere");
    }

    private static long[] passing(Column column, Map<String, Value> facts) {
        Input input = column.input();
        return column.passing()[column.segments().segment(input.type(), facts.get(input.fact()))];
    }

    /** The 1-based numbers of the rows in a bit set, ascending. */
    static List<Integer> numbers(long[] rows) {
        var numbers = new ArrayList<Integer>();
        for (int word = 0; word < rows.length; word++) {
            for (long left = rows[word]; left != 0; left &= left - 1) {
                numbers.add((word << 6) + Long.numberOfTrailingZeros(left) + 1);
            }
        }
        return numbers;
    }
}
