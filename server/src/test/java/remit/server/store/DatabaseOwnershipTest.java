package remit.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who owns the embedded server, with real processes that die. */
final class DatabaseOwnershipTest {
    @TempDir
    Path folder;

    private DataDirectory directory = new DataDirectory(Path.of("."));

    @BeforeEach
    void name() {
        directory = new DataDirectory(folder.resolve("data"));
    }

    @AfterEach
    void server_is_stopped_when_all_have_left() throws Exception {
        DataDirectory.prepare(directory.path()).orThrow();
        EmbeddedPostgres.open(directory).orThrow().close();
        assertThat(directory.cluster().resolve("postmaster.pid")).doesNotExist();
        assertThat(directory.runFile()).doesNotExist();
        assertThat(directory.users()).isEmptyDirectory();
    }

    @Test
    void many_processes_at_once_start_one_server_and_the_last_stops_it() throws Exception {
        List<TestingDatabaseProcess> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) processes.add(TestingDatabaseProcess.start(directory.path()));
        for (TestingDatabaseProcess process : processes)
            assertThat(process.answer()).isEqualTo("open");
        long postmaster = postmaster();
        for (int i = 0; i < 4; i++)
            assertThat(processes.get(i).ask("write " + i)).isEqualTo("written");
        for (int i = 0; i < 3; i++) {
            assertThat(processes.get(i).ask("close")).isEqualTo("closed");
            assertThat(postmaster()).isEqualTo(postmaster);
        }
        assertThat(processes.get(3).ask("count")).isEqualTo("4");
        assertThat(processes.get(3).ask("close")).isEqualTo("closed");
        assertThat(directory.cluster().resolve("postmaster.pid")).doesNotExist();
    }

    @Test
    void killed_process_leaves_a_server_that_the_next_one_takes_over() throws Exception {
        TestingDatabaseProcess first = TestingDatabaseProcess.start(directory.path());
        assertThat(first.answer()).isEqualTo("open");
        assertThat(first.ask("write 1")).isEqualTo("written");
        long orphan = postmaster();
        first.kill();
        assertThat(ProcessHandle.of(orphan)).isPresent();
        try (TestingDatabaseProcess second = TestingDatabaseProcess.start(directory.path())) {
            assertThat(second.answer()).isEqualTo("open");
            assertThat(postmaster()).isEqualTo(orphan);
            assertThat(second.ask("count")).isEqualTo("1");
            assertThat(second.ask("close")).isEqualTo("closed");
        }
        assertThat(ProcessHandle.of(orphan).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void killed_user_does_not_keep_the_server_running() throws Exception {
        try (TestingDatabaseProcess first = TestingDatabaseProcess.start(directory.path());
                TestingDatabaseProcess second = TestingDatabaseProcess.start(directory.path())) {
            assertThat(first.answer()).isEqualTo("open");
            assertThat(second.answer()).isEqualTo("open");
            first.kill();
            assertThat(second.ask("close")).isEqualTo("closed");
            assertThat(directory.cluster().resolve("postmaster.pid")).doesNotExist();
        }
    }

    @Test
    void killed_server_is_recovered_by_the_next_process_and_serves_the_first_again() throws Exception {
        try (TestingDatabaseProcess first = TestingDatabaseProcess.start(directory.path())) {
            assertThat(first.answer()).isEqualTo("open");
            assertThat(first.ask("write 1")).isEqualTo("written");
            killPostmaster();
            try (TestingDatabaseProcess second = TestingDatabaseProcess.start(directory.path())) {
                assertThat(second.answer()).isEqualTo("open");
                assertThat(second.ask("count")).isEqualTo("1");
                assertThat(second.ask("write 2")).isEqualTo("written");
                assertThat(first.ask("count")).isEqualTo("2");
                assertThat(second.ask("close")).isEqualTo("closed");
            }
            assertThat(first.ask("count")).isEqualTo("2");
            assertThat(first.ask("close")).isEqualTo("closed");
        }
    }

    @Test
    void running_process_revives_a_killed_server() throws Exception {
        try (TestingDatabaseProcess only = TestingDatabaseProcess.start(directory.path())) {
            assertThat(only.answer()).isEqualTo("open");
            assertThat(only.ask("write 7")).isEqualTo("written");
            long before = postmaster();
            killPostmaster();
            assertThat(only.ask("count")).isEqualTo("1");
            assertThat(postmaster()).isNotEqualTo(before);
        }
    }

    @Test
    void process_and_server_killed_together_lose_nothing_that_was_committed() throws Exception {
        for (int round = 1; round <= 4; round++) {
            try (TestingDatabaseProcess process = TestingDatabaseProcess.start(directory.path())) {
                assertThat(process.answer()).isEqualTo("open");
                assertThat(process.ask("count")).isEqualTo(Integer.toString(round - 1));
                assertThat(process.ask("write " + round)).isEqualTo("written");
                killPostmaster();
                process.kill();
            }
        }
    }

    @Test
    void kill_while_starting_leaves_a_directory_that_opens() throws Exception {
        for (long delay : new long[] {250, 400, 550, 700, 900, 1200}) {
            TestingDatabaseProcess process = TestingDatabaseProcess.start(directory.path());
            Thread.sleep(delay);
            process.kill();
        }
        try (TestingDatabaseProcess last = TestingDatabaseProcess.start(directory.path())) {
            assertThat(last.answer()).isEqualTo("open");
            assertThat(last.ask("write 1")).isEqualTo("written");
        }
    }

    @Test
    void process_id_that_now_belongs_to_another_program_does_not_block_the_start() throws Exception {
        TestingDatabaseProcess first = TestingDatabaseProcess.start(directory.path());
        assertThat(first.answer()).isEqualTo("open");
        assertThat(first.ask("write 1")).isEqualTo("written");
        killPostmaster();
        first.kill();
        Path file = directory.cluster().resolve("postmaster.pid");
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(0, Long.toString(ProcessHandle.current().pid()));
        Files.write(file, lines);
        try (Database database =
                Database.open(directory, DatabaseOptions.embedded()).orThrow()) {
            assertThat(DatabaseTest.ask(database, "select count(*) from number"))
                    .isEqualTo("1");
        }
    }

    private long postmaster() throws IOException {
        return Long.parseLong(Files.readAllLines(directory.cluster().resolve("postmaster.pid"))
                .getFirst());
    }

    private void killPostmaster() throws Exception {
        ProcessHandle handle = ProcessHandle.of(postmaster()).orElseThrow();
        handle.destroyForcibly();
        handle.onExit().get();
    }
}
