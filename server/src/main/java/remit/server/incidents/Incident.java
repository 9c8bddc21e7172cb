package remit.server.incidents;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import remit.incident.IncidentState;
import remit.kernel.Json;

/**
 * One incident of a process.
 *
 * @param due when somebody is paged next; null once nobody is
 */
public record Incident(
        String id,
        String process,
        IncidentState state,
        @Nullable Instant due) {
    /** As programs read it. */
    public Json.Obj toJson() {
        IncidentState.Taken taken = state.taken();
        return Json.object(
                "id", id,
                "process", process,
                "cause", state.cause().word(),
                "severity", state.cause().severity(),
                "standing", state.standing().word(),
                "opened_at", text(state.openedAt()),
                "facts", state.facts(),
                "pages", state.pages(),
                "next_page_at", text(due),
                "acknowledged_by", taken == null ? null : taken.by().toString(),
                "acknowledged_at", taken == null ? null : text(taken.at()),
                "closed_at", text(state.closedAt()));
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
