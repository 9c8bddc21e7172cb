package remit.server.web.page;

import org.jspecify.annotations.Nullable;
import remit.evidence.Event;
import remit.kernel.Json;

/**
 * One event of a case as read back.
 *
 * @param leaf the exact bytes that are hashed, as text
 * @param leafHash hex
 * @param content what may be erased: null when there is none (no digest in the leaf) or it was erased (a digest)
 */
public record EventLine(Event event, String leaf, String leafHash, Json.@Nullable Obj content) {
    public boolean erased() {
        return content == null && event.payloadDigest() != null;
    }
}
