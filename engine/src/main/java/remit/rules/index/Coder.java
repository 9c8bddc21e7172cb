package remit.rules.index;

/** The segments of one column's values, a block of cases at a time. */
public sealed interface Coder {
    /** Writes the segments of {@code count} cases from number {@code from} on. */
    void code(int from, int count, int[] into);

    /** Whole numbers. */
    record OfPoints(long[] points, Steps steps) implements Coder {
        @Override
        public void code(int from, int count, int[] into) {
            for (int i = 0; i < count; i++) into[i] = steps.code(points[from + i]);
        }
    }

    /** Numbered values. @param segments by number, the first is that of number -1 */
    record OfNumbers(int[] numbers, int[] segments) implements Coder {
        @Override
        public void code(int from, int count, int[] into) {
            for (int i = 0; i < count; i++) into[i] = segments[numbers[from + i] + 1];
        }
    }

    /** Small numbers. @param segments by number */
    record OfBytes(byte[] bytes, int[] segments) implements Coder {
        @Override
        public void code(int from, int count, int[] into) {
            for (int i = 0; i < count; i++) into[i] = segments[bytes[from + i]];
        }
    }

    /** The same for all. */
    record Same(int segment) implements Coder {
        @Override
        public void code(int from, int count, int[] into) {
            java.util.Arrays.fill(into, 0, count, segment);
        }
    }

    /** Coded before. */
    record Kept(int[] segments) implements Coder {
        @Override
        public void code(int from, int count, int[] into) {
            System.arraycopy(segments, from, into, 0, count);
        }
    }

    /** All but some cases. @param cases ascending @param segments theirs */
    record Except(Coder rest, int[] cases, int[] segments) implements Coder {
        @Override
        public void code(int from, int count, int[] into) {
            rest.code(from, count, into);
            int at = java.util.Arrays.binarySearch(cases, from);
            if (at < 0) at = -at - 1;
            for (; at < cases.length && cases[at] < from + count; at++) into[cases[at] - from] = segments[at];
        }
    }

    /** Every case coded once, to be asked again and again. */
    default Kept kept(int cases) {
        if (this instanceof Kept already) return already;
        int[] all = new int[cases];
        code(0, cases, all);
        return new Kept(all);
    }
}
