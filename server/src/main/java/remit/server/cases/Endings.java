package remit.server.cases;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import remit.casework.ActionEvents;
import remit.casework.CaseEvent;
import remit.casework.Casework;
import remit.kernel.Json;
import remit.ports.Tool;
import remit.ports.Tool.Reason;
import remit.server.store.CaseReader;
import remit.server.store.CaseWrite;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;

/** Records how an action ended, or how taking one back did: only what is news. Safe for many threads. */
final class Endings {
    private final Dispatcher.Parts parts;
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();

    Endings(Dispatcher.Parts parts) {
        this.parts = parts;
    }

    long failed() {
        return failed.get();
    }

    long unknown() {
        return unknown.get();
    }

    void record(Dispatcher.Task task, Tool.Answer answer) {
        String id = task.id();
        String tool = task.action().tool();
        switch (answer) {
            case Tool.Answer.Answered(String receipt) -> verified(task, receipt);
            case Tool.Answer.Refused(Reason reason) -> {
                failed.incrementAndGet();
                append(task, "refused", step(ActionEvents.refused(id, tool, reason.word()), reason));
            }
            case Tool.Answer.Failed(Reason reason) -> {
                failed.incrementAndGet();
                append(task, "failed", step(ActionEvents.failed(id, tool, reason.word()), reason));
            }
            case Tool.Answer.Unknown(Reason reason) -> {
                unknown.incrementAndGet();
                append(task, "unknown", step(ActionEvents.unknown(id, tool, reason.word()), reason));
            }
        }
    }

    /** A receipt made of the action's own id is ours; any other is a foreign text, which may have to be erased. */
    private void verified(Dispatcher.Task task, String receipt) {
        String file = task.action().id() + (task.undoing() ? ".undo.json" : ".json");
        boolean own = receipt.equals(task.id()) || receipt.equals(file);
        append(
                task,
                "verified",
                new CaseWrite.Step(
                        ActionEvents.verified(task.id(), task.action().tool(), own ? receipt : null),
                        EvidenceLog.engine(),
                        own ? null : Json.object("receipt", receipt)));
    }

    /** The word is for ever; the text of the system of record can be erased. */
    private static CaseWrite.Step step(CaseEvent event, Reason reason) {
        return new CaseWrite.Step(
                event, EvidenceLog.engine(), reason.text().isEmpty() ? null : Json.object("text", reason.text()));
    }

    /**
     * Appends what is new. Someone else may move the case meanwhile (an outcome, a person): then it is read again.
     *
     * @param state the state that the step leads to
     */
    private void append(Dispatcher.Task task, String state, CaseWrite.Step step) {
        CaseReader.CaseRow known = task.known();
        while (true) {
            CaseReader.CaseRow row = known != null
                    ? known
                    : parts.reader().byId(task.action().caseId()).orElseThrow();
            String before = row.state().actions().get(task.id());
            if (!Casework.mayFollow(before, state)) return;
            // Somebody else may have it in hand by now: only what happened is news, not what did not.
            if (!state.equals("verified") && Holds.isOver(task.heldUntil())) return;
            try {
                EvidenceLog.await(parts.log()
                        .append(new CaseWrite(
                                new CaseWrite.CasePlace(row.process(), row.caseId(), null),
                                row.state(),
                                row.state().updatedAt(),
                                List.of(step),
                                task.pinned().packVersion(),
                                row.runId())));
                return;
            } catch (ConflictException moved) {
                known = null;
            }
        }
    }
}
