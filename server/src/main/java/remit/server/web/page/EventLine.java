package remit.server.web.page;

import java.util.List;
import java.util.Set;
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
    /** What tells nothing of what was proposed, decided, done or became known. */
    private static final Set<String> TELLS_NOTHING = Set.of("CaseOpened", "Sampled");

    /** The events of a case that may be shown now: all, or those that do not lead a look without the proposal. */
    public static List<EventLine> shown(CaseLine line, List<EventLine> events) {
        if (!line.hidden()) return events;
        return events.stream()
                .filter(event -> TELLS_NOTHING.contains(event.event().type()))
                .toList();
    }

    public boolean erased() {
        return content == null && event.payloadDigest() != null;
    }
}
