package remit.server.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseState;
import remit.kernel.Actor;

/**
 * The only way into the evidence. Transitions of many callers are committed together (group commit): a transition never
 * spans two transactions, many share one; one that cannot be written is found by halving its batch, and retried alone so that
 * it fails alone.
 *
 * <p>A caller's future completes after the commit is durable. The expected sequence of a case is enforced by the unique
 * index on (case, seq): of two writers who saw the same state one gets a {@link ConflictException}. A commit whose answer
 * was lost is looked up by the ids of its events, which are fixed before the first try: it is neither doubled nor taken
 * for somebody else's.
 *
 * <p>What waits is bounded by its size, so that large rows make callers wait instead of filling the memory. Nothing that
 * goes wrong leaves a caller waiting for ever: a failure of whatever kind fails the futures of its batch.
 */
public final class EvidenceLog implements AutoCloseable {
    /** How long whoever prepared an action has it in hand, from the commit on. */
    public static final Duration HOLD = Duration.ofMinutes(1);

    private static final int LARGEST_BATCH = 512;

    /** While one waits for the disk another fills the next commit; more would only make commits smaller. */
    private static final int WRITERS = 2;

    private static final int BATCH_BYTES = 8 << 20;
    private static final int QUEUE_BYTES = 32 << 20;

    private final DataSource dataSource;
    private final PreparedWrite.Origin origin;
    /** Few numbers for many writers over the years: two that share one only wait for each other's commits. */
    private static final int NUMBERS = 64;

    private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(QUEUE_BYTES, true);
    private final List<Thread> writers;
    /** What takes the next batch from the queue: so batches begin in the order in which they were asked for. */
    private final ReentrantLock turn = new ReentrantLock(true);
    /** Transitions of cases may overtake each other; an event of a process comes after all before it and before all after it. */
    private final ReadWriteLock order = new ReentrantReadWriteLock(true);

    private volatile boolean closing;

    /** One transition or process event that waits for its commit. */
    private record Pending(PreparedWrite rows, CompletableFuture<Written> done, long asked) {
        int weight() {
            return Math.min(rows.weight(), QUEUE_BYTES);
        }

        void succeed() {
            PreparedWrite.Standing standing = rows.standing();
            done.complete(new Written(standing == null ? null : standing.state(), rows.recordedAt(), asked));
        }

        boolean stands() {
            return done.isDone() && !done.isCompletedExceptionally();
        }
    }

    /** One that saw the same state as another ahead of it in its batch. @param where what both would move */
    private record Behind(Pending pending, Pending ahead, String where) {}

    /** What is committed together, in order; and what was asked for meanwhile and can only be written if that is not. */
    private static final class Batch {
        private final List<Pending> together = new ArrayList<>();
        private final List<Behind> behind = new ArrayList<>();
        private final Map<ProcessWrite.Place, Pending> taken = new HashMap<>();
        private long bytes;

        /** Whoever goes by what others wrote is looked at after those before it; what is behind is not overtaken by a process. */
        boolean takes(Pending more) {
            if (together.isEmpty()) return true;
            if (more.rows().alone() || together.getFirst().rows().alone()) return false;
            if (!behind.isEmpty() && more.rows().standing() == null) return false;
            return together.size() + behind.size() < LARGEST_BATCH && bytes + more.weight() <= BATCH_BYTES;
        }

        void add(Pending more) {
            bytes += more.weight();
            List<ProcessWrite.Place> places = more.rows().taken();
            for (ProcessWrite.Place place : places) {
                Pending ahead = taken.get(place);
                if (ahead == null) continue;
                behind.add(new Behind(more, ahead, place.thread()));
                return;
            }
            together.add(more);
            for (ProcessWrite.Place place : places) taken.put(place, more);
        }

        /** Whether nothing in it but transitions of cases. */
        boolean cases() {
            return together.stream().allMatch(pending -> pending.rows().standing() != null);
        }

        List<Pending> all() {
            return Stream.concat(together.stream(), behind.stream().map(Behind::pending))
                    .toList();
        }
    }

    /**
     * What a commit gave: the case's new state, or null for an event of the process; the time it was recorded.
     *
     * @param asked when it was asked for, of {@link System#nanoTime}: what is held since the commit is held longer than since then
     */
    public record Written(@Nullable CaseState state, Instant recordedAt, long asked) {}

    public EvidenceLog(DataSource dataSource, String organisation, InstantSource clock) {
        this.dataSource = dataSource;
        this.origin = new PreparedWrite.Origin(organisation, clock);
        int first = ThreadLocalRandom.current().nextInt(1, NUMBERS);
        this.writers = IntStream.range(0, WRITERS)
                .mapToObj(i -> Thread.ofPlatform()
                        .name("evidence-writer-" + i)
                        .daemon(true)
                        .start(() -> writeBatches(1 + (first + i) % (NUMBERS - 1))))
                .toList();
    }

    /** Queues one transition; the future fails with a {@link ConflictException} when the case moved meanwhile. */
    public CompletableFuture<Written> append(CaseWrite write) {
        return enqueue(PreparedWrite.of(write, origin));
    }

    /** Queues events of a process; the future fails with a {@link ConflictException} when their thread moved meanwhile. */
    public CompletableFuture<Written> append(ProcessWrite event) {
        return enqueue(PreparedWrite.of(event, origin));
    }

    /** Appends and waits for the commit; unwraps what went wrong. */
    public static Written await(CompletableFuture<Written> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        }
    }

    /** Whether what is appended will be written: false once the log is closed or its writer has died. */
    public boolean isWriting() {
        return !closing && writers.stream().allMatch(Thread::isAlive);
    }

    private CompletableFuture<Written> enqueue(PreparedWrite rows) {
        var pending = new Pending(rows, new CompletableFuture<>(), System.nanoTime());
        int weight = pending.weight();
        try {
            room.acquire(weight);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the transition was queued; nothing was written", e);
        }
        // Under the lock of close(): whatever is in the queue before it closes is written, and nothing comes after.
        synchronized (queue) {
            if (!closing) {
                queue.add(pending);
                return pending.done();
            }
        }
        room.release(weight);
        throw new IllegalStateException("the evidence log is closed");
    }

    private void writeBatches(int number) {
        try {
            while (writeNext(number)) {}
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            abandon();
        }
    }

    /** @return false once the log is closed and empty */
    private boolean writeNext(int number) throws InterruptedException {
        Batch batch;
        Lock place;
        turn.lockInterruptibly();
        try {
            batch = next();
            place = batch.cases() ? order.readLock() : order.writeLock();
            place.lock();
        } finally {
            turn.unlock();
        }
        List<Pending> all = batch.all();
        try {
            commit(batch.together, number);
            for (Behind each : batch.behind) follow(each, number);
        } catch (Throwable failure) {
            // Nobody else would answer those who wait: an Error is theirs to see, and the writer goes on.
            fail(all, failure);
        } finally {
            place.unlock();
        }
        for (Pending pending : all) room.release(pending.weight());
        return !all.isEmpty();
    }

    /** What is committed next; nothing once the log is closed and empty. */
    private Batch next() throws InterruptedException {
        var batch = new Batch();
        Pending first = queue.poll(50, TimeUnit.MILLISECONDS);
        while (first == null) {
            if (closing && queue.isEmpty()) return batch;
            first = queue.poll(50, TimeUnit.MILLISECONDS);
        }
        batch.add(first);
        for (Pending more = queue.peek(); more != null && batch.takes(more); more = queue.peek())
            batch.add(queue.remove());
        return batch;
    }

    /** The writer ends: nobody is left waiting for it. */
    private void abandon() {
        synchronized (queue) {
            closing = true;
        }
        for (Pending left = queue.poll(); left != null; left = queue.poll()) {
            fail(List.of(left), new IllegalStateException("the evidence log ended before this was written"));
            room.release(left.weight());
        }
    }

    private void commit(List<Pending> batch, int number) {
        if (batch.isEmpty()) return;
        try {
            write(batch, number);
            batch.forEach(Pending::succeed);
        } catch (SQLException | RuntimeException | Error failure) {
            again(batch, failure, number);
        }
    }

    /** Where the one ahead stands, this one has lost: nothing need be sent to know it. Else it is the first now. */
    private void follow(Behind each, int number) {
        if (each.ahead().stands()) fail(List.of(each.pending()), new ConflictException(each.where()));
        else commit(List.of(each.pending()), number);
    }

    /**
     * After a failure: what stands nevertheless is written. The rest is tried in halves, in order, so that one that cannot be
     * written is alone after as many commits as its batch can be halved, and fails alone.
     */
    private void again(List<Pending> batch, Throwable failure, int number) {
        Set<UUID> standing;
        try {
            standing = standing(batch);
        } catch (SQLException unreachable) {
            failure.addSuppressed(unreachable);
            fail(batch, failure);
            return;
        }
        var left = new ArrayList<Pending>();
        for (Pending pending : batch) {
            if (standing.contains(pending.rows().ids().getFirst())) pending.succeed();
            else left.add(pending);
        }
        if (batch.size() == 1) {
            if (!left.isEmpty()) last(left.getFirst(), failure, number);
        } else if (isNoRowsFault(failure)) {
            fail(left, failure);
        } else {
            int half = (left.size() + 1) / 2;
            commit(left.subList(0, half), number);
            commit(left.subList(half, left.size()), number);
        }
    }

    /**
     * One that failed alone. Where the connection broke its commit may still be on its way: the same ids wait for it, and say
     * whether it came through.
     */
    private void last(Pending pending, Throwable failure, int number) {
        List<Pending> alone = List.of(pending);
        if (!(failure instanceof SQLException broken) || !inDoubt(broken.getSQLState())) {
            fail(alone, failure);
            return;
        }
        try {
            write(alone, number);
            pending.succeed();
        } catch (SQLException | RuntimeException | Error once) {
            once.addSuppressed(failure);
            try {
                if (standing(alone).isEmpty()) fail(alone, once);
                else pending.succeed();
            } catch (SQLException unreachable) {
                fail(alone, failure);
            }
        }
    }

    /** No room, read-only, a fault of the machine: whoever is tried again meets the same. */
    private static boolean isNoRowsFault(Throwable failure) {
        return failure instanceof SQLException sql
                && String.valueOf(sql.getSQLState()).matches("(25|53|58).*");
    }

    /** Connection exceptions, and a server that shuts down. */
    private static boolean inDoubt(@Nullable String state) {
        return state == null || state.startsWith("08") || state.startsWith("57P");
    }

    /** Which transitions of the batch are in the log, by their first event: each is there whole or not at all. */
    private Set<UUID> standing(List<Pending> batch) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return BatchRows.standing(
                    connection,
                    batch.stream().map(pending -> pending.rows().ids().getFirst()));
        }
    }

    private static void fail(List<Pending> batch, Throwable failure) {
        for (Pending pending : batch) pending.done().completeExceptionally(explain(pending, failure));
    }

    private static RuntimeException explain(Pending pending, Throwable failure) {
        boolean duplicate = failure instanceof SQLException sql && "23505".equals(sql.getSQLState());
        String moved = pending.rows().moves();
        if (duplicate && moved != null) return new ConflictException(moved, (SQLException) failure);
        return failure instanceof RuntimeException runtime
                ? runtime
                : new IllegalStateException("the evidence could not be written: " + failure.getMessage(), failure);
    }

    private void write(List<Pending> batch, int number) throws SQLException {
        var rows = new BatchRows(
                batch.stream().flatMap(pending -> pending.rows().all()).toList(), number);
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                rows.writeTo(connection);
                connection.commit();
            } catch (SQLException | RuntimeException | Error failure) {
                rollback(connection, failure);
                throw failure;
            }
            connection.setAutoCommit(true);
        }
    }

    /** A connection that broke cannot roll back either; what broke it is what its callers must see. */
    private static void rollback(Connection connection, Throwable failure) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException broken) {
            failure.addSuppressed(broken);
        }
    }

    /** The actor of what the program itself does. */
    public static Actor engine() {
        return new Actor(Actor.Kind.SERVICE, "remit");
    }

    /** Commits what is queued, then stops. */
    @Override
    public void close() {
        synchronized (queue) {
            closing = true;
        }
        try {
            for (Thread writer : writers) writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
