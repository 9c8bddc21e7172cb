package remit.server.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.ProblemException;

/** What can be said of a database by opening it once. */
public final class DatabaseProbe {
    private DatabaseProbe() {}

    /** What was found; skew is the database's clock less ours. */
    public record Report(String version, String organisation, Duration skew, DeadNotices notices) {}

    /** Where the embedded server's programs are, unpacked if they were not. */
    public static Checked<Path> programs(DataDirectory directory) {
        try {
            return Checked.ok(PostgresBinaries.unpacked(PostgresBinaries.caches(directory)));
        } catch (ProblemException e) {
            return Checked.refused(e.problems());
        }
    }

    /** Opens the database, asks it and closes it again. */
    public static Checked<Report> examine(DataDirectory directory, DatabaseOptions options) {
        return Database.open(directory, options.withConnections(1)).then(database -> {
            DeadNotices notices = DeadNotices.of(database.source());
            try (database;
                    Connection connection = database.source().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("select current_setting('server_version'), clock_timestamp()")) {
                row.next();
                Instant theirs = row.getObject(2, OffsetDateTime.class).toInstant();
                Duration skew = Duration.between(Instant.now(), theirs);
                return Checked.ok(
                        new Report(row.getString(1), database.installation().organisation(), skew, notices));
            } catch (SQLException e) {
                return Checked.refused(new Problem(
                        "RMT-220", "database", "does not answer (" + e.getMessage() + ")", "see that the server runs"));
            }
        });
    }
}
