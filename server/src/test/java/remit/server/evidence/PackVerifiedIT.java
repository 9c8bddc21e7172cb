package remit.server.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.access.Acting;
import remit.server.store.DataDirectory;
import remit.server.store.Database;
import remit.server.store.DatabaseOptions;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.verify.Report;
import remit.verify.Trust;
import remit.verify.Verifier;

/** What the log exports, an outsider verifies; what somebody did to the database, an outsider finds. */
final class PackVerifiedIT {
    private static final Actor CLERK = new Actor(Actor.Kind.PERSON, "p_clerk");

    @TempDir
    Path folder;

    private Database database;
    private EvidenceLog log;
    private EvidenceKeys keys;
    private Sequencer sequencer;
    private JdbcClient jdbc;

    @BeforeEach
    void open() {
        database = Database.open(DataDirectory.prepare(folder.resolve("data")).orThrow(), DatabaseOptions.embedded())
                .orThrow();
        log = new EvidenceLog(database.source(), "Acme", InstantSource.system());
        keys = new EvidenceKeys(new EvidenceKeys.Parts(
                database.source(),
                log,
                "remit_testing",
                folder.resolve("evidence.key"),
                false,
                InstantSource.system()));
        sequencer = new Sequencer(database.source(), keys, InstantSource.system());
        jdbc = JdbcClient.create(database.source());
    }

    @AfterEach
    void close() {
        log.close();
        database.close();
    }

    private void write(int events) {
        var steps = new ArrayList<ProcessWrite.Step>();
        for (int i = 0; i < events; i++)
            steps.add(new ProcessWrite.Step(
                    "shop", null, "Said", CLERK, Json.EMPTY, Json.object("n", i), Json.object("word", "w\u00fc" + i)));
        EvidenceLog.await(log.append(new ProcessWrite(Instant.parse("2026-03-02T08:00:00Z"), steps, null)));
    }

    private Report verified(Instant since, List<String> keys, List<Path> heads) throws Exception {
        Path pack = folder.resolve("pack.zip");
        try (OutputStream out = Files.newOutputStream(pack)) {
            new EvidenceExport(database.source(), sequencer, this.keys).pack(out, since);
        }
        return Verifier.verify(pack, Trust.read(keys, heads));
    }

    private List<String> key() {
        sequencer.sequence();
        return List.of(keys.verifiers().getLast());
    }

    private Path head() throws Exception {
        sequencer.sequence();
        return Files.writeString(
                folder.resolve("head.txt"),
                new EvidenceTree(database.source()).head().orElseThrow());
    }

    @Test
    void all_of_it_and_what_came_since_is_verified_with_the_key_or_a_head() throws Exception {
        write(2_500);
        Path head = head();
        assertThat(verified(null, List.of(), List.of()).exitStatus()).isEqualTo(4);
        assertThat(verified(null, key(), List.of()).exitStatus()).isZero();
        Thread.sleep(5);
        Instant since = Instant.now();
        write(1_500);
        assertThat(verified(null, List.of(), List.of(head)).exitStatus()).isZero();
        assertThat(verified(since, key(), List.of()).exitStatus()).isZero();
        assertThat(verified(Instant.now().plusSeconds(60), key(), List.of()).exitStatus())
                .as("a pack of nothing new")
                .isZero();
    }

    @Test
    void who_trusts_the_old_key_follows_to_the_new_one() throws Exception {
        write(10);
        List<String> old = key();
        keys.rotate(Acting.self(CLERK), sequencer::sequence);
        write(10);
        sequencer.sequence();
        write(1_100);
        assertThat(verified(null, old, List.of()).exitStatus()).isZero();
        assertThat(verified(null, key(), List.of()).exitStatus()).isZero();
    }

    @Test
    void a_payload_that_is_gone_without_an_erasure_is_found() throws Exception {
        write(10);
        jdbc.sql("delete from payload where event_id = (select id from event where type = 'Said' and ordinal = 3)")
                .update();
        Report report = verified(null, key(), List.of());
        assertThat(report.exitStatus()).isEqualTo(1);
        // The key's own entry comes first or last, by who was first.
        assertThat(report.text()).anyMatch(line -> line.matches(".*(position|entry) [34]\\b.*"));
    }

    @Test
    void an_event_changed_in_the_database_is_named() throws Exception {
        write(10);
        sequencer.sequence();
        jdbc.sql("update event set leaf = replace(leaf, '\"n\":5', '\"n\":6') where leaf like '%\"n\":5%'")
                .update();
        Report report = verified(null, key(), List.of());
        assertThat(report.exitStatus()).isEqualTo(1);
        assertThat(report.text()).anyMatch(line -> line.contains("hash"));
        jdbc.sql("delete from event where leaf like '%\"n\":7%'").update();
        assertThat(verified(null, key(), List.of()).exitStatus()).isEqualTo(1);
    }

    @Test
    void a_tree_that_was_made_anew_is_found_by_whoever_kept_a_head() throws Exception {
        write(10);
        Path head = head();
        jdbc.sql("update event set leaf = replace(leaf, '\"n\":5', '\"n\":6') where leaf like '%\"n\":5%'")
                .update();
        jdbc.sql("update leaf_batch b set first_position = null, leaf_hashes ="
                        + " (select string_agg(sha256('\\x00'::bytea || convert_to(e.leaf, 'utf8')), ''::bytea order by e.ordinal)"
                        + " from event e where e.batch = b.id)")
                .update();
        jdbc.sql("update tree set size = 0, subtrees = ''").update();
        jdbc.sql("delete from tree_tile").update();
        jdbc.sql("delete from tree_head").update();
        Report report = verified(null, key(), List.of(head));
        assertThat(report.exitStatus()).isEqualTo(1);
    }
}
