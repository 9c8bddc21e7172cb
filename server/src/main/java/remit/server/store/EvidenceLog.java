package remit.server.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseState;
import remit.kernel.Actor;

/**
 * The only writer of evidence. Transitions of many callers are committed together (group commit): a transition never
 * spans two transactions, many share one, and one that cannot be written is retried alone so that it fails alone.
 *
 * <p>A caller's future completes after the commit is durable. The expected sequence of a case is enforced by the unique
 * index on (case, seq): of two writers who saw the same state one gets a {@link ConflictException}.
 */
public final class EvidenceLog implements AutoCloseable {
    private static final int LARGEST_BATCH = 512;
    private static final int LONGEST_QUEUE = 8192;

    private static final @Nullable SealedPayload[] NO_PAYLOADS = {};

    private final DataSource dataSource;
    private final BatchRows.Origin origin;
    private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(LONGEST_QUEUE);
    private final Thread writer;
    private volatile boolean closing;

    /** One transition or process event that waits for its commit. */
    private record Pending(
            @Nullable CaseWrite write,
            @Nullable SealedPayload[] payloads,
            @Nullable ProcessWrite event,
            CompletableFuture<Written> done) {}

    /** What a commit gave: the case's new state, or null for an event of the process; the time it was recorded. */
    public record Written(@Nullable CaseState state, Instant recordedAt) {}

    public EvidenceLog(DataSource dataSource, String organisation, InstantSource clock) {
        this.dataSource = dataSource;
        this.origin = new BatchRows.Origin(organisation, clock);
        this.writer = Thread.ofPlatform().name("evidence-writer").daemon(true).start(this::writeBatches);
    }

    /** Queues one transition; the future fails with a {@link ConflictException} when the case moved meanwhile. */
    public CompletableFuture<Written> append(CaseWrite write) {
        return enqueue(new Pending(write, SealedPayload.ofSteps(write), null, new CompletableFuture<>()));
    }

    /** Queues one event of a process. */
    public CompletableFuture<Written> append(ProcessWrite event) {
        return enqueue(new Pending(null, NO_PAYLOADS, event, new CompletableFuture<>()));
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

    private CompletableFuture<Written> enqueue(Pending pending) {
        if (closing) throw new IllegalStateException("the evidence log is closed");
        try {
            queue.put(pending);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the transition was queued; nothing was written", e);
        }
        return pending.done();
    }

    private void writeBatches() {
        var batch = new ArrayList<Pending>(LARGEST_BATCH);
        while (true) {
            try {
                Pending first = queue.poll(50, java.util.concurrent.TimeUnit.MILLISECONDS);
                if (first == null) {
                    if (closing && queue.isEmpty()) return;
                    continue;
                }
                batch.clear();
                batch.add(first);
                queue.drainTo(batch, LARGEST_BATCH - 1);
                commit(batch);
            } catch (InterruptedException e) {
                closing = true;
            }
        }
    }

    private void commit(List<Pending> batch) {
        try {
            List<Written> written = write(batch);
            for (int i = 0; i < batch.size(); i++) batch.get(i).done().complete(written.get(i));
        } catch (SQLException | RuntimeException failure) {
            if (batch.size() > 1) {
                for (Pending pending : batch) commit(List.of(pending));
            } else {
                Pending pending = batch.getFirst();
                pending.done().completeExceptionally(explain(pending, failure));
            }
        }
    }

    private static RuntimeException explain(Pending pending, Exception failure) {
        boolean duplicate = failure instanceof SQLException sql && "23505".equals(sql.getSQLState());
        CaseWrite write = pending.write();
        if (duplicate && write != null)
            return new ConflictException(write.place().caseId(), failure);
        return failure instanceof RuntimeException runtime
                ? runtime
                : new IllegalStateException("the evidence could not be written: " + failure.getMessage(), failure);
    }

    private List<Written> write(List<Pending> batch) throws SQLException {
        var rows = new BatchRows(origin);
        var written = new ArrayList<Written>(batch.size());
        for (Pending pending : batch) {
            CaseWrite write = pending.write();
            ProcessWrite event = pending.event();
            CaseState state = write == null ? null : rows.add(write, pending.payloads());
            if (event != null) rows.add(event);
            written.add(new Written(state, rows.recordedAt()));
        }
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                rows.writeTo(connection);
                connection.commit();
            } catch (SQLException | RuntimeException failure) {
                connection.rollback();
                throw failure;
            } finally {
                connection.setAutoCommit(true);
            }
        }
        return written;
    }

    /** The actor of what the program itself does. */
    public static Actor engine() {
        return new Actor(Actor.Kind.SERVICE, "remit");
    }

    /** Commits what is queued, then stops. */
    @Override
    public void close() {
        closing = true;
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
