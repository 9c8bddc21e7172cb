package remit.server.gateway;

import java.util.Map;
import remit.kernel.Value;

/**
 * What was decided about a case, from which the arguments of its actions are taken.
 *
 * @param contractVersion the contract that the case pins
 * @param key the case's key as its source writes it; the value of {@code $key}
 * @param decision the decision to carry out; the value of {@code $decision}
 * @param inputs the facts of the case by name
 */
public record Order(
        String process, String contractVersion, String caseId, String key, String decision, Map<String, Value> inputs) {
    public Order {
        inputs = Map.copyOf(inputs);
    }
}
