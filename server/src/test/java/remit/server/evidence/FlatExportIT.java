package remit.server.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Actor;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.server.store.DataDirectory;
import remit.server.store.Database;
import remit.server.store.DatabaseOptions;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;

/** What other systems are given of the log: each entry once, in order, with what the tree holds of it; read by another engine. */
final class FlatExportIT {
    private static final Actor CLERK = new Actor(Actor.Kind.PERSON, "p_clerk");
    private static final int EVENTS = 2_500;

    @TempDir
    Path folder;

    private Database database;
    private EvidenceLog log;
    private EvidenceExport export;
    private EvidenceTree tree;

    @BeforeEach
    void open() {
        database = Database.open(DataDirectory.prepare(folder.resolve("data")).orThrow(), DatabaseOptions.embedded())
                .orThrow();
        log = new EvidenceLog(database.source(), "Acme", InstantSource.system());
        var keys = new EvidenceKeys(new EvidenceKeys.Parts(
                database.source(),
                log,
                "remit_testing",
                folder.resolve("evidence.key"),
                false,
                InstantSource.system()));
        export = new EvidenceExport(
                database.source(), new Sequencer(database.source(), keys, InstantSource.system()), keys);
        tree = new EvidenceTree(database.source());
        var steps = new ArrayList<ProcessWrite.Step>();
        for (int i = 0; i < EVENTS; i++) {
            Json.Obj payload = i % 3 == 0 ? null : Json.object("word", "w\u00fc\u2029\"" + i);
            steps.add(new ProcessWrite.Step("shop", null, "Said", CLERK, Json.EMPTY, Json.object("n", i), payload));
        }
        EvidenceLog.await(log.append(new ProcessWrite(Instant.parse("2026-03-02T08:00:00.25Z"), steps, null)));
    }

    @AfterEach
    void close() {
        log.close();
        database.close();
    }

    private Path written(FlatExport.Format format) throws Exception {
        Path file = folder.resolve("out");
        EvidenceExport.Written written;
        try (OutputStream out = Files.newOutputStream(file)) {
            written = new FlatExport(export, "remit_testing").write(format, out, null);
        }
        assertThat(written.entries()).isGreaterThan(EVENTS);
        return file;
    }

    private String hash(long position) {
        return Digest.hex(tree.nodes().node(0, position));
    }

    @Test
    void lines_hold_each_event_as_its_leaf_and_the_hash_that_the_tree_holds() throws Exception {
        List<String> lines = Files.readAllLines(written(FlatExport.Format.JSONL));
        assertThat(lines).hasSizeGreaterThan(EVENTS);
        int payloads = 0;
        for (int position = 0; position < lines.size(); position++) {
            Json.Obj line = Json.parseObject(lines.get(position));
            assertThat(line.number("position", -1)).isEqualTo(position);
            byte[] leaf = line.object("event").canonicalBytes();
            assertThat(line.text("leaf_hash")).isEqualTo(Digest.hex(Digest.sha256(new byte[] {0}, leaf)));
            if (line.get("payload") instanceof Json.Obj) payloads++;
            if (position % 500 == 0) assertThat(line.text("leaf_hash")).isEqualTo(hash(position));
        }
        assertThat(payloads).isEqualTo(EVENTS - (EVENTS + 2) / 3);
    }

    @Test
    void cloud_events_have_the_attributes_of_their_standard_and_no_name_that_it_forbids() throws Exception {
        List<String> lines = Files.readAllLines(written(FlatExport.Format.CLOUDEVENTS));
        var ids = new HashSet<String>();
        String before = "";
        for (String text : lines) {
            Json.Obj event = Json.parseObject(text);
            assertThat(event.text("specversion")).isEqualTo("1.0");
            assertThat(event.text("source")).isEqualTo("/remit/remit_testing");
            assertThat(event.text("type")).matches("remit\\.[A-Za-z]+\\.v1");
            assertThat(event.text("datacontenttype")).isEqualTo("application/json");
            assertThat(Instant.parse(event.text("time", "")))
                    .isBefore(Instant.now().plusSeconds(1));
            assertThat(event.text("sequence", "")).isGreaterThan(before);
            assertThat(ids.add(event.text("id"))).isTrue();
            assertThat(event.fields().keySet()).allMatch(name -> name.matches("[a-z0-9]{1,20}"));
            before = event.text("sequence", "");
        }
        Json.Obj said = lines.stream()
                .map(Json::parseObject)
                .filter(each -> "remit.Said.v1".equals(each.text("type")))
                .findFirst()
                .orElseThrow();
        assertThat(said.text("subject")).isEqualTo("shop");
        assertThat(said.object("data").object("event").text("type")).isEqualTo("Said");
    }

    @Test
    void a_table_is_read_by_another_engine_as_it_was_written() throws Exception {
        Path file = written(FlatExport.Format.PARQUET);
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            String from = " from read_parquet('" + file + "') ";
            try (ResultSet row = statement.executeQuery(
                    "select count(*), count(payload), count(distinct id), min(position), max(position), count(case_id)"
                            + from)) {
                row.next();
                assertThat(row.getLong(1)).isEqualTo(row.getLong(3)).isEqualTo(row.getLong(5) + 1);
                assertThat(row.getLong(2)).isEqualTo(EVENTS - (EVENTS + 2) / 3);
                assertThat(row.getLong(4)).isZero();
                assertThat(row.getLong(6)).isZero();
            }
            try (ResultSet row = statement.executeQuery("select position, leaf_hash, type, v, process, actor,"
                    + " epoch_us(business_time), (body->>'n')::int, payload->>'word'" + from
                    + "where (body->>'n')::int in (1, 2, 2498) order by position")) {
                for (int n : new int[] {1, 2, 2498}) {
                    assertThat(row.next()).isTrue();
                    assertThat(row.getString(2)).isEqualTo(hash(row.getLong(1)));
                    assertThat(row.getString(3)).isEqualTo("Said");
                    assertThat(row.getLong(4)).isEqualTo(1);
                    assertThat(row.getString(5)).isEqualTo("shop");
                    assertThat(row.getString(6)).isEqualTo("person:p_clerk");
                    assertThat(row.getLong(7))
                            .isEqualTo(Instant.parse("2026-03-02T08:00:00.25Z").toEpochMilli() * 1000);
                    assertThat(row.getInt(8)).isEqualTo(n);
                    assertThat(row.getString(9)).isEqualTo("w\u00fc\u2029\"" + n);
                }
            }
        }
    }
}
