package remit.server.cases;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private static final int MOST = 1_000;
    private static final int LONGEST = 2_000;
    /** What is to be done is done within seconds, unless something keeps it from being so. */
    private static final Duration LEFT = Duration.ofMinutes(10);

    private static final String DOUBTFUL = "(state in ('unknown', 'failed') or (state = 'prepared' and updated_at <= ?)"
            + " or (state = 'refused' and not exists (select 1 from event e where e.case_id = v.case_id"
            + " and e.type in ('ActionRefused', 'CompensationRefused')"
            + " and e.leaf::jsonb->'body'->>'action_id' = v.action_id"
            + " and e.leaf::jsonb->'body'->>'reason' = 'person_says_drop')))";

    private final Holds holds;
    private final Dispatcher dispatcher;

    DoubtfulEffects(Dispatcher.Parts parts, Holds holds, Dispatcher dispatcher) {
        this.parts = parts;
        this.holds = holds;
        this.dispatcher = dispatcher;
    }

    /**
     * The oldest first, {@link #MOST} of them: what is unknown or failed, what a tool refused, and what is still to be done after so
     * long that a halt keeps it back or no node can reach its tool. What a person gave up is over.
     *
     * @param process null for all
     */
    public List<Effect> list(@Nullable String process) {
        return list(process, "");
    }

    /** The same, but for cases that wait for a look at which nobody shall know what became of them. */
    public List<Effect> shown(@Nullable String process) {
        return list(process, Effect.SHOWN);
    }

    private List<Effect> list(@Nullable String process, String shown) {
        var parameters = new ArrayList<Object>();
        parameters.add(parts.clock().instant().minus(LEFT).atOffset(ZoneOffset.UTC));
        if (process != null) parameters.add(process);
        return Effect.query(
                parts,
                DOUBTFUL + (process == null ? "" : " and process = ?") + shown
                        + " order by updated_at, action_id limit " + MOST,
                parameters);
    }

    /** What a person adds to what they say. @param receipt what the system of record calls it, or empty */
    public record Words(String receipt, String note) {}

    /**
     * Records what a person found out, and sends the action where they say that it never was done and shall be. While anybody is at
     * it, nothing is recorded: they might learn otherwise at this moment.
     */
    public Checked<Effect> settle(Settlement said, Words words) {
        return permitted(said, words)
                .then(_ -> dispatcher
                        .apart(
                                said.actionId(),
                                () -> Effect.find(parts, said.actionId()).then(effect -> settle(effect, said, words)))
                        .orElseGet(() -> asked(said.actionId())));
    }

    private static Checked<Words> permitted(Settlement said, Words words) {
        if (words.note().isBlank())
            return Checked.refused(new Problem("RMT-464", "reason", "it is blank", "say how you know"));
        for (var each :
                Map.of("reason", words.note(), "receipt", words.receipt()).entrySet()) {
            if (each.getValue().length() <= LONGEST) continue;
            return Checked.refused(new Problem(
                    "RMT-464",
                    each.getKey(),
                    "it is longer than " + LONGEST + " characters",
                    "say in a few words how you know"));
        }
        if (words.receipt().isEmpty() || said.outcome() == Settlement.Outcome.DONE) return Checked.ok(words);
        return Checked.refused(new Problem(
                "RMT-464", "receipt", "what was not done has no receipt", "leave it out, or say that it was done"));
    }

    private Checked<Effect> settle(Effect effect, Settlement said, Words words) {
        CaseReader.CaseRow row = parts.reader().byId(effect.caseId()).orElseThrow();
        return said.decide(row.state(), effect.tool()).then(events -> {
            Dispatcher.Task left = new OpenEffects(parts).task(effect.due());
            if (left == null) return Checked.refused(Effect.lost(effect.actionId()));
            // What its system of record refused for good is in nobody's hands any more.
            Dispatcher.Task mine = effect.state().equals("refused") ? left : holds.mine(left);
            if (mine == null) {
                return asked(effect.actionId());
            }
            return commit(row, events, new Settled(said, words, mine, effect));
        });
    }

    private static Checked<Effect> asked(String actionId) {
        return Checked.refused(new Problem(
                "RMT-463", actionId, "its system of record is being asked at this moment", "say it again in a minute"));
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
            dispatcher.apart(settled.mine().held(Left.NEVER_SENT, settled.mine().heldUntil()));
        }
        return Effect.find(parts, settled.effect().actionId());
    }
}
