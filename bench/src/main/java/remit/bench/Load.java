package remit.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
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
import remit.server.store.EvidenceLog;

/** The loop of a run: two deciders, a bounded number of cases in flight, effects dispatched once their intent is durable. */
final class Load {
    private final PublishedProcess process;
    private final CaseFlow flow;
    private final EvidenceLog log;
    private final Dispatcher dispatcher;

    Load(PublishedProcess process, CaseFlow flow, EvidenceLog log, Dispatcher dispatcher) {
        this.process = process;
        this.flow = flow;
        this.log = log;
        this.dispatcher = dispatcher;
    }

    /**
     * @param seconds until the last decision was durable, {@code drained} until the last effect was recorded
     * @param latencies from the start of deciding to durable, sorted
     */
    record Result(int decided, int cleared, double seconds, double drained, double cpu, long[] latencies) {
        double decidedPerSecond() {
            return decided / seconds;
        }

        double writeBacksPerSecond() {
            return cleared / drained;
        }

        double cpuPerThousand() {
            return cpu / decided * 1000;
        }

        String latency() {
            return String.format(Locale.ROOT, "%.0f / %.0f ms", quantile(0.5) / 1e6, quantile(0.99) / 1e6);
        }

        private double quantile(double share) {
            return latencies[(int) Math.min(latencies.length - 1L, (long) (share * latencies.length))];
        }
    }

    /** What the threads of one pass share. */
    private static final class Pass {
        private final Semaphore places;
        private final long[] latencies;
        private final AtomicInteger durable = new AtomicInteger();
        private final AtomicInteger effects = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Pass(int cases, int inFlight) {
            this.places = new Semaphore(inFlight);
            this.latencies = new long[cases];
        }
    }

    Result run(List<Incoming> cases, int inFlight) {
        var pass = new Pass(cases.size(), inFlight);
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long begun = System.nanoTime();
        long ended;
        try (ExecutorService deciders = Executors.newFixedThreadPool(2);
                ExecutorService followers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Incoming incoming : cases) {
                pass.places.acquireUninterruptibly();
                deciders.execute(() -> decide(incoming, pass, followers));
            }
            pass.places.acquireUninterruptibly(inFlight);
            ended = System.nanoTime();
        }
        dispatcher.drain();
        long drained = System.nanoTime();
        Throwable failure = pass.failure.get();
        if (failure != null) throw new IllegalStateException("a case was not decided", failure);
        Arrays.sort(pass.latencies);
        return new Result(
                pass.durable.get(),
                pass.effects.get(),
                (ended - begun) / 1e9,
                (drained - begun) / 1e9,
                (system.getProcessCpuTime() - cpu) / 1e9,
                pass.latencies);
    }

    private void decide(Incoming incoming, Pass pass, ExecutorService followers) {
        long begun = System.nanoTime();
        try {
            CaseWrite write = flow.decide(incoming, null);
            var unused = log.append(write)
                    .whenCompleteAsync(
                            (written, failure) -> {
                                try {
                                    if (failure != null) {
                                        pass.failure.compareAndSet(null, failure);
                                        return;
                                    }
                                    pass.latencies[pass.durable.getAndIncrement()] = System.nanoTime() - begun;
                                    follow(write, written, pass);
                                } finally {
                                    pass.places.release();
                                }
                            },
                            followers);
        } catch (RuntimeException | Error failure) {
            pass.failure.compareAndSet(null, failure);
            pass.places.release();
        }
    }

    private void follow(CaseWrite write, EvidenceLog.Written written, Pass pass) {
        for (CaseWrite.Step step : write.steps()) {
            if (!(step.event() instanceof CaseEvent.ActionPrepared)) continue;
            pass.effects.incrementAndGet();
            var known = new CaseReader.CaseRow(
                    write.place().caseId(), process.id(), Objects.requireNonNull(written.state()), null);
            Action action = Action.fromJson(Objects.requireNonNull(step.payload()));
            dispatcher.submit(Dispatcher.Task.prepared(action, process, known, written.asked()));
        }
    }
}
