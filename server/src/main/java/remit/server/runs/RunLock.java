package remit.server.runs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import remit.kernel.ProblemException;

/**
 * One file at a time goes through a process, whoever starts it. This keeps two people from staging over each other; what
 * keeps evidence right is the expected sequence of every case, so a lock that is lost with its session does no harm.
 */
final class RunLock implements AutoCloseable {
    /** The server notices a killed holder only when it looks at its socket: the next start waits that long for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(50);
    private final Connection session;
    private final String name;

    private RunLock(Connection session, String name) {
        this.session = session;
        this.name = name;
    }

    /** @throws ProblemException when another process is at it */
    static RunLock take(DataSource dataSource, String process) {
        // The scorecard looks this name up to tell a run under way from one that was cut off.
        String name = "remit run " + process;
        try {
            Connection session = dataSource.getConnection();
            boolean taken = false;
            try {
                taken = take(session, name);
            } finally {
                if (!taken) session.close();
            }
            if (taken) return new RunLock(session, name);
        } catch (SQLException e) {
            throw new IllegalStateException("the run could not be locked: " + e.getMessage(), e);
        }
        throw new ProblemException(
                "RMT-077",
                "process " + process,
                "another run of this process is under way",
                "wait until it has ended, then start this again; or use another --data-dir");
    }

    private static boolean take(Connection session, String name) throws SQLException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            if (asked(session, "select pg_try_advisory_lock(hashtextextended(?, 0))", name)) return true;
            if (System.nanoTime() > until) return false;
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private static boolean asked(Connection session, String sql, String name) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    @Override
    public void close() {
        try (session) {
            if (session.isValid(1)) asked(session, "select pg_advisory_unlock(hashtextextended(?, 0))", name);
        } catch (SQLException e) {
            throw new IllegalStateException("the run's lock could not be given back: " + e.getMessage(), e);
        }
    }
}
