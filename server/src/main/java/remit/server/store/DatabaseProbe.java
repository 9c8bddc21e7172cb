package remit.server.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.ProblemException;

/** What can be said of a database by opening it once. */
public final class DatabaseProbe {
    private DatabaseProbe() {}

    /**
     * What was found.
     *
     * @param skew the database's clock less ours
     * @param unanswered incidents for which somebody was paged more than once and which nobody has acknowledged
     * @param nodes the names of those that work now
     */
    public record Report(Server server, Duration skew, DeadNotices notices, long unanswered, List<String> nodes) {
        public Report {
            nodes = List.copyOf(nodes);
        }
    }

    /** Which server it is, and whose data it holds. */
    public record Server(String version, String organisation) {}

    /** Where the embedded server's programs are, or will be. */
    public static Checked<String> programs(DataDirectory directory) {
        try {
            return Checked.ok(PostgresBinaries.look(PostgresBinaries.caches(directory)));
        } catch (ProblemException e) {
            return Checked.refused(e.problems());
        } catch (IOException e) {
            return Checked.refused(new Problem(
                    "RMT-205",
                    "PostgreSQL",
                    "the database programs cannot be read (" + DataDirectory.describe(e) + ")",
                    "the product's files are damaged: install them again"));
        }
    }

    /** Whether the database holds an installation. One that does not is left as it is. */
    public static Checked<Boolean> holdsData(DataDirectory directory, DatabaseOptions options) {
        String url = options.url();
        if (url == null) return Checked.ok(directory.holdsData());
        return DatabaseUrl.read(url, options.user(), options.password()).then(source -> {
            try (Connection connection = DatabaseEndpoint.of(source).getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select to_regclass('installation') is not null")) {
                row.next();
                return Checked.ok(row.getBoolean(1));
            } catch (SQLException e) {
                return Checked.refused(Database.unreachable(DatabaseUrl.masked(url), e));
            }
        });
    }

    /** Opens the database, asks it and closes it again. */
    public static Checked<Report> examine(DataDirectory directory, DatabaseOptions options) {
        return Database.open(directory, options.withConnections(1)).then(database -> {
            DeadNotices notices = DeadNotices.of(database.source());
            try (database;
                    Connection connection = database.source().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("select current_setting('server_version'), clock_timestamp(),"
                                    + " (select count(*) from incident where standing = 'open' and pages > 1),"
                                    + " array(select name from node where seen_at > clock_timestamp() - interval '5 s'"
                                    + " order by started_at, id)")) {
                row.next();
                Instant theirs = row.getObject(2, OffsetDateTime.class).toInstant();
                Duration skew = Duration.between(Instant.now(), theirs);
                var server =
                        new Server(row.getString(1), database.installation().organisation());
                List<String> nodes = List.of((String[]) row.getArray(4).getArray());
                return Checked.ok(new Report(server, skew, notices, row.getLong(3), nodes));
            } catch (SQLException e) {
                return Checked.refused(new Problem(
                        "RMT-220", "database", "does not answer (" + e.getMessage() + ")", "see that the server runs"));
            }
        });
    }
}
