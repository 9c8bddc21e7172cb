package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Digest;
import remit.kernel.Json;

/** Files that are laid into a folder, as an export does it every night. */
class InboxIT {
    @TempDir
    static Path folder;

    static TestingSite site;
    static Path inbox;
    static List<String> lines;

    @BeforeAll
    static void start() throws Exception {
        site = new TestingSite(folder);
        site.load();
        inbox = folder.resolve("inbox").resolve(TestingSite.PROCESS);
        lines = Files.readAllLines(site.rows());
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    /** The last row of the sample under another key. */
    private static String row(String key) {
        return lines.getLast().replaceFirst("SYN-[0-9]+", key);
    }

    private static Path lay(String name, String... rows) throws IOException {
        Path file = inbox.resolve(name);
        return Files.write(
                file,
                Stream.concat(Stream.of(lines.getFirst()), Stream.of(rows)).toList());
    }

    private static void isTaken(Path... files) throws InterruptedException {
        site.moveOn(Duration.ofSeconds(5));
        for (Path file : files) {
            Path inHand = inbox.resolve("working").resolve(file.getFileName());
            assertThat(TestingSite.eventually(() -> !Files.exists(file) && !Files.exists(inHand)))
                    .as("%s leaves the inbox and is dealt with", file)
                    .isTrue();
        }
    }

    private static List<Path> ending(String under, String end) throws IOException {
        try (var files = Files.list(inbox.resolve(under))) {
            return files.filter(f -> f.toString().endsWith(end)).sorted().toList();
        }
    }

    private static String only(String under, String end) throws IOException {
        assertThat(ending(under, end)).as(under + "/*" + end).hasSize(1);
        return Files.readString(ending(under, end).getFirst());
    }

    private static List<Integer> fates(Json.Obj report) {
        return Stream.of("rows", "history", "cases", "already_decided", "rejected")
                .map(name -> (int) report.number(name, -1))
                .toList();
    }

    @Test
    void a_file_ends_beside_its_report_and_one_that_cannot_be_read_beside_its_problems() throws Exception {
        Path file = lay("monday.csv", row("FILE-1"), lines.getLast());
        Path broken = inbox.resolve("broken.csv");
        Files.writeString(broken, "No,Such,Columns\n1,2,3\n");
        isTaken(file, broken);
        assertThat(fates(Json.parseObject(only("done", "-monday.csv.report.json"))))
                .containsExactly(2, 0, 1, 1, 0);
        assertThat(only("failed", "-broken.csv.problems.txt")).contains("Claim No");
    }

    @Test
    void an_export_that_grows_leaves_history_history_and_replaces_no_earlier_report() throws Exception {
        isTaken(lay("export.csv", lines.get(1), lines.getLast(), row("EXPORT-1"), row("")));
        assertThat(fates(Json.parseObject(only("done", "-export.csv.report.json"))))
                .containsExactly(4, 1, 1, 1, 1);

        isTaken(lay("export.csv", lines.get(1), lines.getLast(), row("EXPORT-1"), row("EXPORT-2")));
        assertThat(ending("done", "-export.csv")).hasSize(2);
        assertThat(ending("done", "-export.csv.report.json")).hasSize(2);
        assertThat(only("done", "-export.csv.rejected.csv")).contains("the key is empty");
    }

    @Test
    void the_folder_handed_a_row_in_and_not_whoever_started_the_server() throws Exception {
        isTaken(lay("who.csv", row("WHO-1")));
        try (var session = site.installation.source().getConnection();
                var statement = session.createStatement();
                var found = statement.executeQuery("select e.leaf::jsonb->>'actor' from event e join payload p"
                        + " on p.event_id = e.id where e.type = 'CaseOpened' and p.content like '%WHO-1%'")) {
            assertThat(found.next()).isTrue();
            assertThat(found.getString(1)).isEqualTo("source:folder:" + TestingSite.PROCESS);
        }
    }

    @Test
    void a_file_that_breaks_the_intake_holds_up_no_other() throws Exception {
        Path hidden = lay(".poisoned.csv", row("POISON-1"));
        String sha256 = Digest.hex(Digest.sha256(Files.readAllBytes(hidden)));
        try (var session = site.installation.source().getConnection();
                var statement = session.createStatement()) {
            statement.execute("create function poisoned() returns trigger language plpgsql as"
                    + " $$ begin raise exception 'poisoned'; end $$");
            statement.execute("create trigger poisoned before insert on run for each row when (new.file_sha256 = '"
                    + sha256 + "') execute function poisoned()");
        }
        Path poisoned = Files.move(hidden, inbox.resolve("a-poisoned.csv"));
        Path sound = lay("b-sound.csv", row("SOUND-1"));
        isTaken(poisoned, sound);
        assertThat(fates(Json.parseObject(only("done", "-b-sound.csv.report.json"))))
                .containsExactly(1, 0, 1, 0, 0);
        assertThat(only("failed", "-a-poisoned.csv.problems.txt")).contains("RMT-079");
        assertThat(ending("", ".rejected")).isEmpty();
    }

    @Test
    void a_file_that_comes_under_the_name_of_the_one_in_hand_is_another_file() throws Exception {
        // As a kill leaves it: taken in hand, not yet in.
        Path inHand = Files.createDirectories(inbox.resolve("working")).resolve("twice.csv");
        Files.move(lay(".twice.csv", row("TWICE-1"), row("TWICE-2")), inHand);
        Path next = lay("twice.csv", row("TWICE-3"));
        isTaken(inHand, next);
        assertThat(TestingSite.eventually(() -> ended("-twice.csv.report.json") == 2))
                .isTrue();
        var cases = new TreeSet<Integer>();
        for (Path report : ending("done", "-twice.csv.report.json")) {
            cases.add((int) Json.parseObject(Files.readString(report)).number("cases", -1));
        }
        assertThat(cases).containsExactly(1, 2);
    }

    private static int ended(String end) {
        try {
            return ending("done", end).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void what_is_no_csv_or_only_points_elsewhere_is_left_alone() throws Exception {
        Path upper = lay("UPPER.CSV", row("UPPER-1"));
        Path notes = Files.writeString(inbox.resolve("notes.txt"), "not a file of rows");
        Path link = Files.createSymbolicLink(inbox.resolve("link.csv"), notes);
        isTaken(upper);
        assertThat(notes).exists();
        assertThat(link).exists();
        Files.delete(link);
        Files.delete(notes);
    }

    @Test
    void a_name_may_be_as_long_as_a_file_system_takes_it() throws Exception {
        Path file = lay("ä".repeat(120) + ".csv", row("LONG-1"));
        isTaken(file);
        assertThat(only("done", "ä.csv.report.json")).contains("\"cases\": 1");
    }
}
