package remit.rules;

/** Sets of rows as bits, 64 a word; row 0 is the lowest bit of the first word. All sets of a table are equally long. */
final class RowBits {
    private RowBits() {}

    static boolean isSet(long[] bits, int row) {
        return (bits[row >> 6] & 1L << row) != 0;
    }

    static void set(long[] bits, int row) {
        bits[row >> 6] |= 1L << row;
    }

    static void clear(long[] bits, int row) {
        bits[row >> 6] &= ~(1L << row);
    }

    /** Leaves in {@code into} what is in both. */
    static void and(long[] into, long[] other) {
        for (int word = 0; word < into.length; word++) into[word] &= other[word];
    }

    /** Whether some row is in both. */
    static boolean meets(long[] left, long[] right) {
        for (int word = 0; word < left.length; word++) if ((left[word] & right[word]) != 0) return true;
        return false;
    }

    static boolean isEmpty(long[] bits) {
        for (long word : bits) if (word != 0) return false;
        return true;
    }

    static int count(long[] bits) {
        int count = 0;
        for (long word : bits) count += Long.bitCount(word);
        return count;
    }

    /** The lowest row, or -1 when there is none. */
    static int first(long[] bits) {
        for (int word = 0; word < bits.length; word++) {
            if (bits[word] != 0) return (word << 6) + Long.numberOfTrailingZeros(bits[word]);
        }
        return -1;
    }
}
