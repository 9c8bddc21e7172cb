package remit.rules.index;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.TreeMap;

/**
 * Codes of whole numbers: each code holds from its start up to the next one. Found through a grid as in {@link Grid};
 * numbers are compared as longs, so that none is lost to rounding.
 */
public final class Steps {
    private static final int MOST_BUCKETS = 1 << 11;
    private static final int FEW = 8;
    private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private final long[] starts;
    private final int[] codes;
    private final int[] begin;
    private final double lowest;
    private final double bucketsPerUnit;

    /**
     * @param starts ascending, all different
     * @param codes one more than starts: the first is that of what lies below all of them
     */
    public Steps(long[] starts, int[] codes) {
        if (codes.length != starts.length + 1) throw new IllegalArgumentException("codes: one more than starts");
        this.starts = starts.clone();
        this.codes = codes.clone();
        int buckets = 1;
        while (buckets < 8 * starts.length && buckets < MOST_BUCKETS) buckets <<= 1;
        double width = starts.length == 0 ? 0 : (double) starts[starts.length - 1] - starts[0];
        this.lowest = width > 0 ? starts[0] : 0;
        this.bucketsPerUnit = width > 0 ? buckets / width : 0;
        this.begin = new int[buckets + 1];
        for (long start : starts) begin[bucket(start) + 1]++;
        for (int bucket = 0; bucket < buckets; bucket++) begin[bucket + 1] += begin[bucket];
    }

    /**
     * Steps over numbers times {@code 10^scale}: below the first bound holds {@code first}, at it {@code first + 1}, above
     * it {@code first + 2}, and so on. A bound that is no whole number at that scale falls between two of them.
     */
    public static Steps between(BigDecimal[] bounds, int scale, int first) {
        var segments = new TreeMap<Long, Integer>();
        int lowest = first;
        for (int i = 0; i < bounds.length; i++) {
            int at = first + 2 * i + 1;
            BigDecimal bound = bounds[i].scaleByPowerOfTen(scale);
            if (bound.compareTo(LEAST) < 0) {
                lowest = at + 1;
                continue;
            }
            if (bound.compareTo(MOST) > 0) break;
            long floor = bound.setScale(0, RoundingMode.FLOOR).longValueExact();
            if (bound.compareTo(BigDecimal.valueOf(floor)) == 0) segments.put(floor, at);
            if (floor < Long.MAX_VALUE) segments.put(floor + 1, at + 1);
        }
        int[] codes = new int[segments.size() + 1];
        codes[0] = lowest;
        int next = 1;
        for (int segment : segments.values()) codes[next++] = segment;
        return new Steps(segments.keySet().stream().mapToLong(Long::longValue).toArray(), codes);
    }

    private int bucket(long value) {
        int bucket = (int) ((value - lowest) * bucketsPerUnit);
        return Math.max(0, Math.min(bucket, begin.length - 2));
    }

    public int code(long value) {
        int low = 0;
        int high = starts.length;
        if (high > FEW) {
            int bucket = bucket(value);
            low = begin[bucket];
            high = begin[bucket + 1];
            while (high - low > FEW) {
                int middle = (low + high) >>> 1;
                if (starts[middle] <= value) low = middle + 1;
                else high = middle;
            }
        }
        while (low < high && starts[low] <= value) low++;
        return codes[low];
    }
}
