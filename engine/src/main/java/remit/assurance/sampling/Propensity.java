package remit.assurance.sampling;

import java.util.Map;
import java.util.TreeMap;

/**
 * With what probability a cleared case is looked at, and why: each reason (the floor that every case gets, a stratum, a
 * target) draws on its own. Logged before the outcome; no estimate is possible without it.
 *
 * @param byReason a probability in [0, 1] for each
 */
public record Propensity(Map<String, Double> byReason) {
    public Propensity {
        byReason = java.util.Collections.unmodifiableMap(new TreeMap<>(byReason));
        byReason.forEach((reason, pi) -> {
            if (!(pi >= 0 && pi <= 1)) throw new IllegalArgumentException(reason + ": not in [0, 1]: " + pi);
        });
    }

    /** That at least one of them does: 1 - prod(1 - pi). */
    public double total() {
        double none = 1;
        for (double pi : byReason.values()) none *= 1 - pi;
        return 1 - none;
    }

    /** The same with one reason more, or another probability for it. */
    public Propensity with(String reason, double pi) {
        var all = new TreeMap<>(byReason);
        all.put(reason, pi);
        return new Propensity(all);
    }
}
