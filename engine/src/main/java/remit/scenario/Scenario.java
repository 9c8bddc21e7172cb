package remit.scenario;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import remit.kernel.Value;
import remit.ports.Author.Proposal;

/**
 * One example with the answer its owner expects.
 *
 * @param given inputs and derived inputs by name, a currency column by its name, {@code new_group} as a flag. A column
 *     that is not given is missing; what is unusual needs saying only when it is so: a derived input or
 *     {@code new_group} that is not given is "no", a currency that is not given is the declared one
 * @param proposal what the author suggests; empty when it makes no proposal
 */
public record Scenario(String name, Map<String, Value> given, Optional<Proposal> proposal, Expectation expect) {
    public Scenario {
        if (name.isBlank()) throw new IllegalArgumentException("name: blank");
        given = Collections.unmodifiableMap(new LinkedHashMap<>(given));
    }
}
