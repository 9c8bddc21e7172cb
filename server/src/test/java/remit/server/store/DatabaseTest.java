package remit.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Checked;
import remit.kernel.Json;

final class DatabaseTest {
    @TempDir
    Path folder;

    @Test
    void installation_keeps_its_name_and_key() throws Exception {
        DataDirectory directory = DataDirectory.prepare(folder.resolve("data")).orThrow();
        String id;
        DatabaseOptions named = new DatabaseOptions(null, null, null, "Acme", 3);
        try (Database database = Database.open(directory, named).orThrow()) {
            assertThat(database.installation().organisation()).isEqualTo("Acme");
            id = database.installation().keyring().id("case", Json.of("A-1"));
        }
        try (Database database =
                Database.open(directory, DatabaseOptions.embedded()).orThrow()) {
            assertThat(database.installation().organisation()).isEqualTo("Acme");
            assertThat(database.installation().keyring().id("case", Json.of("A-1")))
                    .isEqualTo(id);
        }
        DataDirectory other = DataDirectory.prepare(folder.resolve("other")).orThrow();
        try (Database database = Database.open(other, named).orThrow()) {
            assertThat(database.installation().keyring().id("case", Json.of("A-1")))
                    .isNotEqualTo(id);
        }
    }

    @Test
    void data_of_a_newer_program_are_left_alone() throws Exception {
        DataDirectory directory = DataDirectory.prepare(folder.resolve("data")).orThrow();
        try (Database database =
                Database.open(directory, DatabaseOptions.embedded()).orThrow()) {
            execute(
                    database,
                    "insert into flyway_schema_history select installed_rank + 1000, '9999', description, type,"
                            + " 'V9999__x', checksum, installed_by, installed_on, execution_time, true from"
                            + " flyway_schema_history where version = '1'");
        }
        Checked<Database> opened = Database.open(directory, DatabaseOptions.embedded());
        assertThat(opened.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("RMT-223");
            assertThat(problem.what()).contains("9999");
        });
        assertThat(directory.cluster().resolve("postmaster.pid"))
                .as("server after a refusal")
                .doesNotExist();
    }

    @Test
    void file_in_place_of_the_folder_is_refused() throws Exception {
        Path file = Files.createFile(folder.resolve("data"));
        assertThat(DataDirectory.prepare(file).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("RMT-200");
            assertThat(problem.place()).isEqualTo(file.toString());
        });
        assertThat(DataDirectory.prepare(file.resolve("deeper")).problems()).hasSize(1);
    }

    @Test
    void server_of_ones_own_is_used_in_both_spellings_of_its_address() throws Exception {
        DataDirectory directory =
                DataDirectory.prepare(folder.resolve("server")).orThrow();
        DataDirectory elsewhere = new DataDirectory(folder.resolve("elsewhere"));
        try (EmbeddedPostgres server = EmbeddedPostgres.open(directory).orThrow()) {
            EmbeddedPostgres.Address address = server.address();
            String jdbc = address.jdbcUrl("postgres");
            String libpq = "postgres://" + address.user() + ":" + address.password() + "@127.0.0.1:" + address.port()
                    + "/postgres?ApplicationName=mine";
            try (Database database = Database.open(elsewhere, own(jdbc, address.user(), address.password()))
                    .orThrow()) {
                assertThat(database.isEmbedded()).isFalse();
                assertThat(database.installation().organisation()).isEqualTo("Acme");
            }
            try (Database database =
                    Database.open(elsewhere, own(libpq, null, null)).orThrow()) {
                assertThat(ask(database, "select organisation from installation"))
                        .isEqualTo("Acme");
            }
            refused(own(jdbc, address.user(), "wrong"), "RMT-221");
            refused(own(address.jdbcUrl("absent"), address.user(), address.password()), "RMT-220");
        }
        refused(own("jdbc:postgresql://127.0.0.1:1/remit", "a", "topsecret"), "RMT-220");
        refused(own("mysql://a:topsecret@host/remit", null, null), "RMT-222");
        refused(own("postgres://a:topsecret@/x y", null, null), "RMT-222");
        assertThat(elsewhere.path()).doesNotExist();
    }

    private static DatabaseOptions own(String url, @Nullable String user, @Nullable String password) {
        return new DatabaseOptions(url, user, password, "Acme", 2);
    }

    private void refused(DatabaseOptions options, String code) {
        assertThat(Database.open(new DataDirectory(folder), options).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(code);
                    assertThat(problem.toString()).doesNotContain("topsecret");
                });
    }

    @Test
    void serving_process_is_found_until_it_withdraws_or_dies() throws Exception {
        DataDirectory directory = DataDirectory.prepare(folder.resolve("data")).orThrow();
        assertThat(Serving.find(directory)).isEmpty();
        Serving serving = new Serving("http://127.0.0.1:8080");
        try (EmbeddedPostgres server = EmbeddedPostgres.open(directory).orThrow()) {
            serving.announce(directory);
            assertThat(Serving.find(directory)).contains(serving);
            EmbeddedPostgres.open(directory).orThrow().close();
            assertThat(Serving.find(directory)).contains(serving);
            String file = Files.readString(directory.runFile());
            Serving.withdraw(directory);
            assertThat(Serving.find(directory)).isEmpty();
            long pid = ProcessHandle.current().pid();
            Files.writeString(directory.runFile(), file.replace("\"pid\": " + pid, "\"pid\": 2147483646"));
            assertThat(Serving.find(directory)).as("of a dead process").isEmpty();
            Files.writeString(directory.runFile(), file.substring(0, file.length() / 2));
            assertThat(Serving.find(directory)).as("in half a file").isEmpty();
        }
    }

    @Test
    void file_with_secrets_is_for_its_owner_alone() throws Exception {
        DataDirectory directory = DataDirectory.prepare(folder.resolve("data")).orThrow();
        try (EmbeddedPostgres server = EmbeddedPostgres.open(directory).orThrow()) {
            assertThat(server.address().toString())
                    .doesNotContain(server.address().password());
            for (Path file : new Path[] {directory.runFile(), directory.password()}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
                    .isEqualTo("rwx------");
        }
    }

    static void execute(Database database, String statement) throws SQLException {
        try (Connection connection = database.source().getConnection();
                Statement prepared = connection.createStatement()) {
            prepared.execute(statement);
        }
    }

    static String ask(Database database, String query) throws SQLException {
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
