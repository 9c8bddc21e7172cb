package remit.assurance.bounds;

import java.util.List;
import remit.assurance.numeric.Logs;
import remit.assurance.numeric.Roots;

/**
 * Bounds of a mean of values between 0 and 1 by betting (Waudby-Smith and Ramdas 2024): somebody who bets at fair odds
 * that the mean is not m or more grows rich only if it is less. The bound is the largest m against which nobody got
 * richer than 1 / alpha.
 *
 * <p>Assumed: the conditional mean of each value given those before is the mean in question (values in the order in which
 * they came, or in an order drawn at random). It may be read at any time.
 */
public final class Betting {
    /** No bet risks more than this part of the capital: one bad value must not end the game. */
    private static final double MOST = 0.75;

    /** Parts of the capital that {@link #upper(List, double)} bets, all at once, each with the same stake. */
    private static final double[] BETS = {0.98, 0.9, 0.75, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.001};

    private Betting() {}

    /**
     * Upper bound from single values: K_t(m) = prod(1 - l_i (X_i - m)), with the bets
     * l_i = min(c / (1 - m), sqrt(2 ln(1 / alpha) / (n v))), v the variance seen before i, c = 3/4.
     *
     * @param values each in [0, 1], in their order
     * @param alpha the chance that the true mean lies above, in (0, 1)
     */
    public static double upper(double[] values, double alpha) {
        check(alpha);
        double[] bets = bets(values, alpha);
        double rich = -StrictMath.log(alpha);
        return Roots.increasing(m -> capital(values, bets, m) - rich, mean(values), 1);
    }

    /** Lower bound: one less the upper bound of one less each value. */
    public static double lower(double[] values, double alpha) {
        double[] mirrored = new double[values.length];
        for (int i = 0; i < values.length; i++) mirrored[i] = 1 - values[i];
        return 1 - upper(mirrored, alpha);
    }

    private static double[] bets(double[] values, double alpha) {
        double[] bets = new double[values.length];
        double scale = -2 * StrictMath.log(alpha) / Math.max(1, values.length);
        double sum = 0.5;
        double squares = 0.25;
        for (int i = 0; i < values.length; i++) {
            double value = values[i];
            if (!(value >= 0 && value <= 1)) throw new IllegalArgumentException("values: not in [0, 1]: " + value);
            bets[i] = StrictMath.sqrt(scale * (i + 1) / squares);
            sum += value;
            double mean = sum / (i + 2);
            squares += (value - mean) * (value - mean);
        }
        return bets;
    }

    /** ln of what is left of 1 after all bets that the mean is below m. */
    private static double capital(double[] values, double[] bets, double m) {
        double cap = MOST / Math.max(1e-300, 1 - m);
        double capital = 0;
        for (int i = 0; i < values.length; i++) {
            capital += StrictMath.log1p(-Math.min(cap, bets[i]) * (values[i] - m));
        }
        return capital;
    }

    /** Nobody would believe a bound below what was seen, though the order of the bets may lead to one. */
    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) sum += value;
        return values.length == 0 ? 0 : sum / values.length;
    }

    /** How often a value occurred. */
    public record Repeated(double value, long count) {
        public Repeated {
            if (!(value >= 0 && value <= 1)) throw new IllegalArgumentException("value: not in [0, 1]: " + value);
            if (count < 0) throw new IllegalArgumentException("count: " + count);
        }
    }

    /**
     * Upper bound from counts alone: K(m) = mean over k of prod over v of (1 - g_k (v - m))^n_v, with g_k a fixed part of
     * the largest bet 1 / (1 - m). The order of the values does not matter, so a histogram of a hundred million cases will
     * do. Somewhat wider than {@link #upper(double[], double)}, whose bets learn.
     *
     * @param alpha the chance that the true mean lies above, in (0, 1)
     */
    public static double upper(List<Repeated> histogram, double alpha) {
        check(alpha);
        double rich = -StrictMath.log(alpha);
        return Roots.increasing(m -> mixture(histogram, m) - rich, 0, 1);
    }

    private static double mixture(List<Repeated> histogram, double m) {
        double[] capitals = new double[BETS.length];
        for (int k = 0; k < BETS.length; k++) {
            double bet = BETS[k] / Math.max(1e-300, 1 - m);
            for (Repeated each : histogram) {
                capitals[k] += Logs.times(each.count, StrictMath.log1p(-bet * (each.value - m)));
            }
        }
        return Logs.sum(capitals) - StrictMath.log(BETS.length);
    }

    private static void check(double alpha) {
        if (!(alpha > 0 && alpha < 1)) throw new IllegalArgumentException("alpha: not in (0, 1): " + alpha);
    }
}
