package remit.server.halts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * This process among those that could dispatch an effect: it looks again and again what is halted, and shows in the database
 * what its own door goes by. What is shown is what {@link KillSwitch} answers with, so it is never more than is so.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final long LOOK_MILLIS = 100;
    private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String id = UUID.randomUUID().toString();
    private final KillSwitch killSwitch;
    private final JdbcClient jdbc;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread looking;

    private Node(KillSwitch killSwitch, DataSource source) {
        this.killSwitch = killSwitch;
        this.jdbc = JdbcClient.create(source);
        this.looking = Thread.ofPlatform().name("halts").daemon(true).unstarted(this::look);
    }

    /** Joins the nodes: shown before this returns, so that no drill begins without it. */
    public static Node join(KillSwitch killSwitch, DataSource source) {
        var node = new Node(killSwitch, source);
        node.show(killSwitch.look().seq());
        node.looking.start();
        return node;
    }

    private void look() {
        long shown = -1;
        long beaten = 0;
        boolean complained = false;
        try {
            while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    long seq = killSwitch.look().seq();
                    if (seq != shown || System.nanoTime() - beaten >= BEAT_NANOS) {
                        show(seq);
                        shown = seq;
                        beaten = System.nanoTime();
                    }
                    complained = false;
                } catch (RuntimeException unreachable) {
                    if (!complained) LOG.warn("this node cannot show what it goes by: {}", unreachable.getMessage());
                    complained = true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void show(long seq) {
        jdbc.sql("insert into node (id, name, halts) values (?, ?, ?) on conflict (id) do update"
                        + " set halts = excluded.halts, seen_at = clock_timestamp()")
                .params(id, name(), seq)
                .update();
    }

    private static String name() {
        return "process " + ProcessHandle.current().pid() + " on " + host();
    }

    private static String host() {
        try {
            return Files.readString(Path.of("/etc/hostname")).strip();
        } catch (IOException elsewhere) {
            return System.getenv()
                    .getOrDefault("HOSTNAME", System.getenv().getOrDefault("COMPUTERNAME", "this machine"));
        }
    }

    /** Leaves the nodes; to be called once nothing is dispatched any more. */
    @Override
    public void close() {
        closed.countDown();
        try {
            looking.join(TimeUnit.SECONDS.toMillis(2));
            jdbc.sql("delete from node where id = ?").param(id).update();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException unreachable) {
            // Not heard of any more, it counts for nothing after a few seconds.
            LOG.debug("this node could not sign off", unreachable);
        }
    }
}
