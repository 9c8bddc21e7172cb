package remit.rules.index;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SortedSet;

/**
 * Exact numbers in order, and where another one stands among them: place {@code 2 i + 1} is number i itself, place
 * {@code 2 i} what lies between it and the one before. Each is also kept rounded to double, which keeps the order:
 * unequal doubles decide, only a tie needs the exact comparison.
 */
public final class Bounds {
    /** Up to here every whole number is a double of its own. */
    private static final double WHOLE = 0x1p53;

    private final BigDecimal[] bounds;
    private final Grid grid;

    public Bounds(SortedSet<BigDecimal> bounds) {
        this.bounds = bounds.toArray(BigDecimal[]::new);
        this.grid =
                new Grid(bounds.stream().mapToDouble(BigDecimal::doubleValue).toArray());
    }

    public int place(BigDecimal exact) {
        double rounded = exact.doubleValue();
        int bound = grid.below(rounded);
        boolean tie = bound < bounds.length && grid.point(bound) == rounded;
        return tie ? among(bound, rounded, exact) : 2 * bound;
    }

    public int place(long whole) {
        double rounded = whole;
        int bound = grid.below(rounded);
        boolean tie = bound < bounds.length && grid.point(bound) == rounded;
        return tie ? among(bound, rounded, BigDecimal.valueOf(whole)) : 2 * bound;
    }

    /** The place of a whole number among bounds that are whole themselves. */
    public int placeAmongWhole(long whole) {
        double rounded = whole;
        if (Math.abs(rounded) >= WHOLE) return place(whole);
        int bound = grid.below(rounded);
        boolean tie = bound < bounds.length && grid.point(bound) == rounded;
        return tie ? 2 * bound + 1 : 2 * bound;
    }

    /** The place of a number that one double cannot tell from the bound {@code first}. */
    private int among(int first, double rounded, BigDecimal exact) {
        int bound = first;
        for (; bound < bounds.length && grid.point(bound) == rounded; bound++) {
            int order = exact.compareTo(bounds[bound]);
            if (order == 0) return 2 * bound + 1;
            if (order < 0) break;
        }
        return 2 * bound;
    }

    /** The places, counted from {@code first} on, of whole numbers that stand for others times {@code 10^scale}. */
    public Steps steps(int scale, int first) {
        return Steps.between(bounds, scale, first);
    }

    public boolean sameBounds(Bounds other) {
        return Arrays.equals(bounds, other.bounds, BigDecimal::compareTo);
    }

    public int size() {
        return bounds.length;
    }

    public BigDecimal get(int bound) {
        return bounds[bound];
    }
}
