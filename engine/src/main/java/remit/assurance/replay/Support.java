package remit.assurance.replay;

import java.util.List;

/**
 * How much of a rule's work could have been looked at. Cases that nobody could ever look at (stopped before, or an action
 * that never ran) say nothing: history cannot judge them, a shadow run or a small random slice can.
 *
 * @param cases all that the rule would clear
 * @param unsupported those with propensity 0
 * @param leastPropensity the smallest above 0; 1 where there is none
 */
public record Support(long cases, long unsupported, double leastPropensity) {
    public static Support of(List<Observed> cases) {
        long none = 0;
        double least = 1;
        for (Observed each : cases) {
            if (each.propensity() == 0) none++;
            else least = Math.min(least, each.propensity());
        }
        return new Support(cases.size(), none, least);
    }

    /** The part without support, in [0, 1]. */
    public double unsupportedShare() {
        return cases == 0 ? 1 : (double) unsupported / cases;
    }

    /** Whether a certificate may rest on it: the unsupported part is within what was accepted beforehand. */
    public boolean enough(double acceptedShare) {
        return cases > 0 && unsupportedShare() <= acceptedShare;
    }

    /**
     * The bound for all cases, if every unsupported one were wrong: (1 - x) bound + x.
     *
     * @param supportedUpper upper bound of the error share among the supported ones
     */
    public double worstCase(double supportedUpper) {
        double x = unsupportedShare();
        return Math.min(1, (1 - x) * supportedUpper + x);
    }
}
