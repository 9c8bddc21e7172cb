package remit.assurance.sampling;

import java.util.OptionalLong;
import remit.assurance.sequential.Mixture;
import remit.assurance.sequential.Promotion;
import remit.assurance.sequential.Reviews;

/**
 * A plan without a fixed size: review until the e-process of {@link Promotion} proves that the error share is below a
 * target, or a most is reached. It may be looked at any time and never has to be begun again.
 *
 * @param target the share to be proven, in (0, 1)
 * @param alpha the chance of a false proof
 * @param every after how many reviews it is looked at; 1 for after each
 * @param most where it ends without proof
 */
public record SequentialPlan(double target, double alpha, Mixture mixture, int every, int most) {
    /** Below this chance a course of events is not followed further. */
    private static final double NEGLIGIBLE = 1e-14;

    public SequentialPlan {
        if (!(target > 0 && target < 1)) throw new IllegalArgumentException("target: not in (0, 1): " + target);
        if (!(alpha > 0 && alpha < 1)) throw new IllegalArgumentException("alpha: not in (0, 1): " + alpha);
        if (every < 1 || most < every) throw new IllegalArgumentException("every, most: " + every + ", " + most);
    }

    /**
     * What is to be expected of it.
     *
     * @param proven the chance that it ends with a proof
     * @param mean reviews on average, those that end without a proof counted with the most
     * @param median reviews until proof in half of all courses; empty where fewer than half get there
     */
    public record Expected(double proven, double mean, OptionalLong median) {}

    /** How many errors among so many reviews still prove it; -1 for none. */
    public long allowed(long reviews) {
        return allowed(reviews, -1);
    }

    private long allowed(long reviews, long atLeast) {
        long errors = atLeast;
        while (errors + 1 <= reviews && proves(new Reviews(errors + 1, reviews - errors - 1))) errors++;
        return errors;
    }

    /** Whether so many errors among so many reviews prove it, at any time. */
    public boolean proven(long errors, long reviews) {
        return proves(new Reviews(errors, reviews - errors));
    }

    private boolean proves(Reviews seen) {
        return Promotion.logE(seen, target, mixture) >= -StrictMath.log(alpha);
    }

    /**
     * Worked out exactly: the chance of every number of errors among the courses that have not ended, review by review.
     *
     * @param share the true error share, in [0, 1]
     */
    public Expected expected(double share) {
        double[] chance = new double[Math.min(most, 64) + 1];
        chance[0] = 1;
        int top = 0;
        long allowed = -1;
        double proven = 0;
        double mean = 0;
        OptionalLong median = OptionalLong.empty();
        for (int n = 1; n <= most; n++) {
            if (top + 2 > chance.length) chance = java.util.Arrays.copyOf(chance, 2 * chance.length);
            top = step(chance, top, share);
            if (n % every != 0) continue;
            // More reviews without more errors never prove less, so the limit only rises.
            allowed = allowed(n, allowed);
            double now = 0;
            for (int errors = 0; errors <= Math.min(allowed, top); errors++) {
                now += chance[errors];
                chance[errors] = 0;
            }
            proven += now;
            mean += now * n;
            if (median.isEmpty() && proven >= 0.5) median = OptionalLong.of(n);
            if (1 - proven < NEGLIGIBLE) break;
        }
        return new Expected(Math.min(1, proven), mean + Math.max(0, 1 - proven) * most, median);
    }

    /** One more review. @return the largest number of errors that is still followed */
    private static int step(double[] chance, int top, double share) {
        int next = Math.min(top + 1, chance.length - 1);
        for (int errors = next; errors > 0; errors--) {
            chance[errors] = chance[errors] * (1 - share) + chance[errors - 1] * share;
        }
        chance[0] *= 1 - share;
        while (next > 0 && chance[next] < NEGLIGIBLE) chance[next--] = 0;
        return next;
    }
}
