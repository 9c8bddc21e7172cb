package remit.assurance.sequential;

import java.util.List;
import remit.assurance.numeric.Roots;

/**
 * An upper bound of the error share of a whole whose parts were sampled at different rates: the set of all part-wise shares
 * under which the product of the parts' e-processes is still below 1 / alpha, and the largest weighted mean in it. It
 * holds at any time, and also where the rates were changed on what had been seen (Spertus and Stark 2022 do likewise).
 *
 * @param weight its share of all cases
 * @param mixture what is expected of it
 */
public record Strata(Reviews seen, double weight, Mixture mixture) {
    private static final double FARTHEST = 200;

    public Strata {
        if (!(weight >= 0 && weight <= 1)) throw new IllegalArgumentException("weight: not in [0, 1]: " + weight);
    }

    /**
     * The largest sum of weight x p over all p with sum of ln E_h(p_h) at most ln(1 / alpha), where
     * ln E_h(p) = ln B(a+S, b+F) - ln B(a, b) - S ln p - F ln(1 - p). Each ln E_h is convex, so a price for it (a Lagrange
     * multiplier) settles all parts at once.
     *
     * @param parts their weights add up to 1
     * @param alpha the chance that the true share is ever above
     * @return a share in [0, 1]
     */
    public static double upper(List<Strata> parts, double alpha) {
        Promotion.checkShare("alpha", alpha);
        double limit = -StrictMath.log(alpha);
        // The dearer the evidence, the nearer each part stays to what was seen of it.
        double price = Roots.increasing(t -> limit - evidence(parts, StrictMath.exp(t)), -FARTHEST, FARTHEST);
        double sum = 0;
        for (Strata part : parts) sum += part.weight * part.at(StrictMath.exp(price));
        return Math.min(1, sum);
    }

    private static double evidence(List<Strata> parts, double price) {
        double sum = 0;
        for (Strata part : parts) {
            sum += part.mixture.logMean(part.seen) - Mixture.logAt(part.seen, part.at(price));
        }
        return sum;
    }

    /** The p with weight = price x slope of ln E at p, above the share seen: w p^2 + (c n - w) p - c S = 0. */
    private double at(double price) {
        long n = seen.count();
        if (n == 0 || seen.correct() == 0) return 1;
        if (weight == 0) return (double) seen.errors() / n;
        double half = (price * n - weight) / 2;
        double root = StrictMath.sqrt(half * half + weight * price * seen.errors());
        // Of the two forms of the same root, the one that does not subtract nearly equal numbers.
        return half > 0 ? price * seen.errors() / (half + root) : (root - half) / weight;
    }
}
