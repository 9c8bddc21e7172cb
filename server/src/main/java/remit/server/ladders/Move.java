package remit.server.ladders;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.ladder.LadderEvent;
import remit.ladder.LadderState;

/**
 * One event of a ladder between the states before and after it.
 *
 * @param at business time
 * @param by who caused it
 * @param before null for the first
 * @param caseId the case that was counted, or null
 */
public record Move(
        Segment segment,
        Instant at,
        Actor by,
        LadderEvent event,
        @Nullable LadderState before,
        LadderState after,
        @Nullable String caseId) {}
