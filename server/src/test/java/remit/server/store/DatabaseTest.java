package remit.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
        try (Database database = Database.open(directory, DatabaseOptions.embedded()).orThrow()) {
            assertThat(database.installation().organisation()).isEqualTo("Acme");
            assertThat(database.installation().keyring().id("case", Json.of("A-1"))).isEqualTo(id);
        }
        DataDirectory other = DataDirectory.prepare(folder.resolve("other")).orThrow();
        try (Database database = Database.open(other, named).orThrow()) {
            assertThat(database.installation().keyring().id("case", Json.of("A-1"))).isNotEqualTo(id);
        }
    }

    @Test
    void data_of_a_newer_program_are_left_alone() throws Exception {
        DataDirectory directory = DataDirectory.prepare(folder.resolve("data")).orThrow();
        try (Database database = Database.open(directory, DatabaseOptions.embedded()).orThrow()) {
            execute(
                    database,
                    "insert into flyway_schema_history select installed_rank + 1000, '9999', description, type, 'V9999__x',"
                            + " checksum, installed_by, installed_on, execution_time, true from flyway_schema_history"
                            + " where version = '1'");
        }
        Checked<Database> opened = Database.open(directory, DatabaseOptions.embedded());
        assertThat(opened.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("RMT-223");
            assertThat(problem.what()).contains("9999");
        });
        assertThat(directory.cluster().resolve("postmaster.pid")).as("server after a refusal").doesNotExist();
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
