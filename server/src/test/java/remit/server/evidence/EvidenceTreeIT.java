package remit.server.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.evidence.Event;
import remit.evidence.Merkle;
import remit.evidence.TreeHead;
import remit.kernel.Actor;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.kernel.ProblemException;
import remit.server.access.Acting;
import remit.server.replay.TestingLeaves;
import remit.server.store.DataDirectory;
import remit.server.store.Database;
import remit.server.store.DatabaseOptions;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;

/** The log as a tree: every event gets one place, heads cover all of it, whoever writes and whoever dies. */
final class EvidenceTreeIT {
    private static final Actor CLERK = new Actor(Actor.Kind.PERSON, "p_clerk");
    private static final String ORIGIN = "remit_testing";

    @TempDir
    Path folder;

    private Database database;
    private EvidenceLog log;
    private JdbcClient jdbc;

    @BeforeEach
    void open() {
        database = Database.open(DataDirectory.prepare(folder.resolve("data")).orThrow(), DatabaseOptions.embedded())
                .orThrow();
        log = new EvidenceLog(database.source(), "Acme", InstantSource.system());
        jdbc = JdbcClient.create(database.source());
    }

    @AfterEach
    void close() {
        log.close();
        TestingLeaves.keep(database.source());
        database.close();
    }

    private EvidenceKeys keys(Path file, boolean given) {
        return new EvidenceKeys(
                new EvidenceKeys.Parts(database.source(), log, ORIGIN, file, given, InstantSource.system()));
    }

    private EvidenceKeys keys() {
        return keys(folder.resolve("evidence.key"), false);
    }

    private Sequencer sequencer() {
        return new Sequencer(database.source(), keys(), InstantSource.system());
    }

    private static ProcessWrite said(String process, int events) {
        var steps = new ArrayList<ProcessWrite.Step>();
        for (int i = 0; i < events; i++)
            steps.add(new ProcessWrite.Step(
                    process, null, "Said", CLERK, Json.EMPTY, Json.object("n", i), Json.object("word", "w" + i)));
        return new ProcessWrite(Instant.parse("2026-03-02T08:00:00Z"), steps, null);
    }

    private void write(EvidenceLog into, int writes, int events) {
        var futures = new ArrayList<java.util.concurrent.CompletableFuture<EvidenceLog.Written>>();
        for (int i = 0; i < writes; i++) futures.add(into.append(said("shop", events)));
        futures.forEach(EvidenceLog::await);
    }

    private List<byte[]> leafHashes() {
        return jdbc.sql(
                        "select e.leaf from leaf_batch b cross join lateral unnest(b.event_ids) with ordinality u(id, n)"
                                + " join event e on e.id = u.id where b.first_position is not null order by b.first_position, u.n")
                .query((row, _) -> Event.leafHash(row.getString(1).getBytes(StandardCharsets.UTF_8)))
                .list();
    }

    private static byte[] literally(List<byte[]> leaves) {
        if (leaves.size() == 1) return leaves.getFirst();
        int k = Integer.highestOneBit(leaves.size() - 1);
        return Digest.sha256(
                new byte[] {1}, literally(leaves.subList(0, k)), literally(leaves.subList(k, leaves.size())));
    }

    @Test
    void every_event_of_many_writers_gets_one_place_while_many_sequence() throws Exception {
        try (var second = new EvidenceLog(database.source(), "Acme", InstantSource.system());
                var pool = Executors.newFixedThreadPool(4)) {
            Callable<Object> sequencing = () -> {
                for (int i = 0; i < 40; i++) sequencer().sequence();
                return "done";
            };
            var work = pool.invokeAll(List.of(
                    () -> {
                        write(log, 300, 3);
                        return "done";
                    },
                    () -> {
                        write(second, 300, 5);
                        return "done";
                    },
                    sequencing,
                    sequencing));
            for (var each : work) each.get();
        }
        sequencer().sequence();

        // One more: the key's own.
        long events = 300 * 3 + 300 * 5 + 1;
        List<byte[]> hashes = leafHashes();
        assertThat(hashes).hasSize((int) events);
        assertThat(jdbc.sql("select count(*) from event").query(Long.class).single())
                .isEqualTo(events);
        var tree = new EvidenceTree(database.source());
        assertThat(tree.waiting()).isZero();
        TreeHead head = TreeHead.read(tree.head().orElseThrow());
        assertThat(head.size()).isEqualTo(events);
        assertThat(head.root()).isEqualTo(literally(hashes));
        for (long size : List.of(1024L, 2048L)) {
            TreeHead earlier = TreeHead.read(tree.head(size).orElseThrow());
            assertThat(earlier.root()).isEqualTo(literally(hashes.subList(0, (int) size)));
            assertThat(Merkle.isConsistent(
                            new Merkle.Tree(size, earlier.root()),
                            new Merkle.Tree(events, head.root()),
                            tree.consistency(size, events)))
                    .isTrue();
        }
        for (int position = 0; position < events; position += 37) {
            assertThat(Merkle.root(hashes.get(position), position, events, tree.inclusion(position, head)))
                    .isEqualTo(head.root());
        }
    }

    @Test
    void an_event_is_found_where_the_tree_has_it() {
        write(log, 20, 4);
        sequencer().sequence();
        var tree = new EvidenceTree(database.source());
        List<byte[]> hashes = leafHashes();
        var places = new HashSet<Long>();
        jdbc.sql("select id from event").query(java.util.UUID.class).list().forEach(id -> {
            long position = tree.position(id).orElseThrow();
            places.add(position);
            assertThat(hashes.get((int) position))
                    .isEqualTo(Event.leafHash(tree.leaf(id).orElseThrow().getBytes(StandardCharsets.UTF_8)));
        });
        assertThat(places).hasSize(hashes.size());
    }

    @Test
    void nothing_new_signs_no_new_head() {
        write(log, 1, 1);
        assertThat(sequencer().sequence()).isPositive();
        assertThat(sequencer().sequence()).isZero();
        assertThat(jdbc.sql("select count(*) from tree_head").query(Long.class).single())
                .isEqualTo(1);
    }

    @Test
    void the_key_is_made_once_for_its_owner_alone() throws Exception {
        sequencer().sequence();
        Path file = folder.resolve("evidence.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String before = Files.readString(file);
        write(log, 1, 1);
        sequencer().sequence();
        assertThat(Files.readString(file)).isEqualTo(before);
        assertThat(keys().verifiers()).hasSize(1).first().asString().startsWith(ORIGIN + "+");
    }

    @Test
    void a_node_with_another_key_signs_nothing() throws Exception {
        sequencer().sequence();
        write(log, 1, 1);
        Path elsewhere = folder.resolve("other.key");
        assertThatThrownBy(() -> keys(elsewhere, false).signing()).hasMessageContaining("is not there");
        assertThat(elsewhere).as("no fresh key hides that the log's is lost").doesNotExist();
        Files.writeString(elsewhere, SigningKey.fresh().pem());
        var other = new Sequencer(database.source(), keys(elsewhere, false), InstantSource.system());
        assertThatThrownBy(other::sequence).isInstanceOf(ProblemException.class).hasMessageContaining("RMT-231");
        assertThat(new EvidenceTree(database.source()).waiting()).isEqualTo(1);
        assertThatThrownBy(() -> keys(folder.resolve("absent.key"), true).signing())
                .hasMessageContaining("is not there");
        Files.writeString(folder.resolve("odd.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> keys(folder.resolve("odd.key"), true).signing())
                .hasMessageContaining("RMT-230");
    }

    @Test
    void a_new_key_is_signed_for_by_the_old_one_and_then_signs_alone() {
        sequencer().sequence();
        String old = keys().verifiers().getLast();
        String fresh = keys().rotate(Acting.self(CLERK), () -> sequencer().sequence());
        assertThat(keys().verifiers()).containsExactly(old, fresh);
        var tree = new EvidenceTree(database.source());
        assertThat(tree.head().orElseThrow().lines().filter(line -> line.startsWith("\u2014")))
                .as("both sign the head over the rotation")
                .hasSize(2);
        write(log, 1, 1);
        sequencer().sequence();
        assertThat(tree.head().orElseThrow().lines().filter(line -> line.startsWith("\u2014")))
                .hasSize(1);
    }

    @Test
    void whoever_reads_while_keys_are_replaced_never_holds_a_wrong_one() throws Exception {
        sequencer().sequence();
        var ended = new AtomicBoolean();
        try (var there = new EvidenceLog(database.source(), "Acme", InstantSource.system());
                var pool = Executors.newFixedThreadPool(3)) {
            Callable<Integer> reading = () -> {
                var keys = new EvidenceKeys(new EvidenceKeys.Parts(
                        database.source(),
                        there,
                        ORIGIN,
                        folder.resolve("evidence.key"),
                        false,
                        InstantSource.system()));
                int reads = 0;
                for (; !ended.get(); reads++) assertThat(keys.signing()).isNotEmpty();
                return reads;
            };
            var one = pool.submit(reading);
            var two = pool.submit(reading);
            try {
                for (int i = 0; i < 60; i++)
                    keys().rotate(Acting.self(CLERK), () -> sequencer().sequence());
            } finally {
                ended.set(true);
            }
            assertThat(one.get() + two.get()).isGreaterThan(60);
        }
        assertThat(keys().verifiers()).hasSize(61);
    }

    @Test
    void a_key_that_is_kept_outside_is_replaced_by_one_that_lies_beside_it_on_every_node() throws Exception {
        Path here = folder.resolve("outside/here.pem");
        Path there = folder.resolve("outside/there.pem");
        Files.createDirectories(here.getParent());
        String old = SigningKey.fresh().pem();
        String fresh = SigningKey.fresh().pem();
        Files.writeString(here, old);
        Files.writeString(there, old);
        sequencer(here).sequence();
        assertThatThrownBy(() -> keys(here, true)
                        .rotate(Acting.self(CLERK), () -> sequencer(here).sequence()))
                .hasMessageContaining("RMT-426")
                .hasMessageContaining("here.pem.next");

        Files.writeString(folder.resolve("outside/here.pem.next"), fresh);
        Files.writeString(folder.resolve("outside/there.pem.next"), fresh);
        write(log, 1, 1);
        sequencer(here).sequence();
        assertThat(signatures())
                .as("a key that the log does not know signs nothing")
                .isEqualTo(1);

        String to = keys(here, true)
                .rotate(Acting.self(CLERK), () -> sequencer(here).sequence());
        assertThat(signatures()).isEqualTo(2);
        assertThat(Files.readString(here)).as("only its keeper replaces it").isEqualTo(old);
        write(log, 1, 1);
        assertThat(sequencer(there).sequence()).isPositive();
        assertThat(signatures()).as("both, on every node").isEqualTo(2);

        Files.move(folder.resolve("outside/here.pem.next"), here, StandardCopyOption.REPLACE_EXISTING);
        write(log, 1, 1);
        assertThat(sequencer(here).sequence()).isPositive();
        assertThat(signatures()).isEqualTo(1);
        assertThat(keys(here, true).verifiers()).hasSize(2).last().isEqualTo(to);
    }

    private Sequencer sequencer(Path file) {
        return new Sequencer(database.source(), keys(file, true), InstantSource.system());
    }

    private long signatures() {
        return new EvidenceTree(database.source())
                .head()
                .orElseThrow()
                .lines()
                .filter(line -> line.startsWith("\u2014"))
                .count();
    }

    @Test
    void two_rotations_at_once_leave_a_log_that_can_be_signed() throws Exception {
        sequencer().sequence();
        try (var pool = Executors.newFixedThreadPool(2)) {
            Callable<String> rotating =
                    () -> keys().rotate(Acting.self(CLERK), () -> sequencer().sequence());
            for (var each : pool.invokeAll(List.of(rotating, rotating))) each.get();
        }
        write(log, 1, 1);
        assertThat(sequencer().sequence()).isPositive();
        assertThat(keys().verifiers()).hasSize(3);
    }

    @Test
    void a_rotation_that_ended_midway_is_finished_by_doing_it_again() {
        sequencer().sequence();
        assertThatThrownBy(() -> keys().rotate(Acting.self(CLERK), () -> {
                    throw new IllegalStateException("testing");
                }))
                .hasMessage("testing");
        write(log, 1, 1);
        assertThat(sequencer().sequence()).as("both keys sign meanwhile").isPositive();
        String fresh = keys().rotate(Acting.self(CLERK), () -> sequencer().sequence());
        assertThat(keys().verifiers()).hasSize(2).last().isEqualTo(fresh);
        assertThat(folder.resolve("evidence.key.next")).doesNotExist();
    }

    @Test
    void a_pack_holds_every_entry_with_the_heads_between() throws Exception {
        write(log, 500, 3);
        var out = new ByteArrayOutputStream();
        EvidenceExport.Written written = export().pack(out, null);
        Map<String, String> files = unpacked(out.toByteArray());
        assertThat(files.keySet())
                .containsExactly(
                        "pack.json", "leaves.sha256", "heads.txt", "entries/00000000.jsonl", "entries/00000001.jsonl");
        assertThat(written.entries()).isEqualTo(1501);
        assertThat(files.get("leaves.sha256").lines()).hasSize(1501);
        assertThat(files.get("heads.txt").lines().filter("--"::equals)).hasSize(2);
        var lines = new ArrayList<>(files.get("entries/00000000.jsonl").lines().toList());
        assertThat(lines).hasSize(1024);
        lines.addAll(files.get("entries/00000001.jsonl").lines().toList());
        for (int i = 0; i < lines.size(); i++) {
            Json.Obj line = Json.parseObject(lines.get(i));
            assertThat(line.number("position", -1)).isEqualTo(i);
            Event event = Event.read(line.text("leaf", ""));
            String digest = event.payloadDigest();
            if (digest == null) continue;
            Json.Obj payload = line.object("payload");
            byte[] salt = java.util.Base64.getDecoder().decode(payload.text("salt", ""));
            assertThat(Event.Payload.digest(salt, payload.text("content", ""))).isEqualTo(digest);
        }
    }

    @Test
    void a_pack_since_a_time_says_what_came_before_by_its_hashes() throws Exception {
        write(log, 10, 3);
        sequencer().sequence();
        Thread.sleep(5);
        Instant since = Instant.now();
        write(log, 10, 2);
        var out = new ByteArrayOutputStream();
        EvidenceExport.Written written = export().pack(out, since);
        assertThat(written.from()).isEqualTo(31);
        assertThat(written.entries()).isEqualTo(20);
        Json.Obj manifest = Json.parseObject(unpacked(out.toByteArray()).get("pack.json"));
        assertThat(manifest.array("before")).hasSize(Long.bitCount(31));
        Instant later = Instant.now().plusSeconds(60);
        assertThat(export().pack(out, later).entries()).isZero();
    }

    private EvidenceExport export() {
        return new EvidenceExport(database.source(), sequencer(), keys());
    }

    private static Map<String, String> unpacked(byte[] pack) throws Exception {
        var files = new LinkedHashMap<String, String>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(pack))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry())
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
        }
        return files;
    }
}
