package remit.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Keyring;
import remit.kernel.Problem;
import remit.kernel.ProblemException;

/**
 * The open database of one installation: a pool of connections to up-to-date tables, and who the installation is.
 *
 * <p>Embedded in the data directory, or a PostgreSQL server of the user's own; nothing after opening can tell which.
 */
public final class Database implements AutoCloseable {
    private static final int KEY_BYTES = 32;
    private final HikariDataSource pool;
    private final @Nullable EmbeddedPostgres embedded;
    private final Installation installation;

    private Database(HikariDataSource pool, @Nullable EmbeddedPostgres embedded, Installation installation) {
        this.pool = pool;
        this.embedded = embedded;
        this.installation = installation;
    }

    /** Whose data these are, since when, and the key under which its ids are derived. */
    public record Installation(String organisation, Keyring keyring, Instant createdAt) {}

    /** Opens the database, making it where there is none. Refuses with what to do about it. */
    public static Checked<Database> open(DataDirectory directory, DatabaseOptions options) {
        @Nullable String url = options.url();
        if (url == null) {
            return EmbeddedPostgres.open(directory, options.archive())
                    .then(server -> openEmbedded(directory, server, options));
        }
        String place = DatabaseUrl.masked(url);
        return DatabaseUrl.read(url, options.user(), options.password())
                .then(source -> connect(DatabaseEndpoint.of(source), null, options, place));
    }

    private static Checked<Database> openEmbedded(
            DataDirectory directory, EmbeddedPostgres server, DatabaseOptions options) {
        Checked<Database> opened = connect(
                DatabaseEndpoint.of(server, DatabaseEndpoint.EMBEDDED_NAME),
                server,
                options,
                directory.path().toString());
        opened = opened.then(database -> database.archived(directory, options));
        if (opened instanceof Checked.Refused<Database>) server.close();
        return opened;
    }

    /** A server that somebody started before the archive was named would go on without it. */
    private Checked<Database> archived(DataDirectory directory, DatabaseOptions options) {
        if (options.archive() == null) return Checked.ok(this);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_setting('archive_mode') = 'on',"
                        + " coalesce(current_setting('basic_archive.archive_directory', true), '')")) {
            row.next();
            String wanted =
                    EmbeddedPostgres.archive(directory).map(Path::toString).orElse("");
            if (row.getString(2).equals(wanted) && row.getBoolean(1) == !wanted.isEmpty()) return Checked.ok(this);
        } catch (SQLException | IOException e) {
            pool.close();
            throw new IllegalStateException("the database does not say where it keeps its changes", e);
        }
        pool.close();
        return Checked.refused(new Problem(
                "RMT-240",
                directory.path().toString(),
                "the database runs already and was started with another archive_dir",
                "end every Remit on this folder, then start this one again"));
    }

    private static Checked<Database> connect(
            DatabaseEndpoint endpoint, @Nullable EmbeddedPostgres server, DatabaseOptions options, String place) {
        try (Connection connection = server == null ? endpoint.getConnection() : first(endpoint, server)) {
            DatabaseSchema.bringUpToDate(connection, endpoint, place);
            Installation installation = installation(connection, options);
            return Checked.ok(
                    new Database(new HikariDataSource(poolConfiguration(endpoint, options)), server, installation));
        } catch (SQLException e) {
            return Checked.refused(unreachable(place, e));
        } catch (ProblemException e) {
            return Checked.refused(e.problems());
        } catch (IOException e) {
            throw new IllegalStateException("the migrations on the class path cannot be read", e);
        }
    }

    /** The first connection, which in a fresh cluster finds no database yet. Two processes at once are safe. */
    private static Connection first(DatabaseEndpoint endpoint, EmbeddedPostgres server) throws SQLException {
        try {
            return endpoint.getConnection();
        } catch (SQLException e) {
            // SQLSTATE "invalid catalog name": the one expected failure.
            if (!"3D000".equals(e.getSQLState())) throw e;
        }
        try (Connection connection = DatabaseEndpoint.of(server, "postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + DatabaseEndpoint.EMBEDDED_NAME);
        } catch (SQLException e) {
            // "duplicate database", or the unique violation that two at the same moment get.
            if (!"42P04".equals(e.getSQLState()) && !"23505".equals(e.getSQLState())) throw e;
        }
        return endpoint.getConnection();
    }

    private static HikariConfig poolConfiguration(DatabaseEndpoint endpoint, DatabaseOptions options) {
        HikariConfig configuration = new HikariConfig();
        configuration.setPoolName("remit");
        configuration.setDataSource(endpoint);
        configuration.setMaximumPoolSize(options.connections());
        configuration.setMinimumIdle(0);
        configuration.setInitializationFailTimeout(-1);
        configuration.setConnectionTimeout(30_000);
        return configuration;
    }

    private static Installation installation(Connection connection, DatabaseOptions options) throws SQLException {
        @Nullable Installation known = read(connection);
        if (known != null) return known;
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        String insert =
                "insert into installation (organisation, installation_key) values (?, ?) on conflict do nothing";
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setString(1, options.organisation());
            statement.setBytes(2, key);
            statement.executeUpdate();
        }
        @Nullable Installation made = read(connection);
        if (made == null) throw new IllegalStateException("installation: row written and gone");
        return made;
    }

    /** Whose database this is: one that was opened before, here or by another process. */
    public static Installation installation(DataSource source) {
        try (Connection connection = source.getConnection()) {
            @Nullable Installation known = read(connection);
            if (known == null) throw new IllegalStateException("installation: no row; the database was never opened");
            return known;
        } catch (SQLException e) {
            throw new IllegalStateException("the installation cannot be read: " + e.getMessage(), e);
        }
    }

    private static @Nullable Installation read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select organisation, installation_key, created_at from installation")) {
            if (!row.next()) return null;
            return new Installation(
                    row.getString(1),
                    new Keyring(row.getBytes(2)),
                    row.getObject(3, OffsetDateTime.class).toInstant());
        }
    }

    static Problem unreachable(String place, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        if (state.startsWith("28")) {
            return new Problem(
                    "RMT-221",
                    place,
                    "the database refuses the login (" + said + ")",
                    "set REMIT_DB_USER and REMIT_DB_PASSWORD or REMIT_DB_PASSWORD_FILE");
        }
        if (state.startsWith("53")) {
            return new Problem(
                    "RMT-225",
                    place,
                    "the database has run out of room (" + said + ")",
                    "free disk space or connections");
        }
        return new Problem(
                "RMT-220",
                place,
                "the database cannot be reached (" + said + ")",
                "see that the server runs and that host, port and name in REMIT_DB_URL are right");
    }

    /** Connections, opened as they are needed. */
    public DataSource source() {
        return pool;
    }

    public Installation installation() {
        return installation;
    }

    /** True where the server is embedded in the data directory. */
    public boolean isEmbedded() {
        return embedded != null;
    }

    /**
     * Closes this database also when the JVM is asked to end (Ctrl-C), for commands whose main thread is not unwound
     * then. A server with a graceful shutdown of its own closes it there instead.
     */
    public void closeOnExit() {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().name("remit-database-close").unstarted(this::close));
    }

    /** Closes the pool; the last process on a data directory stops the embedded server. Closing twice is harmless. */
    @Override
    public void close() {
        pool.close();
        if (embedded != null) embedded.close();
    }
}
