package remit.server.cases;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import remit.casework.Compensation;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.store.Streaming;

/**
 * An action, or taking one back, as people read it.
 *
 * @param actionId its id; that of taking an action back is the action's with {@code :compensate} behind it
 * @param since when its state was recorded
 */
public record Effect(String actionId, String process, String caseId, String tool, String state, Instant since) {
    public Json.Obj toJson() {
        return Json.object(
                "action",
                actionId,
                "kind",
                Compensation.isOne(actionId) ? "compensation" : "effect",
                "process",
                process,
                "case",
                caseId,
                "tool",
                tool,
                "state",
                state,
                "since",
                since.toString());
    }

    OpenEffects.Due due() {
        return new OpenEffects.Due(actionId, tool, state);
    }

    /** Of {@code v}: not of a case that waits for a look at which nobody shall know what became of it. */
    static final String SHOWN = " and not exists (select 1 from case_view c where c.case_id = v.case_id"
            + " and c.sample = 'open' and (c.state::jsonb->'sample'->>'blind')::boolean)";

    /** Those that a condition is true of. @param where the condition, and the order behind it */
    static List<Effect> query(Dispatcher.Parts parts, String where, List<Object> parameters) {
        var found = new ArrayList<Effect>();
        Streaming.query(
                parts.dataSource(),
                "select action_id, process, case_id, tool, state, updated_at from action_view v where " + where,
                parameters,
                row -> found.add(new Effect(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getObject(6, OffsetDateTime.class).toInstant())));
        return found;
    }

    /** The one of this id. */
    static Checked<Effect> find(Dispatcher.Parts parts, String actionId) {
        List<Effect> found = query(parts, "action_id = ?", List.of(actionId));
        return found.isEmpty()
                ? Checked.refused(new Problem(
                        "RMT-460", actionId, "no action has this id", "take one that remit effects list shows"))
                : Checked.ok(found.getFirst());
    }

    /** What keeps it from being carried out for good. */
    static Problem lost(String actionId) {
        return new Problem(
                "RMT-462",
                actionId,
                "its content was erased, or its pack version is not in the store",
                "restore the database with all its versions; what was erased can not be acted upon");
    }
}
