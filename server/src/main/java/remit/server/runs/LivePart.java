package remit.server.runs;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseEvent;
import remit.casework.CaseState;
import remit.kernel.Json;
import remit.ports.Author;
import remit.server.cases.CaseFlow;
import remit.server.cases.Dispatcher;
import remit.server.cases.Incoming;
import remit.server.catalog.PublishedProcess;
import remit.server.gateway.Action;
import remit.server.store.CaseReader;
import remit.server.store.CaseWrite;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.Streaming;

/** The live rows of a run: proposed, decided, committed in groups, dispatched while the next are decided. */
final class LivePart {
    private static final int IN_FLIGHT = 2048;

    private final RunParts parts;
    private final PublishedProcess process;
    private final Progress progress;
    private final Training training;
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong moved = new AtomicLong();
    private @Nullable Instant revealed;

    LivePart(RunParts parts, PublishedProcess process, Progress progress, Path packFolder) {
        this.parts = parts;
        this.process = process;
        this.progress = progress;
        this.training = new Training(parts, process, packFolder);
    }

    /** @param author the newest author of the run, {@code failed} and {@code unknown} effects of it */
    record Result(
            Training.Trained author,
            long decided,
            double seconds,
            long failed,
            long unknown,
            @Nullable ClimbReport climb) {}

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
            var windows = new Windows(process, staging, history, climbs);
            for (Windows.Window each = windows.first(); each != null; each = windows.after(each)) {
                if (each.number() > 0) author = between(staging, each, author, new Going(runId, climb));
                // What earlier files left, whose truth is due by now.
                else if (climb != null)
                    climb.count(each.begins().minus(process.intake().outcomeAfter()), each.begins());
                CaseFlow flow = flow(
                        author, groups, climb == null ? null : climb.challenge().author());
                decide(staging, new Span(each.from(), each.to()), flow, dispatcher, runId);
            }
            if (moved.get() > 0) dispatcher.recover(process.id());
            dispatcher.drain();
            double seconds = (System.nanoTime() - began) / 1e9;
            observeEverything(staging, runId);
            ClimbReport report = climb == null ? null : climb.report();
            return new Result(author, done.get(), seconds, dispatcher.failed(), dispatcher.unknown(), report);
        }
    }

    /** What is the same between any two windows of a run. */
    private record Going(String runId, @Nullable Climb climb) {}

    /** Before a window: what became known by then is recorded, counts, and is learned from where a refit is due. */
    private Training.Trained between(Staging staging, Windows.Window window, Training.Trained author, Going going) {
        Instant known = window.begins().minus(process.intake().outcomeAfter());
        observe(staging, known, going.runId());
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
                author.author(),
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

    /** Positions after {@code from} up to {@code to}. */
    private record Span(long from, long to) {}

    /** One stretch of the run under one author. @param places bounds what is decided but not yet followed up */
    private record Stretch(
            CaseFlow flow, Dispatcher dispatcher, String runId, ExecutorService followers, Semaphore places) {}

    private void decide(Staging staging, Span span, CaseFlow flow, Dispatcher dispatcher, String runId) {
        var places = new Semaphore(IN_FLIGHT);
        try (ExecutorService deciders = deciders();
                ExecutorService followers = Executors.newVirtualThreadPerTaskExecutor()) {
            var stretch = new Stretch(flow, dispatcher, runId, followers, places);
            staging.pending(span.from(), span.to(), row -> {
                places.acquireUninterruptibly();
                throwBroken();
                deciders.execute(() -> decideOne(row, stretch));
            });
            places.acquireUninterruptibly(IN_FLIGHT);
        }
        throwBroken();
        dispatcher.drain();
    }

    /** A model in this process wants the processors; one behind a network wants patience. */
    private ExecutorService deciders() {
        return process.contract().author().kind().matches("http|chat")
                ? Executors.newFixedThreadPool(32)
                : Executors.newFixedThreadPool(2);
    }

    private void decideOne(StagedRow row, Stretch stretch) {
        try {
            var incoming = new Incoming(row.caseId(), parts.actor(), row.at(), row.opening(), row.contentDigest());
            CaseWrite write = stretch.flow().decide(incoming, stretch.runId());
            CompletableFuture<EvidenceLog.Written> written = parts.log().append(write);
            stretch.followers().execute(() -> followUp(write, written, stretch));
        } catch (RuntimeException | Error failure) {
            broken.compareAndSet(null, failure);
            stretch.places().release();
        }
    }

    private void followUp(CaseWrite write, CompletableFuture<EvidenceLog.Written> written, Stretch stretch) {
        try {
            follow(write, EvidenceLog.await(written), stretch.dispatcher());
        } catch (ConflictException stands) {
            // Live intake was faster, or the commit was answered by a connection that broke: the case is decided, and
            // its actions are taken up at the end.
            moved.incrementAndGet();
        } catch (RuntimeException | Error failure) {
            broken.compareAndSet(null, failure);
        } finally {
            stretch.places().release();
        }
    }

    private void follow(CaseWrite write, EvidenceLog.Written written, Dispatcher dispatcher) {
        progress.show(done.incrementAndGet());
        for (CaseWrite.Step step : write.steps()) {
            if (!(step.event() instanceof CaseEvent.ActionPrepared)) continue;
            Action action = Action.fromJson(Objects.requireNonNull(step.payload()));
            var known = new CaseReader.CaseRow(
                    write.place().caseId(), process.id(), Objects.requireNonNull(written.state()), write.runId());
            dispatcher.submit(Dispatcher.Task.prepared(action, process, known));
        }
    }

    private void throwBroken() {
        Throwable failure = broken.get();
        if (failure instanceof RuntimeException runtime) throw runtime;
        if (failure != null) throw new IllegalStateException("a case could not be decided", failure);
    }

    /** Outcomes that anybody could have known by then: not of what cleared unseen, unless the source reports it. */
    private void observe(Staging staging, Instant until, String runId) {
        observe(staging, new Staging.Reveal(revealed, until, process.intake().sourceReportsOutcomes()), runId);
        revealed = until;
    }

    /** After the last decision: every truth that the file holds becomes an outcome, never an approval. */
    private void observeEverything(Staging staging, String runId) {
        progress.begin("recording outcomes", 0);
        observe(staging, Staging.Reveal.ALL, runId);
    }

    private void observe(Staging staging, Staging.Reveal reveal, String runId) {
        var queued = new ArrayList<Observation>();
        staging.outcomes(reveal, judged -> {
            queued.add(new Observation(judged, parts.log().append(outcome(judged, runId))));
            if (queued.size() >= 4096) settle(queued, runId);
        });
        settle(queued, runId);
    }

    private record Observation(Staging.Judged judged, CompletableFuture<EvidenceLog.Written> done) {}

    private void settle(List<Observation> queued, String runId) {
        for (Observation observation : queued) {
            try {
                EvidenceLog.await(observation.done());
            } catch (ConflictException meanwhile) {
                observeAgain(observation.judged().row(), runId);
            }
        }
        queued.clear();
    }

    /** A person decided the case meanwhile, or the commit was answered by a connection that broke. */
    private void observeAgain(StagedRow row, String runId) {
        while (true) {
            CaseState state = parts.reader().byId(row.caseId()).orElseThrow().state();
            if (Objects.equals(state.digests().outcome(), row.outcomeDigest())) return;
            var judged = new Staging.Judged(row, state.toJson().canonical());
            try {
                EvidenceLog.await(parts.log().append(outcome(judged, runId)));
                return;
            } catch (ConflictException again) {
                continue;
            }
        }
    }

    private CaseWrite outcome(Staging.Judged judged, String runId) {
        StagedRow row = judged.row();
        return new CaseWrite(
                new CaseWrite.CasePlace(process.id(), row.caseId(), null),
                CaseState.fromJson(Json.parseObject(judged.state())),
                row.at().plus(process.intake().outcomeAfter()),
                List.of(new CaseWrite.Step(
                        new CaseEvent.OutcomeObserved("file", Objects.requireNonNull(row.outcomeDigest())),
                        EvidenceLog.engine(),
                        Json.object("outcomes", row.outcomes()))),
                process.packVersion(),
                runId);
    }
}
