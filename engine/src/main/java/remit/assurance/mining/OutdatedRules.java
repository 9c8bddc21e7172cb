package remit.assurance.mining;

import java.util.ArrayList;
import java.util.List;
import remit.assurance.bounds.Binomial;
import remit.assurance.bounds.ClopperPearson;

/**
 * Rules whose decisions people overturn most of the time: candidates for change. Each rule is tested for "at most so large
 * a share is overturned" with the exact binomial tail, and false candidates are kept to a share of alpha among all
 * (Benjamini and Hochberg).
 *
 * @param rule the rule's name
 * @param fired how often it decided, among the cases that a person looked at
 * @param overturned how often the person decided otherwise
 * @param lower lower bound of the share that is overturned, at confidence 1 - alpha, for this rule alone
 */
public record OutdatedRules(String rule, long fired, long overturned, double lower) {
    /** A rule's count. */
    public record Count(String rule, long fired, long overturned) {}

    /**
     * The candidates, in the order given.
     *
     * @param share the share of overturned decisions from which on a rule counts as outdated, such as 0.8
     * @param alpha the share of false candidates among all that is put up with, such as 0.1
     */
    public static List<OutdatedRules> among(List<Count> rules, double share, double alpha) {
        double[] pValues = rules.stream()
                .mapToDouble(each -> Binomial.atLeast(each.overturned, each.fired, share))
                .toArray();
        var found = new ArrayList<OutdatedRules>();
        for (int i : Discoveries.benjaminiHochberg(pValues, alpha)) {
            Count each = rules.get(i);
            double lower = ClopperPearson.lower(each.overturned, each.fired, alpha);
            found.add(new OutdatedRules(each.rule, each.fired, each.overturned, lower));
        }
        return found;
    }
}
