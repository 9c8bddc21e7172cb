package remit.server.cases;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseEvent;
import remit.casework.Settlement;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.gateway.Gateway.Left;
import remit.server.store.CaseReader;
import remit.server.store.CaseWrite;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.Streaming;

/** Effects that did not come to a good end by themselves, and what people say of them. */
public final class DoubtfulEffects {
    private final Dispatcher.Parts parts;
    private final Holds holds;
    private final Dispatcher dispatcher;

    DoubtfulEffects(Dispatcher.Parts parts, Holds holds, Dispatcher dispatcher) {
        this.parts = parts;
        this.holds = holds;
        this.dispatcher = dispatcher;
    }

    /** @param since when its state was recorded */
    public record Doubtful(String actionId, String process, String caseId, String tool, String state, Instant since) {
        public Json.Obj toJson() {
            return Json.object(
                    "action", actionId,
                    "process", process,
                    "case", caseId,
                    "tool", tool,
                    "state", state,
                    "since", since.toString());
        }
    }

    /** The oldest first. @param process null for all */
    public List<Doubtful> list(@Nullable String process) {
        String doubtful = "state in ('unknown', 'failed', 'refused')";
        return process == null ? query(doubtful, List.of()) : query(doubtful + " and process = ?", List.of(process));
    }

    private List<Doubtful> query(String which, List<Object> parameters) {
        var found = new ArrayList<Doubtful>();
        Streaming.query(
                parts.dataSource(),
                "select action_id, process, case_id, tool, state, updated_at from action_view where " + which
                        + " order by updated_at, action_id",
                parameters,
                row -> found.add(new Doubtful(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getObject(6, OffsetDateTime.class).toInstant())));
        return found;
    }

    /** What a person adds to what they say. @param receipt what the system of record calls it, or empty */
    public record Words(String receipt, String note) {}

    /**
     * Records what a person found out, and sends the action where they say that it never was done and shall be. While anybody is at
     * it, nothing is recorded: they might learn otherwise at this moment.
     */
    public Checked<Doubtful> settle(Settlement said, Words words) {
        List<Doubtful> found = query("action_id = ?", List.of(said.actionId()));
        if (found.isEmpty()) {
            return Checked.refused(new Problem(
                    "RMT-460", said.actionId(), "no action has this id", "take one that remit effects list shows"));
        }
        Doubtful effect = found.getFirst();
        CaseReader.CaseRow row = parts.reader().byId(effect.caseId()).orElseThrow();
        return said.decide(row.state(), effect.tool()).then(events -> {
            Dispatcher.Task left =
                    new OpenEffects(parts).task(new OpenEffects.Due(effect.actionId(), effect.tool(), effect.state()));
            if (left == null) {
                return Checked.refused(new Problem(
                        "RMT-462",
                        effect.actionId(),
                        "its content was erased, or its pack version is not in the store",
                        "restore the database with all its versions; what was erased can not be acted upon"));
            }
            Dispatcher.Task mine = holds.mine(left);
            if (mine == null) {
                return Checked.refused(new Problem(
                        "RMT-463",
                        effect.actionId(),
                        "its system of record is being asked at this moment",
                        "say it again in a minute"));
            }
            return commit(row, events, new Settled(said, words, mine, effect));
        });
    }

    private record Settled(Settlement said, Words words, Dispatcher.Task mine, Doubtful effect) {}

    private Checked<Doubtful> commit(CaseReader.CaseRow row, List<CaseEvent> events, Settled settled) {
        Json.Obj payload = settled.words().receipt().isEmpty()
                ? Json.object("note", settled.words().note())
                : Json.object(
                        "note",
                        settled.words().note(),
                        "receipt",
                        settled.words().receipt());
        var steps = new ArrayList<CaseWrite.Step>();
        for (CaseEvent event : events) {
            steps.add(
                    event instanceof CaseEvent.ActionPrepared
                            ? Effects.prepared(settled.mine().action())
                            : new CaseWrite.Step(event, settled.said().person(), payload));
        }
        try {
            EvidenceLog.await(parts.log()
                    .append(new CaseWrite(
                            new CaseWrite.CasePlace(row.process(), row.caseId(), null),
                            row.state(),
                            parts.clock().instant(),
                            steps,
                            settled.mine().pinned().packVersion(),
                            row.runId())));
        } catch (ConflictException moved) {
            holds.release(settled.effect().actionId());
            return Checked.refused(new Problem(
                    "RMT-051", row.caseId(), "someone changed the case meanwhile", "read it again, then decide"));
        }
        if (settled.said().outcome() == Settlement.Outcome.NOT_DONE_SEND) {
            // Nobody else has it in hand since before the person's word was recorded, and that word stands for the
            // look-up.
            dispatcher.submit(
                    settled.mine().held(Left.NEVER_SENT, settled.mine().heldUntil()));
            dispatcher.drain();
        }
        return Checked.ok(
                query("action_id = ?", List.of(settled.effect().actionId())).getFirst());
    }
}
