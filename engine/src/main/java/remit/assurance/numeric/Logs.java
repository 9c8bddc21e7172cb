package remit.assurance.numeric;

/** Arithmetic on logarithms of probabilities. */
public final class Logs {
    private static final double LOG_HALF = -0.693147180559945309417;

    private Logs() {}

    /** ln(1 - e^x) for x of 0 or less, exact at both ends. */
    public static double complement(double x) {
        if (x >= 0) return Double.NEGATIVE_INFINITY;
        return x > LOG_HALF ? StrictMath.log(-StrictMath.expm1(x)) : StrictMath.log1p(-StrictMath.exp(x));
    }

    /** ln of the sum of e^x over all given. */
    public static double sum(double... logs) {
        double most = Double.NEGATIVE_INFINITY;
        for (double log : logs) most = Math.max(most, log);
        if (Double.isInfinite(most)) return most;
        double sum = 0;
        for (double log : logs) sum += StrictMath.exp(log - most);
        return most + StrictMath.log(sum);
    }

    /** {@code times * log}, where nothing happened zero times: 0 x ln 0 is 0. */
    public static double times(double times, double log) {
        return times == 0 ? 0 : times * log;
    }

    /** e^x as a probability: a rounding error never makes it more than 1. */
    public static double probability(double log) {
        return Math.min(1, StrictMath.exp(log));
    }

    /** Not quite 0: continued fractions divide by it. */
    static double apart(double x) {
        return Math.abs(x) < 1e-300 ? 1e-300 : x;
    }
}
