package remit.change;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;

/**
 * A change as its events made it.
 *
 * @param seq how many events it has
 * @param versions what it replaces and by what
 * @param writers everybody who had a hand in it: none of them approves it
 * @param approver who approved it; null before
 * @param effectiveFrom not in force before; null for at once
 * @param suspended whether another version came into force under it, so that it must be rebased
 * @param drafted when it began
 * @param at when it last moved
 */
public record ChangeState(
        long seq,
        Standing standing,
        Versions versions,
        Set<Actor> writers,
        @Nullable Actor approver,
        @Nullable Instant effectiveFrom,
        boolean suspended,
        Instant drafted,
        Instant at) {
    public ChangeState {
        writers = Set.copyOf(writers);
    }

    /**
     * Content hashes, hex SHA-256.
     *
     * @param base the version that was in force when it was drafted, empty where there was none
     * @param proposed the version that it brings; an approval is of exactly this one
     */
    public record Versions(String base, String proposed) {
        public Versions {
            if (proposed.isEmpty()) throw new IllegalArgumentException("proposed: empty");
        }
    }
}
