package remit.authority;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import remit.kernel.Value;

/**
 * A table's cells turned on their side: for every column and every segment of its values the set of rows that the
 * segment passes, as a bit mask. A case is one mask a column, combined by AND. The meaning of a cell is data in the
 * masks and nowhere else; one index serves single cases and whole histories.
 *
 * <p>A missing value sits in the masks of {@code -} only. A value of the wrong type, or outside the declared allowed
 * values, sits in no mask at all: it can match no row.
 */
final class RuleIndex {
    private final List<Column> columns;
    private final int rows;

    /** @param passing per segment the rows it passes, 64 rows a word */
    private record Column(Input input, Segments segments, long[][] passing) {}

    RuleIndex(List<Input> inputs, List<List<Cell>> cellsOfRows) {
        this.rows = cellsOfRows.size();
        var built = new ArrayList<Column>();
        for (int i = 0; i < inputs.size(); i++) {
            int column = i;
            built.add(column(
                    inputs.get(i),
                    cellsOfRows.stream().map(cells -> cells.get(column)).toList()));
        }
        this.columns = List.copyOf(built);
    }

    private Column column(Input input, List<Cell> cells) {
        var tests = new ArrayList<>(input.allowed().tests());
        for (Cell cell : cells) tests.addAll(cell.tests());
        Segments segments = Segments.of(input.type(), tests);
        BitSet allowed = covered(segments, input.allowed());
        long[][] passing = new long[segments.count()][words()];
        for (int row = 0; row < rows; row++) {
            BitSet through = covered(segments, cells.get(row));
            through.and(allowed);
            if (cells.get(row) instanceof Cell.Any) through.set(Segments.MISSING);
            for (int segment = through.nextSetBit(0); segment >= 0; segment = through.nextSetBit(segment + 1)) {
                passing[segment][row >> 6] |= 1L << row;
            }
        }
        return new Column(input, segments, passing);
    }

    private static BitSet covered(Segments segments, Cell cell) {
        var covered = new BitSet(segments.count());
        switch (cell) {
            case Cell.Any any -> covered.set(Segments.FIRST, segments.count());
            case Cell.OneOf(List<UnaryTest> tests) -> tests.forEach(test -> covered.or(segments.covered(test)));
        }
        return covered;
    }

    private int words() {
        return (rows + 63) >> 6;
    }

    /** The rows that match, as a bit set. */
    long[] matching(Map<String, Value> facts) {
        long[] matching = everyRow();
        for (Column column : columns) {
            long[] passing = passing(column, facts);
            for (int word = 0; word < matching.length; word++) matching[word] &= passing[word];
        }
        return matching;
    }

    /** The rows that fail in exactly one column, with that column: what would have had to be different. */
    List<NearMiss> nearMisses(Map<String, Value> facts) {
        long[][] passing =
                columns.stream().map(column -> passing(column, facts)).toArray(long[][]::new);
        long[] failedOnce = new long[words()];
        long[] failedMore = new long[words()];
        for (long[] rowsPassed : passing) {
            for (int word = 0; word < rowsPassed.length; word++) {
                long failing = ~rowsPassed[word];
                failedMore[word] |= failedOnce[word] & failing;
                failedOnce[word] |= failing;
            }
        }
        long[] near = everyRow();
        for (int word = 0; word < near.length; word++) near[word] &= failedOnce[word] & ~failedMore[word];
        var misses = new ArrayList<NearMiss>();
        for (int number : numbers(near)) misses.add(new NearMiss(number, failing(number - 1, passing)));
        return misses;
    }

    private String failing(int row, long[][] passing) {
        for (int column = 0; column < passing.length; column++) {
            if ((passing[column][row >> 6] & 1L << row) == 0)
                return columns.get(column).input().fact();
        }
        throw new IllegalStateException("row " + (row + 1) + " fails nowhere");
    }

    private static long[] passing(Column column, Map<String, Value> facts) {
        Input input = column.input();
        return column.passing()[column.segments().segment(input.type(), facts.get(input.fact()))];
    }

    private long[] everyRow() {
        long[] every = new long[words()];
        java.util.Arrays.fill(every, -1L);
        if ((rows & 63) != 0) every[every.length - 1] = (1L << rows) - 1;
        return every;
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
