package remit.checkpoints;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import remit.kernel.Value;

/**
 * A past case as its log tells it.
 *
 * @param at when it came in
 * @param inputs what was known of it then
 * @param steps what happened afterwards, in order
 * @param cluster cases of one cluster may be wrong together; empty where none is known
 */
public record LoggedCase(String id, Instant at, Map<String, Value> inputs, List<Step> steps, String cluster) {
    public LoggedCase {
        inputs = Map.copyOf(inputs);
        steps = List.copyOf(steps);
    }

    /** One thing that happened, by the intake's name for it. */
    public record Step(String happening, Instant at) {}

    /** Reads the outcome {@code trail}, as an intake of events writes it; what cannot be read is left out. */
    public static List<Step> steps(String trail) {
        var steps = new ArrayList<Step>();
        for (String each : trail.split(" ", -1)) {
            int at = each.indexOf('@');
            if (at <= 0) continue;
            try {
                steps.add(new Step(each.substring(0, at), Instant.parse(each.substring(at + 1))));
            } catch (DateTimeException notATime) {
                steps.add(new Step(
                        OTHER, steps.isEmpty() ? Instant.EPOCH : steps.getLast().at()));
            }
        }
        return steps;
    }

    /** A row of the log that the intake has no name for. */
    static final String OTHER = "other";
}
