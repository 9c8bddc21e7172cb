package remit.assurance.mining;

import java.util.ArrayList;
import java.util.List;

/**
 * Groups that were named before anybody counted, such as segments, in which people override more often than elsewhere.
 * Each is tested for "no more often than in all other cases" with the exact hypergeometric tail, and false ones are kept to
 * a share of alpha among those that are found (Benjamini and Hochberg).
 *
 * <p>Assumed: the cases were looked at whatever they would be found to be. Groups that share cases are tested together as
 * if they did not; the usual dependence of such tests does no harm.
 *
 * @param count what was counted
 * @param pValue the chance of so many overrides in the group, if they fell on all cases alike
 */
public record OverriddenGroups(Count count, double pValue) {
    /**
     * A group's count.
     *
     * @param name as people call the group
     * @param covered its cases, {@code overridden} those of them in which the person decided otherwise
     * @param marked overrides in all cases, those of the group among them, {@code all} all cases
     */
    public record Count(String name, long covered, long overridden, long marked, long all) {
        public Count {
            if (overridden > covered || overridden > marked || covered > all || marked > all) {
                throw new IllegalArgumentException(
                        "count: " + overridden + " of " + covered + " and " + marked + " of " + all);
            }
        }
    }

    /** Those that count, in the order given. @param alpha the share of false ones among them that is put up with */
    public static List<OverriddenGroups> among(List<Count> groups, double alpha) {
        double[] pValues = groups.stream()
                .mapToDouble(each -> Hypergeometric.atLeast(each.overridden, each.covered, each.marked, each.all))
                .toArray();
        var found = new ArrayList<OverriddenGroups>();
        for (int i : Discoveries.benjaminiHochberg(pValues, alpha))
            found.add(new OverriddenGroups(groups.get(i), pValues[i]));
        return found;
    }
}
