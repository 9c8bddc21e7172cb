package remit.server.halts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.halt.HaltCommand;
import remit.halt.HaltScope;
import remit.halt.HaltStage;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Acting;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;

/**
 * A drill: the plug is pulled for real, every node shows that it goes by that, and it is put back by its stages. What comes
 * in meanwhile is held for people, as in earnest; nothing clears that would not have. Whoever halts in earnest meanwhile is
 * not undone by its end.
 */
public final class Drill {
    private static final String REASON = "drill";

    private final HaltDesk desk;

    Drill(HaltDesk desk) {
        this.desk = desk;
    }

    /**
     * What a drill showed.
     *
     * @param at when it began
     * @param shown when each node went by the halt
     * @param held cases that were held while it lasted, and wait for people
     * @param back why it is not open again, or null
     * @param rollback the last rollback that was made in earnest, or null: a drill makes none, because a version that was
     *     taken back does not come back
     */
    public record Report(
            HaltScope scope,
            Instant at,
            Nodes.Shown shown,
            long held,
            @Nullable Problem back,
            DrillReader.@Nullable Measured rollback) {
        /** Whether every node showed it and it is open again. */
        public boolean good() {
            return back == null && shown.silent().isEmpty();
        }

        public Json.Obj toJson() {
            return Json.object(
                    "scope",
                    scope.kind(),
                    "id",
                    scope.id(),
                    "at",
                    at.toString(),
                    "shown",
                    shown.toJson(),
                    "held",
                    held,
                    "open_again",
                    back == null,
                    "why_not",
                    back == null ? null : back.what(),
                    "last_rollback",
                    rollback == null ? null : rollback.toJson());
        }
    }

    /** Drills it; {@code by} must be allowed to halt, for a drill puts back nothing but its own halt. */
    public Checked<Report> run(Acting by, HaltScope scope) {
        if (desk.nodes() == 0) {
            return Checked.refused(new Problem(
                    "RMT-448",
                    scope.words(),
                    "no node is running, so there is nothing to measure",
                    "drill it while remit serve runs"));
        }
        return desk.known(scope).then(known -> drilled(by, known));
    }

    private Checked<Report> drilled(Acting by, HaltScope scope) {
        Instant at = desk.parts().clock().instant();
        var reader = new DrillReader(desk.parts().source());
        return desk.say(by, new HaltCommand.Halt(scope, REASON, true)).map(halted -> {
            Problem back = back(by, scope);
            long held = reader.heldSince(at);
            var report = new Report(scope, at, halted.shown(), held, back, reader.rollback(HaltDesk.subject(scope)));
            record(by, report);
            return report;
        });
    }

    private @Nullable Problem back(Acting by, HaltScope scope) {
        for (HaltStage to : List.of(HaltStage.HELD, HaltStage.REVIEWED, HaltStage.OPEN)) {
            Checked<HaltDesk.Done> done = desk.say(by, new HaltCommand.Resume(scope, to, REASON, true));
            if (!done.problems().isEmpty()) return done.problems().getFirst();
        }
        return null;
    }

    /** Numbers only: what nodes are called stands in no leaf. */
    private void record(Acting by, Report report) {
        var millis = new ArrayList<Json>();
        for (Nodes.Shown.One each : report.shown().nodes()) millis.add(Json.of(each.millis()));
        Json.Obj body = Json.object(
                "scope", report.scope().kind(),
                "id", report.scope().id(),
                "millis", report.shown().millis(),
                "nodes", Json.array(millis),
                "silent", report.shown().silent().size(),
                "held", report.held(),
                "open_again", report.back() == null);
        EvidenceLog.await(desk.parts()
                .log()
                .append(new ProcessWrite(
                        HaltDesk.subject(report.scope()),
                        "DrillMeasured",
                        report.at(),
                        by.actor(),
                        Json.EMPTY,
                        by.sign(body),
                        null)));
    }
}
