package remit.process;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tool the process may use; anything unlisted is refused.
 *
 * @param connector the port's name, bound to an adapter by configuration: the contract never names a vendor
 * @param arguments argument name to fact name; {@code $decision}, {@code $case} and {@code $key} stand for themselves
 * @param decisions the decisions it carries out; empty means every decision
 * @param compensation what it does when it is asked to take an effect back, in words; null where it cannot be asked
 */
public record ToolSpec(
        String id,
        String connector,
        Effect effect,
        Map<String, String> arguments,
        Set<String> decisions,
        @Nullable String compensation) {
    /** How far an effect reaches. */
    public enum Effect {
        DRAFT,
        REVERSIBLE,
        IRREVERSIBLE
    }

    /** Who can take an effect back. */
    public enum WayBack {
        /** The tool itself, asked by Remit. */
        BY_TOOL,
        /** Somebody in the system of record. */
        BY_HAND,
        /** Nobody. */
        NONE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ToolSpec {
        if (effect == Effect.IRREVERSIBLE && compensation != null)
            throw new IllegalArgumentException("compensation: what is irreversible has none");
        arguments = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(arguments));
        decisions = Set.copyOf(decisions);
    }

    /** One that cannot be asked to take an effect back. */
    public ToolSpec(String id, String connector, Effect effect, Map<String, String> arguments, Set<String> decisions) {
        this(id, connector, effect, arguments, decisions, null);
    }

    /** Who can take back what it did. */
    public WayBack wayBack() {
        if (effect == Effect.IRREVERSIBLE) return WayBack.NONE;
        return compensation == null ? WayBack.BY_HAND : WayBack.BY_TOOL;
    }

    /** Whether this tool carries out {@code decision}. */
    public boolean carriesOut(String decision) {
        return decisions.isEmpty() || decisions.contains(decision);
    }
}
