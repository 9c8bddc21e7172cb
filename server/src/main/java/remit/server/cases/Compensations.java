package remit.server.cases;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseEvent;
import remit.casework.Compensation;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.process.ToolSpec;
import remit.server.gateway.Action;
import remit.server.gateway.Gateway.Left;
import remit.server.store.CaseReader;
import remit.server.store.CaseWrite;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;

/** Effects that were done and that a person wants taken back. */
public final class Compensations {
    /** So many are listed, the newest first. */
    public static final int MOST = 100;

    private static final int TRIES = 8;
    private static final int LONGEST = 2000;

    private final Dispatcher.Parts parts;
    private final Dispatcher dispatcher;

    Compensations(Dispatcher.Parts parts, Dispatcher dispatcher) {
        this.parts = parts;
        this.dispatcher = dispatcher;
    }

    /**
     * What a person asks for.
     *
     * @param mayResume whether they may resume what is halted
     * @param reason their own words, kept where they can be erased
     */
    public record Asking(Actor person, boolean mayResume, String actionId, String reason) {}

    /** An effect that was done. @param wayBack who can take it back, as the version says under which it was prepared; null where that is not known */
    public record Done(Effect effect, ToolSpec.@Nullable WayBack wayBack) {
        public Json.Obj toJson() {
            return effect.toJson().with("way_back", Json.of(wayBack == null ? null : wayBack.word()));
        }
    }

    /**
     * What was done and not taken back, the newest first, {@link #MOST} of them; not of a case that waits for a look at which nobody
     * shall know what became of it.
     *
     * @param process null for all
     */
    public List<Done> done(@Nullable String process) {
        String done = "state = 'verified' and action_id not like '%:compensate'"
                + " and not exists (select 1 from action_view b where b.action_id like '%:compensate'"
                + " and b.action_id = v.action_id || ':compensate')" + Effect.SHOWN;
        String order = " order by updated_at desc, action_id limit " + MOST;
        List<Effect> found = process == null
                ? Effect.query(parts, done + order, List.of())
                : Effect.query(parts, done + " and process = ?" + order, List.of(process));
        var open = new OpenEffects(parts);
        return found.stream()
                .map(effect -> {
                    Dispatcher.Task task = open.task(effect.due());
                    return new Done(
                            effect,
                            task == null
                                    ? null
                                    : spec(task).map(ToolSpec::wayBack).orElse(null));
                })
                .toList();
    }

    private static Optional<ToolSpec> spec(Dispatcher.Task task) {
        return task.pinned().contract().flow().tools().stream()
                .filter(tool -> tool.id().equals(task.action().tool()))
                .findFirst();
    }

    /**
     * Has an effect taken back: that it shall be is committed first, then its tool is asked. Answers with where that stands then;
     * what has no answer yet is finished like any other effect.
     */
    public Checked<Effect> takeBack(Asking asked) {
        String reason = asked.reason().strip();
        if (reason.isEmpty() || reason.length() > LONGEST) {
            return Checked.refused(new Problem(
                    "RMT-471",
                    "reason",
                    reason.isEmpty() ? "it is blank" : "it is longer than " + LONGEST + " characters",
                    "say in a few words why it is to be taken back"));
        }
        if (Compensation.isOne(asked.actionId())) {
            return Checked.refused(new Problem(
                    "RMT-466",
                    asked.actionId(),
                    "this is the taking back of an effect, which is not taken back in turn",
                    "name the action itself, or decide the case anew at its source"));
        }
        return Effect.find(parts, asked.actionId()).then(effect -> takeBack(asked, reason, effect));
    }

    /** Somebody else may move the case meanwhile: then it is decided again on what it is by then. */
    private Checked<Effect> takeBack(Asking asked, String reason, Effect effect) {
        for (int left = TRIES; ; left--) {
            CaseReader.CaseRow row = parts.reader().byId(effect.caseId()).orElseThrow();
            // Its content may be erased by now.
            Dispatcher.Task done = new OpenEffects(parts).task(effect.due());
            if (done == null) return Checked.refused(Effect.lost(effect.actionId()));
            switch (decide(asked, row, done)) {
                case Checked.Refused<CaseEvent>(List<Problem> problems) -> {
                    return Checked.refused(problems);
                }
                case Checked.Ok<CaseEvent>(CaseEvent event) -> {
                    var step = new CaseWrite.Step(event, asked.person(), content(done.action(), reason));
                    try {
                        return carriedOut(commit(row, step, done), done);
                    } catch (ConflictException meanwhile) {
                        if (left == 1) throw meanwhile;
                    }
                }
            }
        }
    }

    private Checked<CaseEvent> decide(Asking asked, CaseReader.CaseRow row, Dispatcher.Task done) {
        String halted =
                parts.gateway().door().barred(done.action()).map(Problem::what).orElse(null);
        var wish = new Compensation(asked.person(), asked.actionId(), halted, asked.mayResume());
        return spec(done)
                .map(tool -> wish.decide(row.state(), tool))
                .orElseGet(() -> Checked.refused(Effect.lost(asked.actionId())));
    }

    private EvidenceLog.Written commit(CaseReader.CaseRow row, CaseWrite.Step step, Dispatcher.Task done) {
        return EvidenceLog.await(parts.log()
                .append(new CaseWrite(
                        new CaseWrite.CasePlace(row.process(), row.caseId(), null),
                        row.state(),
                        parts.clock().instant(),
                        List.of(step),
                        done.pinned().packVersion(),
                        row.runId())));
    }

    /** Nobody else has it in hand since before it was committed. */
    private Checked<Effect> carriedOut(EvidenceLog.Written written, Dispatcher.Task done) {
        Dispatcher.Task task = Dispatcher.Task.left(done.action(), true, done.pinned(), Left.NEVER_SENT)
                .held(Left.NEVER_SENT, Holds.until(written.asked()));
        dispatcher.now(task);
        return Effect.find(parts, task.id());
    }

    /** What it takes to finish it after a crash, and why a person wanted it. */
    static Json.Obj content(Action action, String reason) {
        Json.Obj content = Json.object("action", action.toJson());
        return reason.isEmpty() ? content : content.with("note", Json.of(reason));
    }
}
