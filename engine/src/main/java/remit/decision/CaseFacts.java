package remit.decision;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
 */
public record CaseFacts(
        Map<String, Value> inputs,
        Map<String, String> currencies,
        @Nullable Boolean groupSeenInHistory,
        Duration ahead) {
    /** Of a case that happens now. */
    public CaseFacts(Map<String, Value> inputs, Map<String, String> currencies, @Nullable Boolean groupSeenInHistory) {
        this(inputs, currencies, groupSeenInHistory, Duration.ZERO);
    }

    public CaseFacts {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        currencies = Map.copyOf(currencies);
    }
}
