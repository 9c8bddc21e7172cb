package remit.decision;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.halt.HaltScope;
import remit.kernel.Value;

/**
 * What is known of a case before anyone proposes.
 *
 * @param inputs visible columns and derived inputs by name; a name that is not there is missing
 * @param currencies of amounts, by input: as the cell or the row's currency column gives it. One that is not here is in the
 *     declared currency, or in none where the intake names a currency column
 * @param groupSeenInHistory whether the value of the reporting group occurs in history; null when the process has no
 *     group or the case no value
 * @param ahead how far business time lies ahead of the clock that was given to the run; negative for the past
 * @param autonomy how far the work of its segment is trusted; null in a process without a ladder
 * @param halted what was halted that its verdict depends on
 */
public record CaseFacts(
        Map<String, Value> inputs,
        Map<String, String> currencies,
        @Nullable Boolean groupSeenInHistory,
        Duration ahead,
        @Nullable Autonomy autonomy,
        List<HaltScope> halted) {
    /** Of a case that happens now. */
    public CaseFacts(Map<String, Value> inputs, Map<String, String> currencies, @Nullable Boolean groupSeenInHistory) {
        this(inputs, currencies, groupSeenInHistory, Duration.ZERO);
    }

    /** Of a process without a ladder. */
    public CaseFacts(
            Map<String, Value> inputs,
            Map<String, String> currencies,
            @Nullable Boolean groupSeenInHistory,
            Duration ahead) {
        this(inputs, currencies, groupSeenInHistory, ahead, null, List.of());
    }

    /** The same case in a segment that is trusted so far. */
    public CaseFacts at(@Nullable Autonomy trusted) {
        return new CaseFacts(inputs, currencies, groupSeenInHistory, ahead, trusted, halted);
    }

    /** The same case while this is halted. */
    public CaseFacts halted(List<HaltScope> scopes) {
        return new CaseFacts(inputs, currencies, groupSeenInHistory, ahead, autonomy, scopes);
    }

    public CaseFacts {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        currencies = Map.copyOf(currencies);
        halted = List.copyOf(halted);
    }
}
