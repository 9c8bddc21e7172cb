package remit.assurance.sequential;

/**
 * Evidence that an error share is above what is tolerated, since one fixed beginning: the mirror of {@link Promotion}, for
 * H0 "the share is tolerated". After a long good record it reacts slowly: to watch work that goes on, use
 * {@link ShiryaevRoberts}.
 */
public final class Demotion {
    private Demotion() {}

    /**
     * ln E = ln B(a+S, b+F) + ln(1 - I_p(a+S, b+F)) - ln B(a, b) - ln(1 - I_p(a, b)) - S ln p - F ln(1 - p), with p the
     * tolerated share. It reaches 1 / alpha with a chance of at most alpha as long as the share is p or less.
     *
     * @param tolerated an error share in (0, 1)
     */
    public static double logE(Reviews seen, double tolerated, Mixture mixture) {
        Promotion.checkShare("tolerated", tolerated);
        return mixture.logMean(seen)
                + mixture.tails(seen, tolerated).upper()
                - mixture.tails(Reviews.NONE, tolerated).upper()
                - Mixture.logAt(seen, tolerated);
    }
}
