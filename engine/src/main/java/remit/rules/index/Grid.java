package remit.rules.index;

/**
 * Sorted numbers, searched through a grid of equally wide buckets: where they are spread evenly, which bucket a value
 * lies in says nearly where it stands, and otherwise the search halves what is in the bucket. The arithmetic that finds
 * the bucket is monotone even where it rounds, so a bucket never hides a number.
 */
public final class Grid {
    private static final int MOST_BUCKETS = 1 << 12;

    private final double[] points;
    private final int[] begin;
    private final double lowest;
    private final double bucketsPerUnit;

    /** @param points ascending; equal ones may follow each other, infinite ones may stand at the ends */
    public Grid(double[] points) {
        this.points = points.clone();
        int buckets = 1;
        while (buckets < 4 * points.length && buckets < MOST_BUCKETS) buckets <<= 1;
        double width = points.length == 0 ? 0 : points[points.length - 1] - points[0];
        double density = buckets / width;
        boolean even = width > 0 && Double.isFinite(width) && Double.isFinite(density);
        this.lowest = even ? points[0] : 0;
        this.bucketsPerUnit = even ? density : 0;
        this.begin = new int[buckets + 1];
        for (double point : points) begin[bucket(point) + 1]++;
        for (int bucket = 0; bucket < buckets; bucket++) begin[bucket + 1] += begin[bucket];
    }

    private int bucket(double value) {
        // What is not a number (infinity times nothing) casts to 0.
        int bucket = (int) ((value - lowest) * bucketsPerUnit);
        return Math.max(0, Math.min(bucket, begin.length - 2));
    }

    /** How many of the numbers are smaller than {@code value}. */
    public int below(double value) {
        int bucket = bucket(value);
        int low = begin[bucket];
        int high = begin[bucket + 1];
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (points[middle] < value) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /** How many numbers there are. */
    public int size() {
        return points.length;
    }

    /** The number at a place, from 0. */
    public double point(int place) {
        return points[place];
    }
}
