package remit.rules.index;

/** Sets of rows as bits, 64 a word; row 0 is the lowest bit of the first word. All sets of a table are equally long. */
public final class RowBits {
    private RowBits() {}

    public static boolean isSet(long[] bits, int row) {
        return (bits[row >> 6] & 1L << row) != 0;
    }

    public static void set(long[] bits, int row) {
        bits[row >> 6] |= 1L << row;
    }

    public static void clear(long[] bits, int row) {
        bits[row >> 6] &= ~(1L << row);
    }

    /** Leaves in {@code into} what is in both. */
    public static void and(long[] into, long[] other) {
        for (int word = 0; word < into.length; word++) into[word] &= other[word];
    }

    /** Adds to {@code into} what is in {@code other}, which may be shorter. */
    public static void or(long[] into, long[] other) {
        for (int word = 0; word < other.length; word++) into[word] |= other[word];
    }

    /** Whether some row is in both; one of them may be shorter. */
    public static boolean meets(long[] left, long[] right) {
        for (int word = 0; word < Math.min(left.length, right.length); word++) {
            if ((left[word] & right[word]) != 0) return true;
        }
        return false;
    }

    public static boolean isEmpty(long[] bits) {
        for (long word : bits) if (word != 0) return false;
        return true;
    }

    public static int count(long[] bits) {
        int count = 0;
        for (long word : bits) count += Long.bitCount(word);
        return count;
    }

    /** The lowest row, or -1 when there is none. */
    public static int first(long[] bits) {
        for (int word = 0; word < bits.length; word++) {
            if (bits[word] != 0) return (word << 6) + Long.numberOfTrailingZeros(bits[word]);
        }
        return -1;
    }

    /** The lowest row from {@code row} on, or -1 when there is none. */
    public static int next(long[] bits, int row) {
        int word = row >> 6;
        if (word >= bits.length) return -1;
        long left = bits[word] & (-1L << row);
        while (left == 0) {
            if (++word == bits.length) return -1;
            left = bits[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(left);
    }

    /**
     * For many cases at once: leaves in each set what its segment passes.
     *
     * @param sets one set a case, one behind the other
     * @param passing one set a segment, one behind the other
     */
    public static void and(long[] sets, long[] passing, int[] segments, int count, int words) {
        switch (words) {
            case 1 -> {
                for (int i = 0; i < count; i++) sets[i] &= passing[segments[i]];
            }
            case 2 -> {
                for (int i = 0; i < count; i++) {
                    int from = segments[i] << 1;
                    sets[2 * i] &= passing[from];
                    sets[2 * i + 1] &= passing[from + 1];
                }
            }
            case 4 -> {
                for (int i = 0; i < count; i++) {
                    int from = segments[i] << 2;
                    int set = i << 2;
                    sets[set] &= passing[from];
                    sets[set + 1] &= passing[from + 1];
                    sets[set + 2] &= passing[from + 2];
                    sets[set + 3] &= passing[from + 3];
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    int from = segments[i] * words;
                    int set = i * words;
                    for (int word = 0; word < words; word++) sets[set + word] &= passing[from + word];
                }
            }
        }
    }
}
