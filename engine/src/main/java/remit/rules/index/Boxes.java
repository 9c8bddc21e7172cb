package remit.rules.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cases that rows match in common. Those of some rows are a box: for every column a set of segments.
 *
 * @param words how long a set of rows is
 */
public record Boxes(List<Axis> axes, int words) {
    public Boxes {
        axes = List.copyOf(axes);
    }

    /**
     * One column.
     *
     * @param domain the segments that cases may lie in
     * @param passing by segment, the rows that it passes
     */
    public record Axis(BitSet domain, long[][] passing) {
        /** The segments that every one of {@code rows} lets through. */
        public BitSet shared(List<Integer> rows) {
            var shared = new BitSet();
            for (int segment = domain.nextSetBit(0); segment >= 0; segment = domain.nextSetBit(segment + 1)) {
                boolean every = true;
                for (int row : rows) every &= RowBits.isSet(passing[segment], row);
                if (every) shared.set(segment);
            }
            return shared;
        }
    }

    /** What all these rows let through, by column; null when there is no such case. */
    public @Nullable List<BitSet> of(List<Integer> rows, Coverage.Work work) {
        var box = new ArrayList<BitSet>();
        for (Axis axis : axes) {
            BitSet shared = axis.shared(rows);
            work.spend(axis.passing().length);
            if (shared.isEmpty()) return null;
            box.add(shared);
        }
        return box;
    }

    /**
     * The rows that have a case in common with a row, found all at once: in each column those that pass one of its
     * segments, and of these sets what is in every one.
     */
    public long[] meeting(int row, Coverage.Work work) {
        long[] meeting = new long[words];
        Arrays.fill(meeting, -1L);
        for (Axis axis : axes) {
            long[] here = new long[words];
            for (int segment : axis.shared(List.of(row)).stream().toArray()) RowBits.or(here, axis.passing()[segment]);
            RowBits.and(meeting, here);
            work.spend((long) axis.passing().length * words);
        }
        return meeting;
    }

    /** The rows that match every case which a row matches, itself among them. */
    public long[] around(int row, Coverage.Work work) {
        long[] around = new long[words];
        Arrays.fill(around, -1L);
        for (Axis axis : axes) {
            for (int segment : axis.shared(List.of(row)).stream().toArray())
                RowBits.and(around, axis.passing()[segment]);
            work.spend((long) axis.passing().length * words);
        }
        return around;
    }

    /** Whether a single row covers the box: by far the most boxes, and quickly seen. */
    public boolean filled(List<BitSet> box, long[] covering, Coverage.Work work) {
        long[] filling = covering.clone();
        for (int i = 0; i < box.size(); i++) {
            long[][] passing = axes.get(i).passing();
            box.get(i).stream().forEach(segment -> RowBits.and(filling, passing[segment]));
            work.spend((long) box.get(i).cardinality() * words);
        }
        return !RowBits.isEmpty(filling);
    }

    /** The rows that pass each segment of a box, as {@link Coverage} asks for them. */
    public long[][][] passing(List<BitSet> box) {
        long[][][] passing = new long[box.size()][][];
        for (int i = 0; i < passing.length; i++) {
            long[][] rows = axes.get(i).passing();
            passing[i] = box.get(i).stream().mapToObj(segment -> rows[segment]).toArray(long[][]::new);
        }
        return passing;
    }
}
