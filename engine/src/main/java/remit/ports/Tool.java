package remit.ports;

import java.time.Instant;
import java.util.regex.Pattern;
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

        /** Undo it, once. Its idempotency key is the action's with {@code :compensate} behind it. */
        record Compensate(String actionId, String tool, Json.Obj arguments) implements Request {}

        /** Was it undone? Asked when that answer was lost; never changes anything. */
        record LookUpCompensation(String actionId, String tool) implements Request {}
    }

    /**
     * Why something was not done.
     *
     * @param word one of the few that the adapter knows, such as {@code deadline} or {@code http_422}: evidence keeps it
     *     for ever, so it never holds anything that came from outside
     * @param text the words of the system of record or of the operating system; may be empty, may name a person, and is
     *     kept where it can be erased
     */
    record Reason(String word, String text) {
        private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");

        public Reason {
            if (word.length() > 40 || !WORD.matcher(word).matches()) {
                throw new IllegalArgumentException("word: lower case, digits and '_', at most 40 characters");
            }
        }

        public static Reason of(String word) {
            return new Reason(word, "");
        }

        /** For a person: the word, and the text where there is one. */
        @Override
        public String toString() {
            return text.isEmpty() ? word : word + ": " + text;
        }
    }

    /** The four ways a tool can answer. */
    sealed interface Answer {
        /** Done (a look-up: it was done, or undone, before). {@code receipt} is what the system of record calls it. */
        record Answered(String receipt) implements Answer {}

        /** Not done and will not be: the request is not acceptable (a look-up: it never was). */
        record Refused(Reason reason) implements Answer {}

        /** Certainly not done, may be tried again. */
        record Failed(Reason reason) implements Answer {}

        /** Nobody knows whether it was done: look it up, never blindly resend. */
        record Unknown(Reason reason) implements Answer {}
    }
}
