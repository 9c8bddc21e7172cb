package remit.verify;

import java.nio.ByteBuffer;
import java.util.Arrays;
import remit.verify.text.Hash;

/**
 * A map from texts to whole numbers from 0, small enough for many millions: it keeps half of each text's SHA-256. Who
 * wants two texts taken for one has to find 128 equal bits.
 */
final class Digests {
    private long[] high = new long[1 << 10];
    private long[] low = new long[1 << 10];
    /** One more than the number, 0 where a place is empty. */
    private int[] numbers = new int[1 << 10];

    private int count;

    /** @return the number that was there before, -1 if none */
    int put(String text, int number) {
        if (count >= numbers.length / 2) grow();
        ByteBuffer digest = ByteBuffer.wrap(Hash.of(Hash.utf8(text)));
        return put(digest.getLong(), digest.getLong(), number);
    }

    private int put(long first, long second, int number) {
        int at = place(first, second);
        int old = numbers[at] - 1;
        if (old < 0) count++;
        high[at] = first;
        low[at] = second;
        numbers[at] = number + 1;
        return old;
    }

    private int place(long first, long second) {
        int mask = numbers.length - 1;
        int at = (int) second & mask;
        while (numbers[at] != 0 && (high[at] != first || low[at] != second)) at = (at + 1) & mask;
        return at;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        int[] old = numbers;
        int size = Math.multiplyExact(old.length, 2);
        high = new long[size];
        low = new long[size];
        numbers = new int[size];
        count = 0;
        for (int i = 0; i < old.length; i++) if (old[i] != 0) put(oldHigh[i], oldLow[i], old[i] - 1);
    }

    /** The number of each text of the other map, -1 for those that are not here. */
    int[] numbersOf(Digests other) {
        var found = new int[other.count];
        int next = 0;
        for (int i = 0; i < other.numbers.length; i++) {
            if (other.numbers[i] != 0) found[next++] = numbers[place(other.high[i], other.low[i])] - 1;
        }
        return Arrays.copyOf(found, next);
    }
}
