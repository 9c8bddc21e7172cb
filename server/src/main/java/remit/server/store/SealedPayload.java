package remit.server.store;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import remit.evidence.Event;
import remit.kernel.Json;

/**
 * A payload with its salt, its canonical text and the digest over both. Callers make it, side by side, so that the one
 * writer of the log need not.
 */
record SealedPayload(byte[] salt, String content, String digest) {
    private static final SecureRandom RANDOM = new SecureRandom();

    static @Nullable SealedPayload of(Json.@Nullable Obj content) {
        if (content == null) return null;
        byte[] salt = new byte[32];
        RANDOM.nextBytes(salt);
        String canonical = content.canonical();
        return new SealedPayload(salt, canonical, Event.Payload.digest(salt, canonical));
    }

    /** One for each step of a transition, null where the step has no payload. */
    static @Nullable SealedPayload[] ofSteps(CaseWrite write) {
        var sealed = new @Nullable SealedPayload[write.steps().size()];
        for (int i = 0; i < sealed.length; i++)
            sealed[i] = of(write.steps().get(i).payload());
        return sealed;
    }
}
