package remit.server.runs;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseEvent;
import remit.server.cases.CaseFlow;
import remit.server.cases.Dispatcher;
import remit.server.cases.Incoming;
import remit.server.catalog.PublishedProcess;
import remit.server.gateway.Action;
import remit.server.store.CaseReader;
import remit.server.store.CaseWrite;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.telemetry.Spans;
import remit.server.telemetry.Telemetry;

/** Decides rows by several threads, commits them in groups, and dispatches what follows while the next are decided. */
final class Deciding {
    private static final int IN_FLIGHT = 2048;

    private final RunParts parts;
    private final PublishedProcess process;
    private final Progress progress;
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong moved = new AtomicLong();

    Deciding(RunParts parts, PublishedProcess process, Progress progress) {
        this.parts = parts;
        this.process = process;
        this.progress = progress;
    }

    /** How many were decided. */
    long done() {
        return done.get();
    }

    /** Whether somebody else decided a row meanwhile, so that its actions have to be looked for. */
    boolean overtaken() {
        return moved.get() > 0;
    }

    /** Positions after {@code from} up to {@code to}. */
    record Span(long from, long to) {}

    /** One stretch of the run under one author. @param places bounds what is decided but not yet followed up */
    private record Stretch(
            CaseFlow flow, Dispatcher dispatcher, String runId, ExecutorService followers, Semaphore places) {}

    /** Decides what is pending of a stretch of rows, and waits for all that follows from it. */
    void decide(Staging staging, Span span, CaseFlow flow, Dispatcher dispatcher, String runId) {
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
            Decided decided = parts.telemetry()
                    .span(
                            Spans.decision(process.id(), row.caseId()),
                            () -> new Decided(
                                    stretch.flow().decide(incoming, stretch.runId()), Telemetry.traceparent()),
                            each -> Spans.decided(each.write()));
            CompletableFuture<EvidenceLog.Written> written = parts.log().append(decided.write());
            stretch.followers().execute(() -> followUp(decided, written, stretch));
        } catch (RuntimeException | Error failure) {
            broken.compareAndSet(null, failure);
            stretch.places().release();
        }
    }

    /** @param trace that its actions belong to, or null */
    private record Decided(CaseWrite write, @Nullable String trace) {}

    private void followUp(Decided decided, CompletableFuture<EvidenceLog.Written> written, Stretch stretch) {
        try {
            EvidenceLog.Written stands = EvidenceLog.await(written);
            Telemetry.within(decided.trace(), () -> follow(decided.write(), stands, stretch.dispatcher()));
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

    private long follow(CaseWrite write, EvidenceLog.Written written, Dispatcher dispatcher) {
        long now = done.incrementAndGet();
        progress.show(now);
        for (CaseWrite.Step step : write.steps()) {
            if (!(step.event() instanceof CaseEvent.ActionPrepared)) continue;
            Action action = Action.fromJson(Objects.requireNonNull(step.payload()));
            var known = new CaseReader.CaseRow(
                    write.place().caseId(), process.id(), Objects.requireNonNull(written.state()), write.runId());
            dispatcher.submit(Dispatcher.Task.prepared(action, process, known, written.asked()));
        }
        return now;
    }

    private void throwBroken() {
        Throwable failure = broken.get();
        if (failure instanceof RuntimeException runtime) throw runtime;
        if (failure != null) throw new IllegalStateException("a case could not be decided", failure);
    }
}
