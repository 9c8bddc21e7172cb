package remit.process;

import java.util.Map;

/**
 * When the process must stop and escalate, whatever author and rules say.
 *
 * @param when fact name to cell text in the rule grammar, all of which must match ({@code missing_item: "true"})
 * @param then whether the case stops or goes back to its sender
 */
public record StopCondition(String id, String reason, Map<String, String> when, Disposition then) {
    public StopCondition {
        when = Map.copyOf(when);
    }
}
