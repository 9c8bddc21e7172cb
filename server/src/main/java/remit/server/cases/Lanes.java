package remit.server.cases;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;

/** Work in lanes, one a tool: a system of record that hangs fills its own lane and keeps no other waiting. */
final class Lanes implements AutoCloseable {
    private static final int AT_ONCE = 48;
    private static final int LONGEST = 2000;
    /** A phaser counts to 65,535. */
    private static final int MOST = 60_000;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Phaser underway = new Phaser(1);
    private final ConcurrentHashMap<String, Lane> lanes = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /** @param places what runs, {@code room} what was offered and has not ended */
    private record Lane(Semaphore places, Semaphore room) {}

    /** Starts {@code work} when its lane has a place, and waits until then. */
    void put(String name, Runnable work) {
        Lane lane = lane(name);
        lane.places().acquireUninterruptibly();
        start(() -> {
            try {
                work.run();
            } finally {
                lane.places().release();
            }
        });
    }

    /** Takes {@code work} in without waiting. @return false when the lane is full */
    boolean offer(String name, Runnable work) {
        Lane lane = lane(name);
        if (underway.getRegisteredParties() > MOST || !lane.room().tryAcquire()) return false;
        start(() -> {
            lane.places().acquireUninterruptibly();
            try {
                if (!closing) work.run();
            } finally {
                lane.places().release();
                lane.room().release();
            }
        });
        return true;
    }

    /** How much can be offered now. */
    int room(String name) {
        return lane(name).room().availablePermits();
    }

    private Lane lane(String name) {
        return lanes.computeIfAbsent(
                name, any -> new Lane(new Semaphore(AT_ONCE, true), new Semaphore(LONGEST + AT_ONCE)));
    }

    private void start(Runnable work) {
        underway.register();
        threads.execute(() -> {
            try {
                work.run();
            } finally {
                underway.arriveAndDeregister();
            }
        });
    }

    boolean closing() {
        return closing;
    }

    /** Waits until everything taken in so far has ended. */
    void drain() {
        underway.arriveAndAwaitAdvance();
    }

    /** Lets what runs end; what only waits does not begin. */
    @Override
    public void close() {
        closing = true;
        drain();
        threads.close();
    }
}
