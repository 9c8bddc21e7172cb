package remit.incident;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Json;

/**
 * Where an incident stands: the fold of its events.
 *
 * @param seq number of events so far
 * @param pages how often somebody was paged, {@code pagedAt} when last, null while nobody was
 * @param taken who took it up; null while nobody has
 * @param closedAt null while it is not over
 */
public record IncidentState(
        long seq,
        Cause cause,
        Standing standing,
        Instant openedAt,
        Json.Obj facts,
        int pages,
        @Nullable Instant pagedAt,
        @Nullable Taken taken,
        @Nullable Instant closedAt) {
    /** What of a process it is about: the tool that it names, or empty where it is about all of it. */
    public String about() {
        return facts.text("tool", "");
    }

    /** Whether there may be no second one of the same cause beside it. */
    public boolean stands() {
        return switch (standing) {
            case OPEN -> true;
            case ACKNOWLEDGED -> cause.passes();
            case CLOSED -> false;
        };
    }

    /** Who acknowledged, and when. */
    public record Taken(Actor by, Instant at) {}

    /** Open incidents page; acknowledged ones are somebody's work; closed ones are over. */
    public enum Standing {
        OPEN,
        ACKNOWLEDGED,
        CLOSED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Standing of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
