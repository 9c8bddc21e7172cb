package remit.assurance.numeric;

/** Quantiles of the normal and the chi-square distribution. */
public final class Quantiles {
    private Quantiles() {}

    /** The value that a chi-square variable with so many degrees of freedom exceeds with probability {@code tail}. */
    public static double chiSquare(double tail, double degrees) {
        if (!(tail > 0 && tail < 1)) throw new IllegalArgumentException("tail: not in (0, 1): " + tail);
        if (!(degrees > 0)) throw new IllegalArgumentException("degrees: " + degrees);
        double log = StrictMath.log(tail);
        return StrictMath.exp(Roots.increasing(
                t -> log - Gammas.logUpper(degrees / 2, StrictMath.exp(t) / 2),
                -600,
                StrictMath.log(20 * (degrees - log) + 100)));
    }

    /** The value that a standard normal variable exceeds with probability {@code tail}. */
    public static double normal(double tail) {
        if (tail == 0.5) return 0;
        double size = StrictMath.sqrt(chiSquare(2 * Math.min(tail, 1 - tail), 1));
        return tail < 0.5 ? size : -size;
    }

    /** The probability that a chi-square variable exceeds {@code value}. */
    public static double chiSquareTail(double value, double degrees) {
        return Logs.probability(Gammas.logUpper(degrees / 2, value / 2));
    }
}
