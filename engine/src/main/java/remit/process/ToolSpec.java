package remit.process;

import java.util.Map;

/**
 * A tool the process may use; anything unlisted is refused.
 *
 * @param connector the port's name, bound to an adapter by configuration: the contract never names a vendor
 * @param arguments argument name to fact name; {@code $decision}, {@code $case} and {@code $key} stand for themselves
 * @param decisions the decisions it carries out; empty means every decision
 */
public record ToolSpec(
        String id, String connector, Effect effect, Map<String, String> arguments, java.util.Set<String> decisions) {
    /** How far an effect reaches. */
    public enum Effect {
        DRAFT,
        REVERSIBLE,
        IRREVERSIBLE
    }

    public ToolSpec {
        arguments = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(arguments));
        decisions = java.util.Set.copyOf(decisions);
    }

    /** Whether this tool carries out {@code decision}. */
    public boolean carriesOut(String decision) {
        return decisions.isEmpty() || decisions.contains(decision);
    }
}
