package remit.ports;

import java.time.Instant;
import remit.kernel.Json;

/** Tells a person that something waits or has stopped. */
public interface Notifier {
    /** Blocks until delivered or {@code deadline} has passed. */
    Answer send(Notice notice, Instant deadline);

    /**
     * @param id stable across retries
     * @param type {@code case.held}, {@code case.stopped}, {@code digest.returned}, {@code effects.stuck},
     *     {@code incident.opened}
     * @param to contact from the contract: a mail address or a name that configuration maps to a channel
     * @param body thin: ids and counts, no personal data
     */
    record Notice(String id, String type, String to, String subject, String text, Json.Obj body, Instant at) {}

    /** The two ways a delivery can end; a failure is retried by whoever sent it. */
    sealed interface Answer {
        record Delivered() implements Answer {}

        record Failed(String reason) implements Answer {}
    }
}
