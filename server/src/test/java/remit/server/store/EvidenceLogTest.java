package remit.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.casework.CaseEvent;
import remit.casework.CaseState;
import remit.casework.Phase;
import remit.kernel.Actor;
import remit.kernel.Json;

/** The log: what it answers is true, and it answers everybody, whatever goes wrong. */
final class EvidenceLogTest {
    private static final Instant AT = Instant.parse("2026-03-02T08:00:00Z");
    private static final Actor CLERK = new Actor(Actor.Kind.PERSON, "p_clerk");

    @TempDir
    static Path folder;

    private static Database database;
    private TestingSource source;
    private EvidenceLog log;
    private static int cases;

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
        log.close();
    }

    private static CaseWrite decided(String caseId, String verdict, CaseWrite.Tags tags) {
        return new CaseWrite(
                new CaseWrite.CasePlace("shop", caseId, tags),
                null,
                AT,
                List.of(
                        new CaseWrite.Step(
                                new CaseEvent.CaseOpened("c", "owner"), CLERK, Json.object("key", "of " + caseId)),
                        new CaseWrite.Step(
                                new CaseEvent.Decided(Json.object("verdict", verdict)),
                                EvidenceLog.engine(),
                                Json.object("why", "of " + caseId))),
                Json.EMPTY,
                null);
    }

    private static CaseWrite held(String caseId) {
        return decided(caseId, "checkpoint", new CaseWrite.Tags(null, null, null, "subject of " + caseId));
    }

    private static CaseWrite outcome(String caseId, CaseState before) {
        return new CaseWrite(
                new CaseWrite.CasePlace("shop", caseId, null),
                before,
                AT,
                List.of(new CaseWrite.Step(
                        new CaseEvent.OutcomeObserved("api", "digest"),
                        CLERK,
                        Json.object("outcomes", Json.object("paid", "yes")))),
                Json.EMPTY,
                null);
    }

    private static String next() {
        return "case_" + ++cases;
    }

    private CaseState write(CaseWrite write) {
        return Objects.requireNonNull(EvidenceLog.await(log.append(write)).state());
    }

    private static long count(String what) throws Exception {
        return Long.parseLong(DatabaseTest.ask(database, "select count(*) from " + what));
    }

    @Test
    void a_commit_whose_answer_was_lost_is_written_once_and_no_conflict() throws Exception {
        String caseId = next();
        CaseState opened = write(held(caseId));
        source.answersToLose.set(1);
        assertThat(write(outcome(caseId, opened)).seq()).isEqualTo(3);
        assertThat(count("event where case_id = '" + caseId + "'")).isEqualTo(3);

        source.answersToLose.set(1);
        EvidenceLog.await(log.append(
                new ProcessWrite("once", "RunStarted", AT, CLERK, Json.EMPTY, Json.object("run", "r"), "r")));
        assertThat(count("event where process = 'once'")).isEqualTo(1);
    }

    @Test
    void a_commit_that_comes_through_after_its_connection_broke_is_not_told_as_failed() throws Exception {
        String caseId = next();
        CaseState opened = write(held(caseId));
        source.commitsToDelay.set(1);
        assertThat(write(outcome(caseId, opened)).seq()).isEqualTo(3);
        assertThat(count("event where case_id = '" + caseId + "'")).isEqualTo(3);
    }

    @Test
    void a_batch_whose_answer_was_lost_is_written_once() throws Exception {
        source.gate.set(new CountDownLatch(1));
        var futures = new ArrayList<CompletableFuture<EvidenceLog.Written>>();
        long before = count("event where process = 'shop'");
        for (int i = 0; i < 20; i++) futures.add(log.append(held(next())));
        source.answersToLose.set(2);
        source.gate.get().countDown();
        for (var future : futures) EvidenceLog.await(future);
        assertThat(count("event where process = 'shop'") - before).isEqualTo(40);
    }

    @Test
    void one_that_cannot_be_written_fails_alone_among_those_it_shares_a_commit_with() throws Exception {
        source.gate.set(new CountDownLatch(1));
        var futures = new ArrayList<CompletableFuture<EvidenceLog.Written>>();
        var cases = new ArrayList<String>();
        for (int i = 0; i < 20; i++) {
            // No database holds the character NUL.
            String caseId = i == 7 ? next() + "\0" : next();
            cases.add(caseId);
            futures.add(log.append(held(caseId)));
        }
        source.gate.get().countDown();
        for (int i = 0; i < 20; i++) {
            CompletableFuture<EvidenceLog.Written> each = futures.get(i);
            if (i == 7) assertThatThrownBy(() -> EvidenceLog.await(each)).hasMessageContaining("could not be written");
            else EvidenceLog.await(each);
        }
        cases.remove(7);
        String ids = String.join("','", cases);
        assertThat(count("event where case_id in ('" + ids + "')")).isEqualTo(38);
        assertThat(count("case_view where case_id in ('" + ids + "')")).isEqualTo(19);
        assertThat(write(held(next())).phase()).as("the writer goes on").isEqualTo(Phase.HELD);
    }

    @Test
    void of_two_who_saw_the_same_state_one_is_told_of_the_other() {
        String caseId = next();
        CaseState opened = write(held(caseId));
        write(outcome(caseId, opened));
        assertThatThrownBy(() -> write(outcome(caseId, opened))).isInstanceOf(ConflictException.class);
    }

    @Test
    void an_error_fails_those_who_wait_and_the_writer_goes_on() {
        source.nextError.set(new OutOfMemoryError("testing"));
        assertThatThrownBy(() -> write(held(next()))).hasRootCauseInstanceOf(OutOfMemoryError.class);
        assertThat(log.isWriting()).isTrue();
        assertThat(write(held(next())).phase()).isEqualTo(Phase.HELD);
    }

    @Test
    void large_rows_make_callers_wait_instead_of_filling_the_memory() throws Exception {
        source.gate.set(new CountDownLatch(1));
        var queued = new AtomicInteger();
        var futures = new ConcurrentLinkedQueue<CompletableFuture<EvidenceLog.Written>>();
        String large = "x".repeat(1 << 20);
        Thread caller = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 100; i++) {
                var step =
                        new CaseWrite.Step(new CaseEvent.HistoryRecorded("c", null), CLERK, Json.object("note", large));
                var place = new CaseWrite.CasePlace("large", "case_large_" + i, null);
                futures.add(log.append(new CaseWrite(place, null, AT, List.of(step), Json.EMPTY, null)));
                queued.incrementAndGet();
            }
        });
        while (caller.getState() != Thread.State.WAITING) TimeUnit.MILLISECONDS.sleep(20);
        assertThat(queued.get()).isLessThan(40);
        source.gate.get().countDown();
        caller.join();
        for (var future : futures) EvidenceLog.await(future);
        assertThat(count("case_view where process = 'large'")).isEqualTo(100);
    }

    @Test
    void whatever_is_appended_while_the_log_closes_is_answered() throws Exception {
        for (int round = 0; round < 20; round++) {
            var closing = new EvidenceLog(source, "Acme", InstantSource.system());
            var futures = new ConcurrentLinkedQueue<CompletableFuture<EvidenceLog.Written>>();
            var callers = new ArrayList<Thread>();
            for (int i = 0; i < 4; i++) {
                String process = "closing-" + round + "-" + i;
                callers.add(Thread.ofPlatform().start(() -> {
                    try {
                        while (true) {
                            futures.add(closing.append(
                                    new ProcessWrite(process, "Said", AT, CLERK, Json.EMPTY, Json.EMPTY, null)));
                        }
                    } catch (IllegalStateException closed) {
                        assertThat(closed).hasMessageContaining("closed");
                    }
                }));
            }
            TimeUnit.MILLISECONDS.sleep(10);
            closing.close();
            for (Thread caller : callers) caller.join();
            assertThat(closing.isWriting()).isFalse();
            CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void everything_kept_of_a_case_is_found_by_its_subject() throws Exception {
        String caseId = next();
        CaseState opened = write(held(caseId));
        CaseState reviewed = write(new CaseWrite(
                new CaseWrite.CasePlace("shop", caseId, null),
                opened,
                AT,
                List.of(
                        new CaseWrite.Step(
                                new CaseEvent.Reviewed("approve", "pay", null), CLERK, Json.object("note", "rang her")),
                        new CaseWrite.Step(
                                new CaseEvent.ActionPrepared("act_" + caseId, "pay"),
                                EvidenceLog.engine(),
                                Json.object("arguments", Json.object("name", "hers")))),
                Json.EMPTY,
                null));
        write(outcome(caseId, reviewed));
        assertThat(count("payload where subject_ref = 'subject of " + caseId + "'"))
                .isEqualTo(5);
        assertThat(count("payload p join event e on e.id = p.event_id where e.case_id = '" + caseId + "'"))
                .isEqualTo(5);
    }

    @Test
    void a_case_that_was_erased_keeps_nothing_more_of_its_person() throws Exception {
        String caseId = next();
        CaseState opened = write(held(caseId));
        DatabaseTest.execute(database, "delete from payload where subject_ref = 'subject of " + caseId + "'");
        assertThat(write(outcome(caseId, opened)).seq()).isEqualTo(3);
        assertThat(count("payload p join event e on e.id = p.event_id where e.case_id = '" + caseId + "'"))
                .isZero();
        assertThat(count("case_view where case_id = '" + caseId + "' and observed is not null"))
                .isZero();
        assertThat(count("event where case_id = '" + caseId + "' and seq = 3"
                        + " and (leaf::jsonb->>'payload_digest' is null) and leaf_hash = sha256('\\x00'::bytea ||"
                        + " convert_to(leaf, 'utf8'))"))
                .as("no digest of what was never kept, which a verifier would miss")
                .isEqualTo(1);
    }

    @Test
    void what_somebody_must_be_told_of_is_committed_with_its_evidence() throws Exception {
        source.gate.set(new CountDownLatch(1));
        DatabaseTest.execute(database, "delete from news");
        var none = new CaseWrite.Tags(null, null, null, null);
        var futures = new ArrayList<CompletableFuture<EvidenceLog.Written>>();
        for (int i = 0; i < 7; i++) futures.add(log.append(decided(next(), "stop", none)));
        futures.add(log.append(decided(next(), "auto_clear", none)));
        source.gate.get().countDown();
        for (var future : futures) EvidenceLog.await(future);
        assertThat(DatabaseTest.ask(
                        database, "select string_agg(distinct process || phase, ',') || sum(cases) from news"))
                .isEqualTo("shopstopped7");
    }
}
