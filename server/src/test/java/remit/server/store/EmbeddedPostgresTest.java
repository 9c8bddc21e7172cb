package remit.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedPostgresTest {
    @TempDir
    Path folder;

    @Test
    void first_starts_second_attaches_last_stops() throws Exception {
        DataDirectory directory = DataDirectory.prepare(folder.resolve("data")).orThrow();
        EmbeddedPostgres first = EmbeddedPostgres.open(directory).orThrow();
        EmbeddedPostgres second = EmbeddedPostgres.open(directory).orThrow();
        assertThat(second.address()).isEqualTo(first.address());
        first.close();
        assertThat(ask(second, "select 41 + 1")).isEqualTo("42");
        second.close();
        assertThat(directory.cluster().resolve("postmaster.pid")).doesNotExist();
        assertThat(directory.runFile()).doesNotExist();
    }

    @Test
    void nothing_may_be_lost_when_the_power_fails() throws Exception {
        DataDirectory directory = DataDirectory.prepare(folder.resolve("data")).orThrow();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(directory).orThrow()) {
            for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes", "data_checksums"}) {
                assertThat(ask(postgres, "show " + setting)).as(setting).isEqualTo("on");
            }
            assertThat(ask(postgres, "show server_encoding")).isEqualTo("UTF8");
            assertThat(ask(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(Files.getPosixFilePermissions(directory.runFile())).hasSize(2);
        }
    }

    static String ask(EmbeddedPostgres postgres, String query) throws SQLException {
        EmbeddedPostgres.Address address = postgres.address();
        try (Connection connection =
                        DriverManager.getConnection(address.jdbcUrl("postgres"), address.user(), address.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
