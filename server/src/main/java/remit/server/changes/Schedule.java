package remit.server.changes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import remit.change.ChangeCommand;
import remit.change.ChangeControl;
import remit.change.ChangeEvent;
import remit.change.Standing;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Acting;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.VersionStore;

/** When approved changes come into force, and which go no further because another version did. */
final class Schedule {
    private static final int TRIES = 4;

    private final Changes.Parts parts;
    private final ChangeReader reader;
    private final Forcing forcing;

    Schedule(Changes.Parts parts, ChangeReader reader, Forcing forcing) {
        this.parts = parts;
        this.reader = reader;
        this.forcing = forcing;
    }

    private Checked<Change> found(Change change) {
        return reader.find(change.id()).map(Checked::ok).orElseGet(() -> Checked.refused(Change.none(change.id())));
    }

    private String inForce(String subject) {
        return parts.versions().inForce(subject).sha256();
    }

    /** A change that was approved a moment ago. Another node that minds changes may have put it in force a moment earlier: that is no conflict. */
    Checked<Change> approved(Change change) {
        Checked<Change> done = takeEffect(change);
        for (int left = TRIES; left > 0 && !(done instanceof Checked.Ok<Change>); left--) {
            Checked<Change> now = found(change);
            if (!(now instanceof Checked.Ok<Change>(Change found))
                    || found.state().standing() == Standing.EFFECTIVE) return now;
            if (!moved(done)) return done;
            done = takeEffect(found);
        }
        return done;
    }

    /** Whether something came in between: a level, another process, another node. */
    private static boolean moved(Checked<Change> done) {
        return done.problems().stream().anyMatch(problem -> problem.code().equals(Forcing.MOVED));
    }

    /**
     * Puts approved changes in force whose time has come, and suspends those whose base is no longer in force.
     *
     * @return what happened, a sentence each
     */
    List<String> tend() {
        var told = new ArrayList<String>();
        for (Change change : reader.open()) {
            if (change.state().suspended()) continue;
            String inForce = inForce(change.subject());
            if (!change.state().versions().base().equals(inForce)) {
                if (suspend(change, inForce)) told.add(change.id() + " is suspended: its base is no longer in force");
            } else if (change.state().standing() == Standing.APPROVED && due(change)) {
                switch (takeEffect(change)) {
                    case Checked.Ok<Change> ignored -> told.add(change.id() + " is in force for " + change.subject());
                    case Checked.Refused<Change>(List<Problem> problems) ->
                        told.add(change.id() + " is approved but did not take effect: " + problems.getFirst());
                }
            }
        }
        return told;
    }

    boolean due(Change change) {
        Instant from = change.state().effectiveFrom();
        return from == null || !from.isAfter(parts.clock().instant());
    }

    private boolean suspend(Change change, String inForce) {
        return ChangeControl.decide(change.state(), new ChangeCommand.Suspend(), EvidenceLog.engine(), inForce)
                        .then(event -> forcing.commit(List.of(Forcing.step(change, event, EvidenceLog.engine(), ""))))
                instanceof Checked.Ok<Boolean>;
    }

    private Checked<Change> takeEffect(Change change) {
        ProcessWrite.Ground ground = forcing.ground(change.subject());
        VersionStore.InForce inForce = parts.versions().inForce(change.subject());
        // The approver's word puts it in force; where its time came later, the program does it in their name.
        Acting acting = Acting.self(
                change.state().approver() == null
                        ? EvidenceLog.engine()
                        : change.state().approver());
        return ChangeControl.decide(
                        change.state(),
                        new ChangeCommand.TakeEffect(parts.clock().instant()),
                        EvidenceLog.engine(),
                        inForce.sha256())
                .then(event -> forcing.steps(
                                new Forcing.Aim(
                                        change.subject(),
                                        change.state().versions().proposed(),
                                        inForce),
                                acting,
                                Json.object("change", change.id()))
                        .then(publishing -> {
                            var steps = new ArrayList<ProcessWrite.Step>();
                            steps.add(Forcing.step(change, event, EvidenceLog.engine(), ""));
                            steps.addAll(publishing);
                            forcing.standing(change.subject())
                                    .ifPresent(before -> steps.add(Forcing.step(
                                            before,
                                            new ChangeEvent.Superseded(change.id()),
                                            EvidenceLog.engine(),
                                            "")));
                            return forcing.commit(steps, ground);
                        }))
                .then(_ -> found(change));
    }
}
