package remit.server.web;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database answers at this moment. Asked for every half second on a thread of its own, so that whoever wants to know
 * need not wait for a database that hangs.
 */
public final class DatabasePulse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabasePulse.class);
    private static final Duration BEAT = Duration.ofMillis(500);
    private static final Duration SILENCE = Duration.ofSeconds(4);

    private final DataSource source;
    private final Thread asking;
    private volatile long answered = System.nanoTime();
    private volatile boolean closing;

    public DatabasePulse(DataSource source) {
        this.source = source;
        this.asking = Thread.ofPlatform().name("database-pulse").daemon(true).start(this::ask);
    }

    /** False once it has said nothing for a few seconds, true again with its first word. */
    public boolean answers() {
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

    /**
     * Whether a failure says that the database cannot be reached, is shutting down or has no room: what was not acknowledged may be
     * tried again.
     */
    public static boolean isGone(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException) return true;
            if (cause instanceof SQLException sql && isGone(sql.getSQLState())) return true;
        }
        return false;
    }

    /** Classes of PostgreSQL: connection exception, insufficient resources, operator intervention, system error. */
    private static boolean isGone(@Nullable String state) {
        if (state == null) return false;
        return state.startsWith("08") || state.startsWith("53") || state.startsWith("57P") || state.startsWith("58");
    }

    @Override
    public void close() {
        closing = true;
        asking.interrupt();
    }
}
