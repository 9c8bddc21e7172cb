package remit.incident;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.incident.IncidentState.Standing;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.process.Paging;

/**
 * Decides what happens to an incident next, and folds what happened.
 *
 * <p>The ladder: each step of the contract is paged when its time has gone by since the incident was opened; after the last
 * one everybody is paged again and again. Nobody's silence ends it: only an acknowledgement stops the pages.
 */
public final class Incidents {
    private Incidents() {}

    /** The next page of an incident. @param at when it is due, {@code step} 1 for the first */
    public record Due(Instant at, int step, Set<Paging.Who> whom, boolean again) {}

    /** The page that comes next while nobody acknowledges; empty once somebody has. */
    public static Optional<Due> next(IncidentState state, Paging paging) {
        if (state.standing() != Standing.OPEN) return Optional.empty();
        int taken = state.pages();
        if (taken < paging.steps().size()) {
            Paging.Step step = paging.steps().get(taken);
            Instant at = step.after().after(state.openedAt(), paging.hours());
            return Optional.of(new Due(at, taken + 1, Set.of(step.who()), false));
        }
        Instant last = state.pagedAt() == null ? state.openedAt() : state.pagedAt();
        Instant at = paging.again().after(last, paging.hours());
        return Optional.of(new Due(at, taken + 1, paging.everybody(), true));
    }

    /** The page that is due by {@code now}. One that is late is one page, however late it is. */
    public static Optional<IncidentEvent.Paged> page(IncidentState state, Paging paging, Instant now) {
        return next(state, paging)
                .filter(due -> !due.at().isAfter(now))
                .map(due -> new IncidentEvent.Paged(due.step(), due.whom(), due.again()));
    }

    /** Whether everybody on the ladder was paged and nobody has answered. */
    public static boolean unanswered(IncidentState state, Paging paging) {
        return state.standing() == Standing.OPEN
                && state.pages() >= paging.steps().size();
    }

    /** A person takes it up. */
    public static Checked<IncidentEvent.Acknowledged> acknowledge(IncidentState state, Actor person) {
        if (person.kind() != Actor.Kind.PERSON) return nobody(person);
        return switch (state.standing()) {
            case OPEN -> Checked.ok(new IncidentEvent.Acknowledged());
            case ACKNOWLEDGED ->
                refused(
                        "RMT-534",
                        "somebody has acknowledged it already",
                        "nothing is to be done; nobody else is paged");
            case CLOSED -> closed();
        };
    }

    /** A person says that it was dealt with. @param reason in their words */
    public static Checked<IncidentEvent.Closed> close(IncidentState state, Actor person, String reason) {
        if (person.kind() != Actor.Kind.PERSON) return nobody(person);
        if (state.standing() == Standing.CLOSED) return closed();
        if (reason.isBlank() || reason.strip().length() > 2000) {
            return refused("RMT-536", "why it is over is missing or too long", "say it in at most 2000 characters");
        }
        return Checked.ok(new IncidentEvent.Closed(IncidentEvent.Why.DEALT_WITH));
    }

    /** What was wrong is so no longer; empty where only a person can tell. */
    public static Optional<IncidentEvent.Closed> passed(IncidentState state) {
        boolean ends = state.cause().passes() && state.standing() != Standing.CLOSED;
        return ends ? Optional.of(new IncidentEvent.Closed(IncidentEvent.Why.PASSED)) : Optional.empty();
    }

    private static <T> Checked<T> nobody(Actor actor) {
        return refused("RMT-535", actor + " is no person", "a person takes an incident up and ends it");
    }

    private static <T> Checked<T> closed() {
        return refused("RMT-534", "it is closed already", "read the list again");
    }

    private static <T> Checked<T> refused(String code, String what, String fix) {
        return Checked.refused(new Problem(code, "", what, fix));
    }

    /** The state after the first event of an incident, or after one more. */
    public static IncidentState apply(@Nullable IncidentState before, IncidentEvent event, Actor actor, Instant at) {
        if (event instanceof IncidentEvent.Opened opened) {
            return new IncidentState(1, opened.cause(), Standing.OPEN, at, opened.facts(), 0, null, null, null);
        }
        if (before == null) throw new IllegalStateException("an incident begins with being opened");
        return switch (event) {
            case IncidentEvent.Opened opened -> before;
            case IncidentEvent.Paged _ -> moved(before, before.standing(), at, before.taken(), before.closedAt());
            case IncidentEvent.Acknowledged _ ->
                moved(before, Standing.ACKNOWLEDGED, null, new IncidentState.Taken(actor, at), null);
            case IncidentEvent.Closed _ -> moved(before, Standing.CLOSED, null, before.taken(), at);
        };
    }

    private static IncidentState moved(
            IncidentState before,
            Standing standing,
            @Nullable Instant paged,
            IncidentState.@Nullable Taken taken,
            @Nullable Instant closed) {
        return new IncidentState(
                before.seq() + 1,
                before.cause(),
                standing,
                before.openedAt(),
                before.facts(),
                paged == null ? before.pages() : before.pages() + 1,
                paged == null ? before.pagedAt() : paged,
                taken,
                closed);
    }
}
