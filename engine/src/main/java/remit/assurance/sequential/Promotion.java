package remit.assurance.sequential;

/**
 * Evidence that an error share is below a target: an e-process for H0 "the share is the target or more", by the mixture of
 * Beta(a, b) cut off above the target (Howard et al. 2021, beta-binomial mixture). As long as H0 holds its mean is at most
 * 1 at any time, so it ever reaches 1 / alpha with a chance of at most alpha, however often it is looked at (Ville 1939).
 *
 * <p>Assumed: reviewed cases are a random sample with known propensity, and given the past each is wrong with a chance
 * that is on one side of the target; the chance itself may vary.
 */
public final class Promotion {
    private Promotion() {}

    /**
     * ln E = ln B(a+S, b+F) + ln I_t(a+S, b+F) - ln B(a, b) - ln I_t(a, b) - S ln t - F ln(1 - t), with S errors, F correct
     * and t the target.
     *
     * @param target an error share in (0, 1)
     */
    public static double logE(Reviews seen, double target, Mixture mixture) {
        checkShare("target", target);
        return mixture.logMean(seen)
                + mixture.tails(seen, target).lower()
                - mixture.tails(Reviews.NONE, target).lower()
                - Mixture.logAt(seen, target);
    }

    /**
     * Whether the evidence suffices: E is at least k (k + 1) / alpha at the k-th attempt. Over all attempts together the
     * chance of a false promotion stays at most alpha.
     */
    public static boolean proven(double logE, double alpha, int attempt) {
        return logE >= -StrictMath.log(spend(alpha, attempt));
    }

    /** What the k-th attempt may spend of alpha: alpha / (k (k + 1)). Over all attempts that adds up to alpha. */
    public static double spend(double alpha, int attempt) {
        if (!(alpha > 0 && alpha < 1)) throw new IllegalArgumentException("alpha: not in (0, 1): " + alpha);
        if (attempt < 1) throw new IllegalArgumentException("attempt: " + attempt);
        return alpha / ((double) attempt * (attempt + 1.0));
    }

    static void checkShare(String name, double share) {
        if (!(share > 0 && share < 1)) throw new IllegalArgumentException(name + ": not in (0, 1): " + share);
    }
}
