package remit.ports;

import java.time.Instant;
import remit.kernel.Json;

/**
 * A system of record that can be acted upon. The contract names the tool, configuration binds it to an adapter.
 * An implementation is safe for use by many threads, idempotent in {@link Request#actionId()}, and passes the contract
 * test that the testkit publishes ({@code ToolContract}).
 */
public interface Tool {
    /** Blocks until answered or {@code deadline} has passed; never throws for what the system of record did. */
    Answer call(Request request, Instant deadline);

    /** What may be asked of a tool. */
    sealed interface Request {
        /** Keyed digest of tool, canonical arguments, contract version and case: the idempotency key. */
        String actionId();

        /** Do it, once. */
        record Dispatch(String actionId, String tool, Json.Obj arguments) implements Request {}

        /** Was it done? Asked when an answer was lost; never changes anything. */
        record LookUp(String actionId, String tool) implements Request {}

        /** Undo it, once. */
        record Compensate(String actionId, String tool, Json.Obj arguments) implements Request {}
    }

    /** The four ways a tool can answer. */
    sealed interface Answer {
        /** Done (a look-up: it was done before). {@code receipt} is what the system of record calls it. */
        record Answered(String receipt) implements Answer {}

        /** Not done and will not be: the request is not acceptable (a look-up: it was never done). */
        record Refused(String reason) implements Answer {}

        /** Certainly not done, may be tried again. */
        record Failed(String reason) implements Answer {}

        /** Nobody knows whether it was done: look it up, never blindly resend. */
        record Unknown(String reason) implements Answer {}
    }
}
