package remit.server.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.casework.CaseEvent;
import remit.casework.CaseState;
import remit.casework.Casework;
import remit.evidence.Event;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.store.CaseWrite;
import remit.server.store.DataDirectory;
import remit.server.store.Database;
import remit.server.store.DatabaseOptions;
import remit.server.store.EvidenceLog;
import remit.verify.Report;
import remit.verify.Trust;
import remit.verify.Verifier;

/** While an upgrade rolls, a node of the release before the tree writes events without a batch: they get their places too. */
final class LateLeavesIT {
    private static final Actor CLERK = new Actor(Actor.Kind.PERSON, "p_clerk");
    private static final Instant AT = Instant.parse("2026-03-02T08:00:00Z");

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

    private static CaseEvent event(long seq) {
        return seq == 1
                ? new CaseEvent.CaseOpened("c", "owner")
                : new CaseEvent.OutcomeObserved("api", "digest " + seq);
    }

    /** What the release before the tree did in one transaction, without its projections. */
    private CaseState asBefore(String caseId, @Nullable CaseState before) {
        CaseState after = Casework.apply(before, event(before == null ? 1 : before.seq() + 1), CLERK, AT);
        CaseEvent said = event(after.seq());
        UUID id = UUID.randomUUID();
        var place = new Event.Place("Acme", "shop", caseId);
        var event = new Event(
                said.type(), 1, id.toString(), place, after.seq(), AT, AT, CLERK, Json.EMPTY, said.body(), null);
        String leaf = event.leafText();
        jdbc.sql("insert into event (id, process, case_id, seq, type, at, recorded_at, actor, leaf, leaf_hash, run_id)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null)")
                .params(
                        id,
                        "shop",
                        caseId,
                        after.seq(),
                        said.type(),
                        Timestamp.from(AT),
                        Timestamp.from(AT),
                        CLERK.toString(),
                        leaf,
                        Event.leafHash(leaf.getBytes(StandardCharsets.UTF_8)))
                .update();
        return after;
    }

    private CaseState asNow(String caseId, @Nullable CaseState before) {
        var step = new CaseWrite.Step(event(before == null ? 1 : before.seq() + 1), CLERK, null);
        return Objects.requireNonNull(EvidenceLog.await(log.append(new CaseWrite(
                        new CaseWrite.CasePlace("shop", caseId, null), before, AT, List.of(step), Json.EMPTY, null)))
                .state());
    }

    private Report verified() throws Exception {
        Path pack = folder.resolve("pack.zip");
        try (OutputStream out = Files.newOutputStream(pack)) {
            assertThat(new EvidenceExport(database.source(), sequencer, keys)
                            .pack(out, null)
                            .entries())
                    .isEqualTo(jdbc.sql("select count(*) from event")
                            .query(Long.class)
                            .single());
        }
        return Verifier.verify(pack, Trust.read(keys.verifiers(), List.of()));
    }

    @Test
    void a_case_that_two_releases_wrote_in_turn_keeps_its_order() throws Exception {
        sequencer.sequence();
        for (int i = 0; i < 20; i++) {
            String caseId = "case_" + i;
            CaseState state = i % 2 == 0 ? asBefore(caseId, null) : asNow(caseId, null);
            for (int seq = 2; seq <= 6; seq++)
                state = (seq / 2 + i) % 3 == 0 ? asNow(caseId, state) : asBefore(caseId, state);
        }
        var tree = new EvidenceTree(database.source());
        assertThat(tree.waiting()).isEqualTo(120);
        assertThat(sequencer.sequence()).isEqualTo(120);
        assertThat(tree.waiting()).isZero();
        Report report = verified();
        assertThat(report.exitStatus()).as(String.join("\n", report.text())).isZero();
    }

    @Test
    void both_releases_write_at_once_while_two_sequence() throws Exception {
        long seed = Long.getLong("remit.seed", new SplittableRandom().nextLong());
        var random = new SplittableRandom(seed);
        var writing = new AtomicBoolean(true);
        try (var pool = Executors.newFixedThreadPool(6)) {
            Callable<Object> sequencing = () -> {
                while (writing.get()) sequencer.sequence();
                return "done";
            };
            var sequencers = List.of(pool.submit(sequencing), pool.submit(sequencing));
            var writers = new java.util.ArrayList<java.util.concurrent.Future<?>>();
            for (int writer = 0; writer < 4; writer++) {
                SplittableRandom own = random.split();
                String prefix = "case_" + writer + "_";
                writers.add(pool.submit(() -> {
                    for (int i = 0; i < 60; i++) {
                        CaseState state = null;
                        for (int seq = 1; seq <= 5; seq++)
                            state = own.nextBoolean() ? asBefore(prefix + i, state) : asNow(prefix + i, state);
                    }
                }));
            }
            for (var each : writers) each.get();
            writing.set(false);
            for (var each : sequencers) each.get();
        }
        Report report = verified();
        assertThat(report.exitStatus())
                .as("seed " + seed + "\n" + String.join("\n", report.text()))
                .isZero();
        assertThat(new EvidenceTree(database.source()).waiting()).isZero();
    }

    @Test
    void more_of_them_than_one_round_takes_are_all_placed() throws Exception {
        for (int i = 0; i < 400; i++) asNow("case_" + i, asBefore("case_" + i, null));
        assertThat(sequencer.sequence()).isGreaterThanOrEqualTo(800);
        assertThat(verified().exitStatus()).isZero();
    }

    @Test
    void what_was_recorded_before_the_tree_gets_its_places_while_both_releases_write() throws Exception {
        // Their ids are drawn, so that no order but that of the cases holds them together.
        CaseState[] states = new CaseState[500];
        for (int seq = 1; seq <= 5; seq++)
            for (int i = 0; i < states.length; i++) states[i] = asBefore("case_" + i, states[i]);
        try (var pool = Executors.newFixedThreadPool(3)) {
            var sequencers = List.of(pool.submit(sequencer::sequence), pool.submit(sequencer::sequence));
            var writing = pool.submit(() -> {
                for (int i = 0; i < states.length; i += 5) {
                    states[i] = asNow("case_" + i, states[i]);
                    if (i % 2 == 0) states[i] = asBefore("case_" + i, states[i]);
                }
            });
            writing.get();
            for (var each : sequencers) each.get();
        }
        sequencer.sequence();
        Report report = verified();
        assertThat(report.exitStatus()).as(String.join("\n", report.text())).isZero();
        assertThat(new EvidenceTree(database.source()).waiting()).isZero();
        assertThat(jdbc.sql("select max(cardinality(event_ids)) from leaf_batch")
                        .query(Integer.class)
                        .single())
                .as("each time is short for whoever writes meanwhile")
                .isLessThanOrEqualTo(2 * EarlierEvents.MANY);
    }

    @Test
    void many_that_all_follow_what_waits_in_a_batch_are_placed_after_it() throws Exception {
        CaseState[] states = new CaseState[EarlierEvents.MANY + 50];
        for (int i = 0; i < states.length; i++) states[i] = asNow("case_" + i, null);
        for (int i = 0; i < states.length; i++) states[i] = asBefore("case_" + i, states[i]);
        assertThat(sequencer.sequence()).isGreaterThanOrEqualTo(2L * states.length);
        Report report = verified();
        assertThat(report.exitStatus()).as(String.join("\n", report.text())).isZero();
    }
}
