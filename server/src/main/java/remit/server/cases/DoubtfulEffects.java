package remit.server.cases;

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

    /** The oldest first. @param process null for all */
    public List<Effect> list(@Nullable String process) {
        String order = " order by updated_at, action_id";
        String doubtful = "state in ('unknown', 'failed', 'refused')";
        return process == null
                ? Effect.query(parts, doubtful + order, List.of())
                : Effect.query(parts, doubtful + " and process = ?" + order, List.of(process));
    }

    /** What a person adds to what they say. @param receipt what the system of record calls it, or empty */
    public record Words(String receipt, String note) {}

    /**
     * Records what a person found out, and sends the action where they say that it never was done and shall be. While anybody is at
     * it, nothing is recorded: they might learn otherwise at this moment.
     */
    public Checked<Effect> settle(Settlement said, Words words) {
        return Effect.find(parts, said.actionId()).then(effect -> settle(effect, said, words));
    }

    private Checked<Effect> settle(Effect effect, Settlement said, Words words) {
        CaseReader.CaseRow row = parts.reader().byId(effect.caseId()).orElseThrow();
        return said.decide(row.state(), effect.tool()).then(events -> {
            Dispatcher.Task left = new OpenEffects(parts).task(effect.due());
            if (left == null) return Checked.refused(Effect.lost(effect.actionId()));
            // What its system of record refused for good is in nobody's hands any more.
            Dispatcher.Task mine = effect.state().equals("refused") ? left : holds.mine(left);
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

    private record Settled(Settlement said, Words words, Dispatcher.Task mine, Effect effect) {}

    private Checked<Effect> commit(CaseReader.CaseRow row, List<CaseEvent> events, Settled settled) {
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
                    switch (event) {
                        case CaseEvent.ActionPrepared _ ->
                            Effects.prepared(settled.mine().action());
                        case CaseEvent.CompensationPrepared again ->
                            new CaseWrite.Step(
                                    again,
                                    EvidenceLog.engine(),
                                    Compensations.content(settled.mine().action(), ""));
                        // Whatever else it is, a person says it.
                        case CaseEvent said ->
                            new CaseWrite.Step(said, settled.said().person(), payload);
                    });
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
            dispatcher.now(settled.mine().held(Left.NEVER_SENT, settled.mine().heldUntil()));
        }
        return Effect.find(parts, settled.effect().actionId());
    }
}
