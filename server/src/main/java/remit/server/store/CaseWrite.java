package remit.server.store;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseEvent;
import remit.casework.CaseState;
import remit.kernel.Actor;
import remit.kernel.Json;

/**
 * One transition of one case: its events, in order, on top of the state the writer saw. All of it is committed or none.
 *
 * @param before the state the decision was made on, null for a new case; its {@code seq} is what the log must still hold
 * @param at business time
 * @param versions exact version of every part that had a say
 * @param runId the run that writes it, or null
 */
public record CaseWrite(
        CasePlace place,
        @Nullable CaseState before,
        Instant at,
        List<Step> steps,
        Json.Obj versions,
        @Nullable String runId) {
    public CaseWrite {
        steps = List.copyOf(steps);
    }

    /**
     * What the projection keeps of a case beside its state.
     *
     * @param tags group, segment and money of the case, for counting; null when only the state moves
     */
    public record CasePlace(
            String process, String caseId, @Nullable Tags tags) {}

    /** Attributes that lists and scorecards count by; erased with the subject. */
    public record Tags(
            @Nullable String group,
            @Nullable String segment,
            @Nullable BigDecimal money,
            @Nullable String subjectRef) {}

    /** One event with who did it and what of it may be erased. */
    public record Step(CaseEvent event, Actor actor, Json.@Nullable Obj payload) {}
}
