package remit.rules;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether a set of rows covers a box: every combination of one segment a column. Exact, column by column; what was found
 * covered for one set of rows that are still active is never asked again. The steps are counted, because the question is
 * hard in general (co-NP): when they run out, there is no answer, never a wrong one.
 */
final class Coverage {
    private final long[][][] passing;
    private final long[][] free;
    private final Set<Key> covered = new HashSet<>();
    private final int[] path;
    private int steps;

    /** Rows that are still active at a column. */
    private record Key(int column, Rows active) {}

    /** A bit set that can be a key. */
    private static final class Rows {
        private final long[] bits;
        private final int hash;

        Rows(long[] bits) {
            this.bits = bits;
            this.hash = Arrays.hashCode(bits);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Rows rows && Arrays.equals(bits, rows.bits);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** What was found. */
    sealed interface Answer {
        /** Every combination is covered. */
        record Covered() implements Answer {}

        /** This combination is not: for every column the index of its segment. */
        record Hole(int[] segments) implements Answer {}

        /** The steps ran out. */
        record Undecided() implements Answer {}
    }

    /**
     * @param passing per column and segment of the box the rows that pass, 64 a word
     * @param steps how many sets of rows may be looked at
     */
    Coverage(long[][][] passing, int steps) {
        this.passing = passing;
        this.steps = steps;
        this.path = new int[passing.length];
        this.free = new long[passing.length + 1][];
        int words = passing.length == 0 || passing[0].length == 0 ? 0 : passing[0][0].length;
        long[] every = new long[words];
        Arrays.fill(every, -1L);
        free[passing.length] = every;
        for (int column = passing.length - 1; column >= 0; column--) {
            long[] rest = free[column + 1].clone();
            for (long[] segment : passing[column]) RowBits.and(rest, segment);
            free[column] = rest;
        }
    }

    /** Whether {@code rows} cover the box. */
    Answer of(long[] rows) {
        for (long[][] column : passing) if (column.length == 0) return new Answer.Covered();
        // Without a column there is one box, and a row is in it or not.
        if (path.length == 0) return RowBits.isEmpty(rows) ? new Answer.Hole(path) : new Answer.Covered();
        return switch (search(0, rows)) {
            case YES -> new Answer.Covered();
            case NO -> new Answer.Hole(path.clone());
            case UNKNOWN -> new Answer.Undecided();
        };
    }

    private enum Found {
        YES,
        NO,
        UNKNOWN
    }

    private Found search(int column, long[] active) {
        if (RowBits.isEmpty(active)) {
            Arrays.fill(path, column, path.length, 0);
            return Found.NO;
        }
        if (RowBits.meets(active, free[column])) return Found.YES;
        if (column == passing.length) return Found.YES;
        var key = new Key(column, new Rows(active));
        if (covered.contains(key)) return Found.YES;
        if (--steps < 0) return Found.UNKNOWN;
        // The segments that leave the fewest rows come first: a hole, if there is one, is most likely there.
        var next = new TreeMap<Integer, java.util.LinkedHashMap<Rows, Integer>>();
        for (int segment = 0; segment < passing[column].length; segment++) {
            long[] left = active.clone();
            RowBits.and(left, passing[column][segment]);
            next.computeIfAbsent(RowBits.count(left), _ -> new java.util.LinkedHashMap<>())
                    .putIfAbsent(new Rows(left), segment);
        }
        Found every = Found.YES;
        for (var sameCount : next.values()) {
            for (var entry : sameCount.entrySet()) {
                Found found = search(column + 1, entry.getKey().bits);
                if (found == Found.NO) {
                    path[column] = entry.getValue();
                    return Found.NO;
                }
                if (found == Found.UNKNOWN) every = Found.UNKNOWN;
                if (steps < 0) return Found.UNKNOWN;
            }
        }
        if (every == Found.YES) covered.add(key);
        return every;
    }
}
