package remit.bench;

import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import remit.server.cases.CaseFlow;
import remit.server.store.EvidenceLog;

/**
 * Cases from the fields of their row to a verdict whose evidence is durable: as many as can be, or so many a second whatever becomes of them.
 * A case that is late waits in line, and its wait counts: it is timed from when it was to come in.
 */
final class Arrivals {
    private static final int DECIDERS = 2;

    private final CaseFlow flow;
    private final EvidenceLog log;
    private final SyntheticRows rows;
    private int made;

    Arrivals(CaseFlow flow, EvidenceLog log, SyntheticRows rows) {
        this.flow = flow;
        this.log = log;
        this.rows = rows;
    }

    /** @param latencies from coming in to durable, nanoseconds, sorted */
    record Passed(int cases, double seconds, long[] latencies) {
        double perSecond() {
            return cases / seconds;
        }

        /** Milliseconds. */
        double quantile(double share) {
            return latencies[(int) Math.min(latencies.length - 1L, (long) (share * latencies.length))] / 1e6;
        }
    }

    /** One pass: what its threads share. */
    private static final class Pass {
        private final long[] latencies;
        private final AtomicInteger durable = new AtomicInteger();
        private final Semaphore places;
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Pass(int cases, int inFlight) {
            this.latencies = new long[cases];
            this.places = new Semaphore(inFlight);
        }
    }

    /** How many have come in. */
    int made() {
        return made;
    }

    /** As many as can be, with so many in flight. */
    Passed flood(int cases, int inFlight) {
        return run(cases, inFlight, 0);
    }

    /** So many a second. */
    Passed paced(int cases, double perSecond) {
        return run(cases, cases, 1e9 / perSecond);
    }

    private Passed run(int cases, int inFlight, double nanosBetween) {
        var pass = new Pass(cases, inFlight);
        long begun = System.nanoTime();
        try (ExecutorService deciders = Executors.newFixedThreadPool(DECIDERS)) {
            for (int i = 0; i < cases; i++) {
                int number = made++;
                pass.places.acquireUninterruptibly();
                long due = nanosBetween == 0 ? System.nanoTime() : begun + (long) (i * nanosBetween);
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                deciders.execute(() -> decide(number, due, pass));
            }
            pass.places.acquireUninterruptibly(inFlight);
        }
        long ended = System.nanoTime();
        Throwable failure = pass.failure.get();
        if (failure != null) throw new IllegalStateException("a case was not decided", failure);
        Arrays.sort(pass.latencies);
        return new Passed(pass.durable.get(), (ended - begun) / 1e9, pass.latencies);
    }

    private void decide(int number, long due, Pass pass) {
        try {
            var unused = log.append(flow.decide(rows.row(number), null)).whenComplete((written, failure) -> {
                if (failure == null) pass.latencies[pass.durable.getAndIncrement()] = System.nanoTime() - due;
                else pass.failure.compareAndSet(null, failure);
                pass.places.release();
            });
        } catch (RuntimeException | Error failure) {
            pass.failure.compareAndSet(null, failure);
            pass.places.release();
        }
    }
}
