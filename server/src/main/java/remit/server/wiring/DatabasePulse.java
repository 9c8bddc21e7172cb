package remit.server.wiring;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database answers at this moment. Asked for every half second on a thread of its own, so that whoever wants to know
 * need not wait for a database that hangs.
 */
final class DatabasePulse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabasePulse.class);
    private static final Duration BEAT = Duration.ofMillis(500);
    private static final Duration SILENCE = Duration.ofSeconds(4);

    private final DataSource source;
    private final Thread asking =
            Thread.ofPlatform().name("database-pulse").daemon(true).unstarted(this::ask);
    private volatile long answered = System.nanoTime();
    private volatile boolean closing;

    DatabasePulse(DataSource source) {
        this.source = source;
    }

    /** Begins to ask; until then, and for a few seconds, the database counts as answering. */
    DatabasePulse begun() {
        answered = System.nanoTime();
        asking.start();
        return this;
    }

    /** False once it has said nothing for a few seconds, true again with its first word. */
    boolean answers() {
        return System.nanoTime() - answered < SILENCE.toNanos();
    }

    private void ask() {
        boolean well = true;
        while (!closing) {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("select 1");
                answered = System.nanoTime();
                if (!well) LOG.warn("the database answers again");
                well = true;
            } catch (SQLException silent) {
                if (well && !closing) LOG.warn("the database does not answer: {}", silent.getMessage());
                well = false;
            }
            rest();
        }
    }

    private void rest() {
        try {
            Thread.sleep(BEAT);
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    @Override
    public void close() {
        closing = true;
        asking.interrupt();
    }
}
