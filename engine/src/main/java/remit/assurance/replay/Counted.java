package remit.assurance.replay;

/**
 * Cases that the new rule would clear and that had the same probability of being looked at: all that the estimates need of
 * a hundred million cases.
 *
 * @param propensity in [0, 1], as of {@link Observed}
 * @param cases how many there are
 * @param labels how many of them were looked at
 * @param errors how many of those were wrong
 */
public record Counted(double propensity, long cases, long labels, long errors) {
    public Counted {
        if (!(propensity >= 0 && propensity <= 1)) throw new IllegalArgumentException("propensity: " + propensity);
        if (errors < 0 || labels < errors || cases < labels) {
            throw new IllegalArgumentException(
                    "counts: " + errors + " errors of " + labels + " labels of " + cases + " cases");
        }
        if (labels > 0 && propensity == 0) throw new IllegalArgumentException("labels: seen with propensity 0");
    }
}
