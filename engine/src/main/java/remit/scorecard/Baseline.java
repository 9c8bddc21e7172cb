package remit.scorecard;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.process.Reporting;

/**
 * The precedent rule that an author must beat: a case clears on its group's usual label when history held the group often
 * enough and one-sidedly enough. Fed with history, then asked.
 */
public final class Baseline {
    private final Reporting.Baseline rule;
    private final Map<String, Map<String, Integer>> labelsOfGroup = new HashMap<>();

    public Baseline(Reporting.Baseline rule) {
        this.rule = rule;
    }

    /** One case of history with a known truth. */
    public void learn(String group, String truth) {
        labelsOfGroup.computeIfAbsent(group, g -> new HashMap<>()).merge(truth, 1, Integer::sum);
    }

    /** The label on which a case of {@code group} would clear, or null: a person would see it. */
    public @Nullable String clears(String group) {
        Map<String, Integer> labels = labelsOfGroup.getOrDefault(group, Map.of());
        long seen = 0;
        int most = 0;
        String usual = null;
        for (var entry : labels.entrySet()) {
            seen += entry.getValue();
            if (entry.getValue() > most) {
                most = entry.getValue();
                usual = entry.getKey();
            }
        }
        if (usual == null || seen < rule.seen()) return null;
        boolean oneSided = BigDecimal.valueOf(most).compareTo(rule.share().multiply(BigDecimal.valueOf(seen))) >= 0;
        boolean majority = 2L * most > seen;
        return oneSided && majority ? usual : null;
    }
}
