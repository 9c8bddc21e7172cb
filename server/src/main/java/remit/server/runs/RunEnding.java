package remit.server.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import remit.casework.CaseState;
import remit.kernel.Json;
import remit.ports.Author;
import remit.scorecard.RunSummary;
import remit.scorecard.Score;
import remit.scorecard.Sentence;
import remit.scorecard.SummaryTable;
import remit.server.authors.TrainingReport;
import remit.server.catalog.PublishedProcess;
import remit.server.packs.DataFile;
import remit.server.scorecards.Judge;
import remit.server.store.CaseReader;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.RunStore;

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
            DataFile file,
            long history,
            long rejected,
            LivePart.Result live,
            Instant started) {}

    RunReport finish(Finished finished) {
        progress.begin("scoring", 0);
        Staging.Fates fates = finished.staging().fates(finished.history(), 0);
        var rows = new RunSummary.Rows(
                finished.file().facts().rows(),
                fates.history(),
                fates.cases(),
                fates.alreadyDecided(),
                finished.rejected());
        var judge = new Judge(process);
        finished.staging()
                .judged(
                        finished.history(),
                        judged -> judge.add(new Judge.Judged(
                                judged.row().at(),
                                CaseState.fromJson(Json.parseObject(judged.state())),
                                judged.row().opening(),
                                judged.row().outcomes())));
        Score score = judge.score();
        String sentence = Sentence.of(process.contract().reporting(), score);
        EvidenceLog.await(parts.log()
                .append(new ProcessWrite(
                        process.id(),
                        "RunFinished",
                        parts.clock().instant(),
                        parts.actor(),
                        process.packVersion(),
                        Json.object("run", finished.identity().runId(), "sentence", sentence),
                        finished.identity().runId())));
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
        var report = new RunReport(summary.toJson(), text(sentence, summary, finished), exit, null);
        parts.runs()
                .finish(
                        finished.identity().runId(),
                        report.toStored(),
                        exit,
                        parts.clock().instant());
        progress.close();
        return report;
    }

    private String text(String sentence, RunSummary summary, Finished finished) {
        var lines = new ArrayList<String>();
        lines.add(sentence);
        lines.add(Sentence.ofWaiting(summary.score()));
        lines.add("");
        lines.addAll(SummaryTable.of(process.contract().reporting(), summary));
        lines.add("");
        TrainingReport training = finished.live().author().report();
        if (training != null) {
            lines.add(training.explain());
            for (TrainingReport.SuspectedLeak leak : training.leaks()) {
                lines.add("Suspected leak: \"" + leak.input() + "\" alone predicts the truth of " + leak.right()
                        + " of " + leak.covered() + " later history rows; is it an outcome?");
            }
        }
        if (finished.live().failed() + finished.live().unknown() > 0) {
            lines.add(finished.live().failed() + " effects failed and "
                    + finished.live().unknown() + " are unknown; the next start looks them up");
        }
        lines.add("Look further: remit why CASE, remit who CASE, remit changelog --process " + process.id()
                + ", remit serve");
        return String.join("\n", lines);
    }
}
