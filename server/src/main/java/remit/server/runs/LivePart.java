package remit.server.runs;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.ports.Author;
import remit.server.cases.CaseFlow;
import remit.server.cases.Dispatcher;
import remit.server.catalog.PublishedProcess;
import remit.server.store.Streaming;
import remit.server.telemetry.TracedAuthor;

/**
 * The live rows of a run, from one stretch of business time to the next: what became known by then is recorded, counts and
 * is learned from ({@link Outcomes}, {@link Climb}, {@link Training}), then the rows of the stretch are decided
 * ({@link Deciding}).
 */
final class LivePart {
    private final RunParts parts;
    private final PublishedProcess process;
    private final Progress progress;
    private final Training training;
    private final Deciding deciding;

    LivePart(RunParts parts, PublishedProcess process, Progress progress, Path packFolder) {
        this.parts = parts;
        this.process = process;
        this.progress = progress;
        this.training = new Training(parts, process, packFolder);
        this.deciding = new Deciding(parts, process, progress);
    }

    /** @param author the newest author of the run; {@code effects} what did not come to a good end */
    record Result(
            Training.Trained author,
            long decided,
            double seconds,
            Unended effects,
            @Nullable ClimbReport climb) {}

    /** Effects that failed, of which nobody knows, and that a halt keeps back. */
    record Unended(long failed, long unknown, long halted) {}

    Result run(Staging staging, long history, String runId, @Nullable Climbing climbing) {
        progress.begin("training the author", 0);
        Training.Trained author = training.author(
                Training.Window.FIRST, history > 0, parts.clock().instant(), runId);
        Instant first = staging.at(history + 1);
        // Once it has begun to earn its way a process goes on, whoever runs the next file and however.
        boolean begun = parts.ladders().of(process.id()).begun();
        Climbing climbs = climbing == null && begun ? Climbing.ON : climbing;
        Climb climb = climbs == null || first == null ? null : new Climb(parts, process, runId);
        if (climb != null) climb.begin(Objects.requireNonNull(climbs), Objects.requireNonNull(first));
        long rows = staging.numbered();
        long began = System.nanoTime();
        progress.begin("deciding", rows - history);
        try (Dispatcher dispatcher = parts.dispatcher()) {
            dispatcher.recover(process.id());
            Set<String> groups = knownGroups();
            var outcomes = new Outcomes(parts, process, staging, runId);
            var windows = new Windows(process, staging, history, climbs);
            for (Windows.Window each = windows.first(); each != null; each = windows.after(each)) {
                if (each.number() > 0) author = between(each, author, new Going(runId, outcomes, climb));
                // What earlier files left, whose truth is due by now.
                else if (climb != null)
                    climb.count(each.begins().minus(process.intake().outcomeAfter()), each.begins());
                CaseFlow flow = flow(
                        author, groups, climb == null ? null : climb.challenge().author());
                deciding.decide(staging, new Deciding.Span(each.from(), each.to()), flow, dispatcher, runId);
            }
            if (deciding.overtaken()) dispatcher.recover(process.id());
            dispatcher.drain();
            double seconds = (System.nanoTime() - began) / 1e9;
            progress.begin("recording outcomes", 0);
            outcomes.everything();
            ClimbReport report = climb == null ? null : climb.report();
            return new Result(author, deciding.done(), seconds, unended(dispatcher), report);
        }
    }

    private static Unended unended(Dispatcher dispatcher) {
        return new Unended(dispatcher.failed(), dispatcher.unknown(), dispatcher.kept());
    }

    /** What is the same between any two windows of a run. */
    private record Going(
            String runId, Outcomes outcomes, @Nullable Climb climb) {}

    /** Before a window: what became known by then is recorded, counts, and is learned from where a refit is due. */
    private Training.Trained between(Windows.Window window, Training.Trained author, Going going) {
        Instant known = window.begins().minus(process.intake().outcomeAfter());
        going.outcomes().until(known);
        boolean due = window.refit() > 0;
        var refit = new Training.Window(window.refit(), going.climb() != null);
        if (going.climb() == null) {
            return due ? training.author(refit, true, window.begins(), going.runId()) : author;
        }
        going.climb().count(known, window.begins());
        // What serves may only be replaced by what was proven to be better.
        Challenge challenge = going.climb().challenge();
        Training.Trained serving =
                challenge.winner(author.author(), window.begins()).orElse(author);
        if (due) challenge.begin(training.author(refit, true, window.begins(), going.runId()));
        return serving;
    }

    private CaseFlow flow(Training.Trained author, Set<String> groups, @Nullable Author challenger) {
        return new CaseFlow(
                process,
                new TracedAuthor(author.author(), parts.telemetry()),
                new CaseFlow.Around(
                        parts.gateway(), groups, parts.ladders().of(process.id()), challenger, parts.clock()));
    }

    private Set<String> knownGroups() {
        var groups = new HashSet<String>();
        Streaming.query(
                parts.dataSource(),
                "select distinct grp from case_view where process = ? and phase = 'history' and grp is not null",
                List.of(process.id()),
                row -> groups.add(row.getString(1)));
        return groups;
    }
}
