package remit.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import remit.casework.CaseEvent;
import remit.casework.CaseState;
import remit.kernel.Actor;
import remit.kernel.Json;

/** What shares a commit, and what becomes of the others when one of them cannot be written. */
@Timeout(120)
final class GroupCommitTest {
    private static final Instant AT = Instant.parse("2026-03-02T08:00:00Z");
    private static final Actor CLERK = new Actor(Actor.Kind.PERSON, "p_clerk");

    @TempDir
    static Path folder;

    private static Database database;
    private static int cases;
    private TestingSource source;
    private EvidenceLog log;
    /** What goes first, so that the rest shares a commit. */
    private final List<CompletableFuture<EvidenceLog.Written>> ahead = new ArrayList<>();

    @BeforeAll
    static void open() {
        database = Database.open(DataDirectory.prepare(folder.resolve("data")).orThrow(), DatabaseOptions.embedded())
                .orThrow();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void begin() {
        source = new TestingSource(database.source());
        log = new EvidenceLog(source, "Acme", InstantSource.system());
    }

    @AfterEach
    void end() {
        for (var each : ahead) EvidenceLog.await(each);
        log.close();
    }

    private static CaseWrite held(String caseId) {
        var opened = new CaseWrite.Step(new CaseEvent.CaseOpened("c", "owner"), CLERK, Json.object("key", caseId));
        var decided = new CaseWrite.Step(
                new CaseEvent.Decided(Json.object("verdict", "checkpoint")), EvidenceLog.engine(), null);
        return new CaseWrite(
                new CaseWrite.CasePlace("shop", caseId, null), null, AT, List.of(opened, decided), Json.EMPTY, null);
    }

    private static CaseWrite outcome(String caseId, CaseState before) {
        var step = new CaseWrite.Step(new CaseEvent.OutcomeObserved("api", "digest"), CLERK, null);
        return new CaseWrite(
                new CaseWrite.CasePlace("shop", caseId, null), before, AT, List.of(step), Json.EMPTY, null);
    }

    private static String next() {
        return "case_" + ++cases;
    }

    private CaseState write(CaseWrite write) {
        return Objects.requireNonNull(EvidenceLog.await(log.append(write)).state());
    }

    /** Holds back what is appended from here on, so that it shares a commit; only an event of a process goes ahead of it. */
    private void gather() throws Exception {
        source.gate.set(new CountDownLatch(1));
        // While it waits for its connection nobody else may write.
        ahead.add(log.append(new ProcessWrite("gathering", "Said", AT, CLERK, Json.EMPTY, Json.EMPTY, null)));
        while (source.waiting.get() == 0) TimeUnit.MILLISECONDS.sleep(5);
        // The other writer takes this one, and waits.
        ahead.add(log.append(held(next())));
        TimeUnit.MILLISECONDS.sleep(200);
        source.commits.set(0);
        source.rollbacks.set(0);
    }

    /** What the writers counted themselves. */
    private static long committed() throws Exception {
        return Long.parseLong(DatabaseTest.ask(database, "select sum(commits) from commit_count"));
    }

    @Test
    void one_that_cannot_be_written_is_found_by_halving_its_batch() throws Exception {
        long before = committed();
        gather();
        var futures = new ArrayList<CompletableFuture<EvidenceLog.Written>>();
        for (int i = 0; i < 512; i++) futures.add(log.append(held(i == 300 ? next() + "\0" : next())));
        source.gate.get().countDown();
        for (int i = 0; i < 512; i++) {
            CompletableFuture<EvidenceLog.Written> each = futures.get(i);
            if (i == 300)
                assertThatThrownBy(() -> EvidenceLog.await(each)).hasMessageContaining("could not be written");
            else EvidenceLog.await(each);
        }
        // Of each half of 512, 256 ... 2 one is written; beside them what held the others back.
        assertThat(committed() - before).isBetween(3L, 9L + 4);
        assertThat(source.rollbacks.get()).isLessThanOrEqualTo(10 + 1);
    }

    @Test
    void two_who_saw_the_same_state_do_not_split_the_batch_that_they_meet_in() throws Exception {
        Map<String, CaseState> opened = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            String caseId = next();
            opened.put(caseId, write(held(caseId)));
        }
        gather();
        var firsts = new ArrayList<CompletableFuture<EvidenceLog.Written>>();
        var seconds = new ArrayList<CompletableFuture<EvidenceLog.Written>>();
        opened.forEach((caseId, state) -> {
            firsts.add(log.append(outcome(caseId, state)));
            seconds.add(log.append(outcome(caseId, state)));
        });
        source.gate.get().countDown();
        for (var first : firsts) EvidenceLog.await(first);
        for (var second : seconds)
            assertThatThrownBy(() -> EvidenceLog.await(second)).isInstanceOf(ConflictException.class);
        assertThat(source.rollbacks.get()).isZero();
        assertThat(source.commits.get()).isLessThanOrEqualTo(4);
    }

    @Test
    void one_behind_another_that_cannot_be_written_is_written() throws Exception {
        String caseId = next();
        CaseState opened = write(held(caseId));
        gather();
        // No database holds the character NUL.
        CaseWrite good = outcome(caseId, opened);
        var poisoned = new CaseWrite(good.place(), opened, AT, good.steps(), Json.EMPTY, "run\0");
        CompletableFuture<EvidenceLog.Written> first = log.append(poisoned);
        CompletableFuture<EvidenceLog.Written> second = log.append(outcome(caseId, opened));
        CompletableFuture<EvidenceLog.Written> third = log.append(outcome(caseId, opened));
        source.gate.get().countDown();
        assertThatThrownBy(() -> EvidenceLog.await(first)).hasMessageContaining("could not be written");
        assertThat(Objects.requireNonNull(EvidenceLog.await(second).state()).seq())
                .isEqualTo(3);
        assertThatThrownBy(() -> EvidenceLog.await(third)).isInstanceOf(ConflictException.class);
    }

    @Test
    void what_goes_by_what_others_wrote_ends_the_batch_before_it() throws Exception {
        gather();
        var futures = new ArrayList<CompletableFuture<EvidenceLog.Written>>();
        for (int i = 0; i < 100; i++) futures.add(log.append(held(next())));
        var ground = new ProcessWrite.Ground("no such thread", 0);
        var step = new ProcessWrite.Step("shop", null, "Said", CLERK, Json.EMPTY, Json.EMPTY, null);
        futures.add(log.append(new ProcessWrite(AT, List.of(step), null, ground)));
        for (int i = 0; i < 100; i++) futures.add(log.append(held(next())));
        source.gate.get().countDown();
        for (var each : futures) EvidenceLog.await(each);
        assertThat(source.commits.get()).isLessThanOrEqualTo(6);
    }

    @Test
    void an_event_of_a_process_overtakes_nobody_who_waits_behind_another() throws Exception {
        String caseId = next();
        CaseState opened = write(held(caseId));
        gather();
        ahead.add(log.append(outcome(caseId, opened)));
        CompletableFuture<EvidenceLog.Written> second = log.append(outcome(caseId, opened));
        CompletableFuture<EvidenceLog.Written> said =
                log.append(new ProcessWrite("after", "Said", AT, CLERK, Json.EMPTY, Json.EMPTY, null));
        var answered = new AtomicBoolean();
        CompletableFuture<Void> looked = said.thenAccept(_ -> answered.set(second.isDone()));
        source.gate.get().countDown();
        looked.get(20, TimeUnit.SECONDS);
        assertThat(answered).isTrue();
    }
}
