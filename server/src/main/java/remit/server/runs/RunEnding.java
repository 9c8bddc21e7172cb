package remit.server.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseState;
import remit.decision.Autonomy;
import remit.decision.HaltCheck;
import remit.kernel.Json;
import remit.ports.Author;
import remit.process.Reporting;
import remit.scorecard.Baseline;
import remit.scorecard.RunSummary;
import remit.scorecard.Score;
import remit.scorecard.Sentence;
import remit.scorecard.SummaryTable;
import remit.server.authors.Certified;
import remit.server.authors.TrainingReport;
import remit.server.catalog.PublishedProcess;
import remit.server.scorecards.Judge;
import remit.server.store.CaseReader;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.RunStore;
import remit.server.store.Streaming;

/** The end of a run: scores what was decided against the truths in the file, verifies the evidence, keeps the summary. */
final class RunEnding {
    private final RunParts parts;
    private final PublishedProcess process;
    private final Progress progress;

    RunEnding(RunParts parts, PublishedProcess process, Progress progress) {
        this.parts = parts;
        this.process = process;
        this.progress = progress;
    }

    /** @param rejected rows that could not be read or contradict a known case */
    record Finished(
            Staging staging,
            RunStore.Identity identity,
            Read read,
            long history,
            long rejected,
            LivePart.Result live,
            Instant started) {}

    /**
     * How much a file held.
     *
     * @param rows that are, or would be, a case
     * @param sourceRows lines of a file in which several of them make a case; else null
     */
    record Read(long rows, @Nullable Long sourceRows) {}

    RunReport finish(Finished finished) {
        progress.begin("scoring", 0);
        Staging.Fates fates = finished.staging().fates(finished.history(), 0);
        var rows = new RunSummary.Rows(
                finished.read().rows(),
                fates.history(),
                fates.cases(),
                fates.alreadyDecided(),
                finished.rejected(),
                finished.read().sourceRows());
        var judge = new Judge(process, baseline());
        long[] waits = new long[2];
        finished.staging().judged(finished.history(), judged -> {
            CaseState state = CaseState.fromJson(Json.parseObject(judged.state()));
            CaseState.Settled settled = state.settled();
            if (settled != null && Autonomy.held(settled.reason())) waits[0]++;
            if (settled != null && HaltCheck.held(settled.reason())) waits[1]++;
            judge.add(new Judge.Judged(
                    judged.row().at(),
                    state,
                    judged.row().opening(),
                    judged.row().outcomes()));
        });
        Score score = judge.score();
        String sentence = Sentence.of(process.contract().reporting(), score);
        announce(finished.identity(), sentence);
        progress.begin("verifying the evidence", 0);
        CaseReader.Verified verified =
                parts.reader().verifyRun(finished.identity().runId());
        double seconds =
                Duration.between(finished.started(), parts.clock().instant()).toMillis() / 1000.0;
        Author.AuthorVersion author = finished.live().author().author().version();
        LivePart.Result live = finished.live();
        var summary = new RunSummary(
                process.id(),
                process.pack().versions().pack(),
                rows,
                score,
                new RunSummary.AuthorFigures(
                        author.kind(), author.id(), author.sha256(), judge.accuracy(), judge.calibrationError()),
                new RunSummary.Evidence(verified.events(), verified.verified()),
                judge.curve(),
                new RunSummary.Pace(
                        seconds, live.decided() == 0 ? null : live.decided() / Math.max(0.001, live.seconds())));
        int exit = finished.rejected() > 0 ? 1 : 0;
        var report = new RunReport(
                json(summary, finished), text(sentence, summary, finished, new Waits(waits[0], waits[1])), exit, null);
        parts.runs()
                .finish(
                        finished.identity().runId(),
                        report.toStored(),
                        exit,
                        parts.clock().instant());
        progress.close();
        return report;
    }

    /** The summary, what is proven of the author's errors where it was trained here, and how the process earned its way. */
    private static Json.Obj json(RunSummary summary, Finished finished) {
        TrainingReport training = finished.live().author().report();
        Certified certified = training == null ? null : training.certified();
        Json.Obj json = summary.toJson();
        if (certified != null) json = json.with("certified", certified.toJson());
        ClimbReport climb = finished.live().climb();
        return climb == null ? json : json.with("ladder", climb.toJson());
    }

    /** Once: an interrupted ending scores the same decisions again. */
    private void announce(RunStore.Identity identity, String sentence) {
        if (parts.runs().holds(identity, "RunFinished")) return;
        EvidenceLog.await(parts.log()
                .append(new ProcessWrite(
                        process.id(),
                        "RunFinished",
                        parts.clock().instant(),
                        parts.actor(),
                        process.packVersion(),
                        parts.acting().sign(Json.object("run", identity.runId(), "sentence", sentence)),
                        identity.runId())));
    }

    /** The precedent rule after it has seen history; null where the pack declares none. */
    private @Nullable Baseline baseline() {
        Reporting.Baseline rule = process.contract().reporting().baseline();
        if (rule == null) return null;
        var baseline = new Baseline(rule);
        String target = process.contract().author().target();
        Streaming.query(
                parts.dataSource(),
                "select c.grp, p.content from case_view c join event e on e.case_id = c.case_id and e.seq = 1"
                        + " join payload p on p.event_id = e.id"
                        + " where c.process = ? and c.phase = 'history' and c.grp is not null",
                List.of(process.id()),
                row -> {
                    String truth = Json.parseObject(row.getString(2))
                            .object("outcomes")
                            .text(target);
                    if (truth != null) baseline.learn(row.getString(1), truth);
                });
        return baseline;
    }

    /** How many cases wait first of all for their segment's stage, or because something is halted. */
    private record Waits(long byStage, long halted) {
        List<String> lines(Score score) {
            var lines = new ArrayList<String>();
            lines.add(
                    byStage == 0
                            ? Sentence.ofWaiting(score)
                            : String.format(
                                    Locale.ROOT,
                                    "%,d wait only because of the stage of their segment: the rules alone would clear them.",
                                    byStage));
            if (halted > 0) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%,d were held because of what was halted when they came in: remit halts.",
                        halted));
            }
            return lines;
        }
    }

    private String text(String sentence, RunSummary summary, Finished finished, Waits waits) {
        var lines = new ArrayList<String>();
        lines.add(sentence);
        lines.addAll(waits.lines(summary.score()));
        lines.add("");
        lines.addAll(SummaryTable.of(process.contract().reporting(), summary));
        lines.add("");
        ClimbReport climb = finished.live().climb();
        if (climb != null) {
            lines.addAll(climb.lines());
            lines.add("");
        }
        TrainingReport training = finished.live().author().report();
        if (training != null) {
            lines.add(training.explain());
            Certified certified = training.certified();
            String proven = certified == null
                    ? ""
                    : certified.explain(process.contract().reporting().units());
            if (!proven.isEmpty() && !proven.equals(training.explain())) lines.add(proven);
            for (TrainingReport.SuspectedLeak leak : training.leaks()) {
                lines.add("Suspected leak: \"" + leak.input() + "\" alone predicts the truth of " + leak.right()
                        + " of " + leak.covered() + " later history rows; is it an outcome?");
            }
        }
        LivePart.Unended effects = finished.live().effects();
        if (effects.failed() + effects.unknown() > 0) {
            lines.add(effects.failed() + " effects failed and " + effects.unknown()
                    + " are unknown; the next start looks them up");
        }
        if (effects.halted() > 0) lines.add("Some effects wait because of what is halted: remit halts.");
        lines.add("Look further: remit why CASE, remit who CASE, remit changelog --process " + process.id()
                + ", remit serve");
        return String.join("\n", lines);
    }
}
