package remit.server.store;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import remit.kernel.ProblemException;

/** Brings the tables to this program's version. Flyway is loaded only when there is something to do: it costs time. */
final class DatabaseSchema {
    private static final String LOCATION = "db/migration";
    private static final Pattern MIGRATION = Pattern.compile("V([0-9._]+)__.*\\.sql");
    /** SQLSTATE "undefined table". */
    private static final String NO_TABLE = "42P01";

    /** SQLSTATE "lock not available" and "deadlock detected". */
    private static final Set<String> BUSY = Set.of("55P03", "40P01");

    private DatabaseSchema() {}

    /**
     * Checks through the connection; where it is behind, Flyway migrates with connections of its own (it wants two).
     */
    static void bringUpToDate(Connection connection, DataSource source, String place) throws SQLException, IOException {
        MigrationVersion ours = newest();
        Optional<MigrationVersion> theirs = applied(connection);
        if (theirs.isPresent() && theirs.get().equals(ours)) return;
        if (theirs.isPresent() && theirs.get().compareTo(ours) > 0) {
            throw new ProblemException(
                    "RMT-223",
                    place,
                    "the data have schema version " + theirs.get() + ", and this program knows " + ours,
                    "a newer Remit has used them: install that version, or name another folder with --data-dir");
        }
        try {
            Flyway.configure(DatabaseSchema.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:" + LOCATION)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            if (isBusy(e)) {
                throw new ProblemException(
                        "RMT-224",
                        place,
                        "the tables cannot be brought to version " + ours
                                + " now: somebody uses them for longer than other"
                                + " nodes could wait, such as a what-if or an export",
                        "start again when that has ended; what was begun was undone");
            }
            throw new ProblemException(
                    "RMT-224",
                    place,
                    "the tables cannot be brought to version " + ours + ": "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    "nothing was changed; with a database of your own, its user needs the right to create tables");
        }
    }

    private static boolean isBusy(FlywayException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause())
            if (cause instanceof SQLException sql && BUSY.contains(String.valueOf(sql.getSQLState()))) return true;
        return false;
    }

    /** The newest version that the database has, if it was ever used; a failed migration is left to Flyway. */
    private static Optional<MigrationVersion> applied(Connection connection) throws SQLException {
        String query = "select version from flyway_schema_history where success and version is not null";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<MigrationVersion> versions = new ArrayList<>();
            while (rows.next()) versions.add(MigrationVersion.fromVersion(rows.getString(1)));
            return versions.stream().max(MigrationVersion::compareTo);
        } catch (SQLException e) {
            if (NO_TABLE.equals(e.getSQLState())) return Optional.empty();
            throw e;
        }
    }

    /** The newest migration on the class path. */
    private static MigrationVersion newest() throws IOException {
        List<MigrationVersion> versions = new ArrayList<>();
        for (URL folder : folders()) {
            for (String file : files(folder)) {
                Matcher matcher = MIGRATION.matcher(file);
                if (matcher.matches()) versions.add(MigrationVersion.fromVersion(matcher.group(1)));
            }
        }
        return versions.stream()
                .max(MigrationVersion::compareTo)
                .orElseThrow(() -> new IllegalStateException("no migration in " + LOCATION));
    }

    private static List<URL> folders() throws IOException {
        Enumeration<URL> folders = DatabaseSchema.class.getClassLoader().getResources(LOCATION);
        return Collections.list(folders);
    }

    private static List<String> files(URL folder) throws IOException {
        if (folder.openConnection() instanceof JarURLConnection connection) {
            return connection.getJarFile().stream()
                    .filter(entry -> entry.getName().startsWith(LOCATION + "/"))
                    .map(entry -> entry.getName().substring(LOCATION.length() + 1))
                    .toList();
        }
        try (Stream<Path> files = Files.list(Path.of(new URI(folder.toString())))) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (URISyntaxException e) {
            throw new IOException("not a folder: " + folder, e);
        }
    }
}
