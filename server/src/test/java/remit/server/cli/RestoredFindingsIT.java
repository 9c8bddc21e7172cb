package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.server.cli.TestingLine.Ended;
import remit.server.store.DataDirectory;
import remit.server.store.Database;
import remit.server.store.DatabaseOptions;
import remit.server.store.EvidenceLog;

/** What may be mended is mended and restored; what may not is restored only by who says so, and never passes for whole. */
final class RestoredFindingsIT {
    private static final String RECORDED =
            "select p.content from event e join payload p on p.event_id = e.id where e.type = 'LogRestored'";

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

    private static Database open(Path directory) {
        return Database.open(DataDirectory.prepare(directory).orThrow(), DatabaseOptions.embedded())
                .orThrow();
    }

    private static void say(Database database) {
        try (var log = new EvidenceLog(database.source(), "Acme", InstantSource.system())) {
            for (int n = 1; n <= 10; n++) TestingWriter.say(log, n);
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

    @Test
    void projections_that_differ_are_mended_and_bar_no_backup_from_being_restored() throws Exception {
        try (Database database = open(data())) {
            say(database);
            change(
                    database,
                    "insert into event_thread (thread, seq, event_id) select 'force/shop', 1, id from event limit 1");
        }
        Path backup = backup();
        Path fresh = folder.resolve("new");
        Ended ended = line(1, "restore", backup.toString(), "--data-dir", fresh.toString());
        assertThat(ended.out())
                .contains("FOUND 1 rows of projections were not as the log gives them; they were mended")
                .contains("verified: every event", "restored in " + fresh);
        assertThat(line(0, "rebuild", "--json", "--data-dir", fresh.toString()).out())
                .contains("\"differences\": 0");
        try (Database database = open(fresh)) {
            assertThat(ask(database, "select count(*) from event where type = 'Said'"))
                    .isEqualTo("10");
            assertThat(ask(database, RECORDED)).contains("\"differences\":1", "\"left\":0", "\"findings\":[]");
        }
    }

    @Test
    void evidence_that_is_missing_is_restored_only_by_who_asks_for_it_and_told_and_recorded() throws Exception {
        try (Database database = open(data())) {
            say(database);
        }
        line(0, "evidence", "head", "--data-dir", data().toString());
        try (Database database = open(data())) {
            change(database, "update event set leaf = leaf || ' ' where leaf like '%\"n\":4}%'");
        }
        Path backup = backup();
        Path fresh = folder.resolve("new");
        assertThat(line(1, "restore", backup.toString(), "--data-dir", fresh.toString())
                        .out())
                .contains("FOUND ", "not restored");
        assertThat(fresh).doesNotExist();
        Ended ended = line(1, "restore", backup.toString(), "--data-dir", fresh.toString(), "--despite-findings");
        assertThat(ended.out())
                .contains("FOUND ", "NOT VERIFIED: evidence is missing or damaged", "restored in " + fresh)
                .doesNotContain("verified: every event");
        try (Database database = open(fresh)) {
            assertThat(ask(database, RECORDED))
                    .doesNotContain("\"findings\":[]")
                    .contains("\"findings\":[\"", "\"found\":1");
        }
        Path other = folder.resolve("other");
        String told = line(
                        1, "restore", backup.toString(), "--data-dir", other.toString(), "--despite-findings", "--json")
                .out();
        assertThat(told).contains("\"verified\": false", "\"restored\": true");
    }

    private static void change(Database database, String sql) throws Exception {
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).as(sql).isEqualTo(1);
        }
    }
}
