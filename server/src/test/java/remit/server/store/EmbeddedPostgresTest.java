package remit.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Problem;

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

    @Test
    void programs_are_unpacked_into_the_first_folder_that_can_be_written() throws Exception {
        DataDirectory directory = DataDirectory.prepare(folder.resolve("data")).orThrow();
        Path blocked = Files.createFile(folder.resolve("blocked"));
        Path cache = folder.resolve("cache");
        List<Path> caches = List.of(blocked.resolve("remit"), cache);
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.open(directory, caches, OrdinaryUser.choose()).orThrow()) {
            assertThat(ask(postgres, "show server_version")).startsWith("18");
        }
        try (var folders = Files.list(cache)) {
            assertThat(folders).singleElement().matches(home -> Files.isExecutable(home.resolve("bin/postgres")));
        }
        assertThat(EmbeddedPostgres.open(
                                new DataDirectory(folder.resolve("data")),
                                List.of(blocked.resolve("remit")),
                                OrdinaryUser.choose())
                        .problems())
                .extracting(Problem::code)
                .containsExactly("RMT-205");
    }

    /** Only root can turn into another account, so elsewhere this says no more than that there is none to turn into. */
    @Test
    void root_without_user_namespaces_gives_the_cluster_to_a_system_account() throws Exception {
        Optional<OrdinaryUser> account = OrdinaryUser.underAccount();
        if (!"root".equals(System.getProperty("user.name"))) {
            assertThat(account).isEmpty();
            return;
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        DataDirectory directory = DataDirectory.prepare(folder.resolve("data")).orThrow();
        List<Path> caches = List.of(folder.resolve("cache"));
        for (int start = 0; start < 2; start++) {
            try (EmbeddedPostgres postgres = EmbeddedPostgres.open(directory, caches, account.orElseThrow())
                    .orThrow()) {
                assertThat(ask(postgres, "select 1")).isEqualTo("1");
            }
            assertThat(directory.cluster().resolve("postmaster.pid")).doesNotExist();
        }
        assertThat(Files.getOwner(directory.cluster()).getName()).isIn("postgres", "nobody");
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
