package remit.assurance.sequential;

import remit.assurance.numeric.Roots;

/**
 * Where an error share may lie, at any time: the true share lies in all of the intervals with a chance of at least
 * 1 - alpha, though one looks after every review (Howard et al. 2021). Their intersection is therefore as good as the
 * last. Units are shares in [0, 1].
 *
 * <p>Assumed: each reviewed case is wrong with the same chance, given those before. One who looks once, after a number
 * fixed beforehand, gets narrower bounds from {@code bounds.ClopperPearson}.
 *
 * @param lower 0 before the first review
 * @param upper 1 before the first review
 */
public record ConfidenceSequence(double lower, double upper) {
    /**
     * Both bounds: all p with ln B(a+S, b+F) - ln B(a, b) - S ln p - F ln(1 - p) below ln(1 / alpha).
     *
     * @param alpha the chance that the true share is ever outside
     */
    public static ConfidenceSequence of(Reviews seen, double alpha, Mixture mixture) {
        Promotion.checkShare("alpha", alpha);
        if (seen.count() == 0) return new ConfidenceSequence(0, 1);
        double limit = -StrictMath.log(alpha) - mixture.logMean(seen);
        double middle = odds(seen);
        double lower = seen.errors() == 0
                ? 0
                : share(Roots.increasing(t -> limit + Mixture.logAt(seen, share(t)), -700, middle));
        double upper = seen.correct() == 0
                ? 1
                : share(Roots.increasing(t -> -Mixture.logAt(seen, share(t)) - limit, middle, 36));
        return new ConfidenceSequence(lower, upper);
    }

    /** Whether a share is inside, without working out the bounds. */
    public static boolean holds(double share, Reviews seen, double alpha, Mixture mixture) {
        return mixture.logMean(seen) - Mixture.logAt(seen, share) < -StrictMath.log(alpha);
    }

    /**
     * The upper bound alone, with all of alpha on one side: the largest t at which the e-process of {@link Promotion} is
     * still below 1 / alpha. "At most so many of a hundred are wrong, whenever you look."
     */
    public static double upper(Reviews seen, double alpha, Mixture mixture) {
        Promotion.checkShare("alpha", alpha);
        if (seen.correct() == 0) return 1;
        double limit = -StrictMath.log(alpha);
        double from = seen.errors() == 0 ? -700 : odds(seen);
        return share(Roots.increasing(t -> Promotion.logE(seen, share(t), mixture) - limit, from, 36));
    }

    /** The lower bound alone, from the e-process of {@link Demotion}. */
    public static double lower(Reviews seen, double alpha, Mixture mixture) {
        Promotion.checkShare("alpha", alpha);
        if (seen.errors() == 0) return 0;
        double limit = -StrictMath.log(alpha);
        double to = seen.correct() == 0 ? 36 : odds(seen);
        return share(Roots.increasing(t -> limit - Demotion.logE(seen, share(t), mixture), -700, to));
    }

    /** What both say. */
    public ConfidenceSequence and(ConfidenceSequence other) {
        return new ConfidenceSequence(Math.max(lower, other.lower), Math.min(upper, other.upper));
    }

    /** Whether no share is left: the chance of an error has changed on the way. */
    public boolean empty() {
        return lower > upper;
    }

    /** ln (p / (1 - p)) of the share seen. Bounds are sought in this unit, in which a share of 10^-9 has its digits too. */
    private static double odds(Reviews seen) {
        if (seen.errors() == 0) return -700;
        if (seen.correct() == 0) return 36;
        return StrictMath.log((double) seen.errors() / seen.correct());
    }

    private static double share(double odds) {
        return 1 / (1 + StrictMath.exp(-odds));
    }
}
