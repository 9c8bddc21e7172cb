package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.server.cli.TestingLine.Ended;
import remit.server.replay.TestingLeaves;
import remit.server.store.DataDirectory;
import remit.server.store.Database;
import remit.server.store.DatabaseOptions;
import remit.server.store.EvidenceLog;
import remit.server.store.Streaming;

/** What was acknowledged is there after a restore, and nothing that is wrong with a backup passes for a good one. */
final class RestoreCommandIT {
    @TempDir
    Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    private static Ended line(int status, String... words) {
        Ended ended = TestingLine.here(List.of(words));
        assertThat(ended.status())
                .as(String.join(" ", words) + "\n" + ended.out() + ended.errors())
                .isEqualTo(status);
        return ended;
    }

    private Path backup() throws IOException {
        Path file = folder.resolve("backup.zip");
        line(0, "backup", "-o", file.toString(), "--data-dir", data().toString());
        return file;
    }

    private Ended restore(int status, String... more) {
        var words = new ArrayList<>(List.of(
                "restore",
                folder.resolve("backup.zip").toString(),
                "--data-dir",
                folder.resolve("new").toString()));
        words.addAll(List.of(more));
        Ended ended = line(status, words.toArray(String[]::new));
        if (status != 0) assertThat(folder.resolve("new")).doesNotExist();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(each -> each.toString().contains("restoring")))
                    .as("nothing half is left")
                    .isEmpty();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return ended;
    }

    private static Database open(Path directory, DatabaseOptions options) {
        return Database.open(DataDirectory.prepare(directory).orThrow(), options)
                .orThrow();
    }

    private static List<Integer> numbers(Path directory) {
        try (Database database = open(directory, DatabaseOptions.embedded())) {
            TestingLeaves.keep(database.source());
            var found = new ArrayList<Integer>();
            Streaming.query(
                    database.source(),
                    "select (leaf::jsonb->'body'->>'n')::int from event where type = 'Said' order by recorded_at, id",
                    List.of(),
                    row -> found.add(row.getInt(1)));
            return found;
        }
    }

    private static void say(Database database, int from, int to) {
        try (var log = new EvidenceLog(database.source(), "Acme", InstantSource.system())) {
            IntStream.rangeClosed(from, to).forEach(n -> TestingWriter.say(log, n));
        }
    }

    private static String ask(Database database, String query) throws Exception {
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void every_event_that_was_acknowledged_before_everything_was_killed_is_restored_and_work_goes_on()
            throws Exception {
        TestingWriter writer = TestingWriter.start(data(), folder.resolve("archive"));
        int acknowledged;
        try {
            writer.until(200);
            Path backup = backup();
            assertThat(Files.getPosixFilePermissions(backup)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            line(0, "evidence", "head", "--data-dir", data().toString());
            writer.until(writer.acknowledged() + 300);
        } finally {
            writer.killAll();
        }
        Thread.sleep(50);
        acknowledged = writer.acknowledged();
        Ended ended = restore(
                0,
                "--changes",
                data().toString(),
                "--changes",
                folder.resolve("archive").toString());
        assertThat(ended.out()).contains("verified: every event has its place", "; the last is ", "newest head: ");
        Path fresh = folder.resolve("new");
        List<Integer> restored = numbers(fresh);
        assertThat(restored.subList(0, acknowledged)).isEqualTo(upTo(acknowledged));
        assertThat(restored).hasSizeBetween(acknowledged, acknowledged + 1);
        assertThat(Files.getPosixFilePermissions(fresh.resolve("evidence.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(fresh.resolve("evidence.key")))
                .isEqualTo(Files.readString(data().resolve("evidence.key")));
        try (Database database = open(fresh, DatabaseOptions.embedded())) {
            say(database, 10_001, 10_050);
            assertThat(ask(database, "select count(*) from event where type = 'LogRestored'"))
                    .isEqualTo("1");
        }
        String key =
                line(0, "evidence", "key", "--data-dir", fresh.toString()).out().strip();
        Path pack = folder.resolve("pack.zip");
        line(0, "evidence", "export", "-o", pack.toString(), "--data-dir", fresh.toString());
        line(0, "evidence", "verify", pack.toString(), "--key", key);
        line(0, "rebuild", "--data-dir", fresh.toString());
        line(0, "backup", "-o", folder.toString(), "--data-dir", fresh.toString());
    }

    @Test
    void a_point_in_time_has_what_was_committed_until_then_and_no_more() throws Exception {
        String until;
        var archive =
                DatabaseOptions.embedded().withArchive(folder.resolve("archive").toString());
        try (Database database = open(data(), archive)) {
            say(database, 1, 10);
            backup();
            say(database, 11, 60);
            until = ask(
                    database,
                    "select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
            Thread.sleep(10);
            say(database, 61, 90);
            archived(database);
        }
        restore(0, "--until", until);
        assertThat(numbers(folder.resolve("new"))).isEqualTo(upTo(60));
        assertThat(line(2, "restore", folder.resolve("backup.zip").toString(), "--data-dir", folder + "/new")
                        .errors())
                .contains("RMT-247", "not empty");
        line(0, "restore", folder.resolve("backup.zip").toString(), "--data-dir", folder + "/all");
        assertThat(numbers(folder.resolve("all")))
                .as("the archive that the backup names")
                .isEqualTo(upTo(90));
        assertThat(lineOf("x", "--until", "2026-01-01T00:00:00Z").errors()).contains("RMT-248", "made after that");
        assertThat(lineOf("x", "--until", "2999-01-01T00:00:00Z").errors()).contains("RMT-248", "end before that");
    }

    private Ended lineOf(String name, String... more) {
        var words = new ArrayList<>(
                List.of("restore", folder.resolve("backup.zip").toString(), "--data-dir", folder + "/" + name));
        words.addAll(List.of(more));
        return line(2, words.toArray(String[]::new));
    }

    /** Closes the segment and waits until the archive has it. */
    private static void archived(Database database) throws Exception {
        String segment = ask(database, "select pg_walfile_name(pg_switch_wal())");
        while (!ask(database, "select coalesce(last_archived_wal, '') >= '" + segment + "' from pg_stat_archiver")
                .equals("t")) {
            Thread.sleep(50);
        }
    }

    @Test
    void a_backup_that_was_changed_or_cut_is_refused_before_anything_is_started() throws Exception {
        try (Database database = open(data(), DatabaseOptions.embedded())) {
            say(database, 1, 10);
        }
        Path backup = backup();
        byte[] whole = Files.readAllBytes(backup);
        for (String name : List.of("data/postgres/global/pg_control", "data/postgres.password")) {
            Files.write(backup, whole);
            try (var zip = FileSystems.newFileSystem(backup)) {
                byte[] content = Files.readAllBytes(zip.getPath(name));
                content[content.length / 2] ^= 1;
                Files.write(zip.getPath(name), content);
            }
            assertThat(restore(2).errors()).contains("RMT-244", name.substring(5), "is not what was written");
        }
        Files.write(backup, whole);
        try (var zip = FileSystems.newFileSystem(backup)) {
            Files.delete(zip.getPath("data/postgres/PG_VERSION"));
        }
        assertThat(restore(2).errors()).contains("RMT-244", "postgres/PG_VERSION is missing");
        Files.write(backup, Arrays.copyOf(whole, whole.length - 1000));
        assertThat(restore(2).errors()).contains("RMT-244", "its end was cut off");
        Files.writeString(backup, "no archive at all");
        assertThat(restore(2).errors()).contains("RMT-244");
        Files.delete(backup);
        assertThat(restore(2).errors()).contains("RMT-243", "no such file");
    }

    @Test
    void an_archive_that_was_damaged_or_has_a_gap_is_told_and_not_taken_for_the_end() throws Exception {
        Path archive = folder.resolve("archive");
        try (Database database = open(data(), DatabaseOptions.embedded().withArchive(archive.toString()))) {
            backup();
            for (int part = 0; part < 3; part++) {
                say(database, part * 20 + 1, part * 20 + 20);
                archived(database);
            }
        }
        List<Path> segments = segments(archive);
        assertThat(segments).hasSizeGreaterThanOrEqualTo(4);
        Path middle = segments.get(segments.size() - 2);
        byte[] whole = Files.readAllBytes(middle);
        Files.delete(middle);
        assertThat(restore(2).errors()).contains("RMT-246", middle.getFileName() + ": this segment", "missing");
        Files.write(middle, Arrays.copyOf(whole, whole.length / 2));
        assertThat(restore(2).errors()).contains("RMT-246", "damaged or cut");
        byte[] damaged = whole.clone();
        for (int at = 100; at < 20_000; at += 50) damaged[at] ^= 1;
        Files.write(middle, damaged);
        assertThat(restore(2).errors()).contains("RMT-246", "damaged or cut");
        Files.write(middle, whole);
        restore(0);
        assertThat(numbers(folder.resolve("new"))).isEqualTo(upTo(60));
    }

    private static List<Path> segments(Path archive) throws IOException {
        try (Stream<Path> files = Files.walk(archive)) {
            return files.filter(each -> each.getFileName().toString().matches("[0-9A-F]{24}"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void a_head_of_what_was_lost_or_of_a_living_original_does_not_fit_what_was_restored() throws Exception {
        try (Database database = open(data(), DatabaseOptions.embedded())) {
            say(database, 1, 10);
            backup();
            say(database, 11, 30);
        }
        Path later = folder.resolve("later.txt");
        Files.writeString(
                later,
                line(0, "evidence", "head", "--data-dir", data().toString()).out());
        assertThat(restore(1, "--against", later.toString()).out()).contains("FOUND ", "not restored");
        restore(0);
        Path fresh = folder.resolve("new");
        try (Database database = open(fresh, DatabaseOptions.embedded())) {
            say(database, 5_001, 5_100);
        }
        Path pack = folder.resolve("pack.zip");
        line(0, "evidence", "export", "-o", pack.toString(), "--data-dir", fresh.toString());
        line(1, "evidence", "verify", pack.toString(), "--against", later.toString());
    }

    @Test
    void only_the_newest_backups_and_the_changes_that_they_need_are_kept() throws Exception {
        Path archive = folder.resolve("archive");
        Path kept = Files.createDirectory(folder.resolve("kept"));
        try (Database database = open(data(), DatabaseOptions.embedded().withArchive(archive.toString()))) {
            for (int day = 0; day < 3; day++) {
                say(database, day * 10 + 1, day * 10 + 10);
                archived(database);
                line(0, "backup", "-o", kept.toString(), "--keep", "2", "--data-dir", data().toString());
            }
            say(database, 31, 40);
            archived(database);
        }
        List<Path> backups;
        try (Stream<Path> files = Files.list(kept)) {
            backups = files.sorted().toList();
        }
        assertThat(backups).hasSize(2);
        assertThat(segments(archive).getFirst().getFileName().toString()).isGreaterThan("000000010000000000000001");
        line(0, "restore", backups.getFirst().toString(), "--data-dir", folder + "/new");
        assertThat(numbers(folder.resolve("new"))).isEqualTo(upTo(40));
    }

    @Test
    void an_archive_that_takes_nothing_is_told_and_one_that_nobody_started_with_is_refused() throws Exception {
        Path archive = folder.resolve("archive");
        try (Database database = open(data(), DatabaseOptions.embedded().withArchive(archive.toString()))) {
            say(database, 1, 10);
            try (Stream<Path> files = Files.walk(archive)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
            }
            ask(database, "select pg_switch_wal()");
            while (ask(database, "select failed_count from pg_stat_archiver").equals("0")) Thread.sleep(100);
            var ended = line(1, "backup", "-o", folder + "/b.zip", "--data-dir", data().toString());
            assertThat(ended.errors()).contains("FOUND the archive", "takes nothing");
            var other = DatabaseOptions.embedded().withArchive(folder + "/other");
            assertThat(Database.open(DataDirectory.prepare(data()).orThrow(), other)
                            .problems())
                    .singleElement()
                    .hasToString("RMT-240 " + data() + ": the database runs already and was started with another"
                            + " archive_dir; end every Remit on this folder, then start this one again");
        }
    }

    @Test
    void a_database_of_your_own_is_left_to_its_own_tools() throws Exception {
        var own = Map.of("REMIT_DB_URL", "jdbc:postgresql://db.example/remit");
        for (List<String> words : List.of(
                List.of("backup", "-o", folder + "/b.zip", "--data-dir", data().toString()),
                List.of("restore", folder + "/b.zip", "--data-dir", data().toString()))) {
            Ended ended = TestingLine.elsewhere(own, words);
            assertThat(ended.status()).isEqualTo(2);
            assertThat(ended.errors()).startsWith("RMT-241 remit ").contains("server of your own");
        }
        assertThat(data()).doesNotExist();
    }

    @Test
    void an_interrupted_restore_leaves_nothing_and_the_next_one_does_it() throws Exception {
        try (Database database = open(data(), DatabaseOptions.embedded())) {
            say(database, 1, 10);
        }
        Path backup = backup();
        for (String sign : List.of("postgres/PG_VERSION", "postgres/postmaster.pid", "remit.users")) {
            Path errors = folder.resolve("errors");
            Process process = TestingLine.start(
                    Map.of(),
                    List.of("restore", backup.toString(), "--data-dir", folder + "/new"),
                    ProcessBuilder.Redirect.DISCARD,
                    errors);
            Path growing = folder.resolve(".new.restoring");
            while (process.isAlive() && !Files.exists(growing.resolve(sign))) Thread.sleep(2);
            assertThat(process.isAlive()).as(sign).isTrue();
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            assertThat(Files.readString(errors)).as(sign).doesNotContain("Exception");
            assertThat(growing).doesNotExist();
            assertThat(folder.resolve("new")).doesNotExist();
            assertThat(TestingWriter.server(growing)).isEmpty();
        }
        restore(0);
    }
}
