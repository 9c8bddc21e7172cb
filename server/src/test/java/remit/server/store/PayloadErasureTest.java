package remit.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.casework.CaseEvent;
import remit.casework.CaseState;
import remit.kernel.Actor;
import remit.kernel.Json;

/** Whoever writes while somebody erases, in the same program or in another one, leaves nothing behind. */
final class PayloadErasureTest {
    private static final Instant AT = Instant.parse("2026-03-02T08:00:00Z");
    private static final Actor CLERK = new Actor(Actor.Kind.PERSON, "p_clerk");
    private static final int ROUNDS = 40;
    private static final int CASES = 12;

    @TempDir
    static Path folder;

    private static Database database;
    private static EvidenceLog here;
    private static EvidenceLog there;

    @BeforeAll
    static void open() {
        database = Database.open(DataDirectory.prepare(folder.resolve("data")).orThrow(), DatabaseOptions.embedded())
                .orThrow();
        here = new EvidenceLog(database.source(), "Acme", InstantSource.system());
        there = new EvidenceLog(database.source(), "Acme", InstantSource.system());
    }

    @AfterAll
    static void close() {
        here.close();
        there.close();
        database.close();
    }

    @Test
    void a_transition_of_the_same_moment_leaves_no_payload_behind() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                String prefix = "case_race_" + round + "_";
                List<CaseState> opened = opened(prefix);
                List<String> ids = ids(prefix);
                var start = new CountDownLatch(1);
                Future<Boolean> writing = threads.submit(after(start, () -> {
                    var all = new ArrayList<CompletableFuture<EvidenceLog.Written>>();
                    for (int i = 0; i < CASES; i++) all.add(there.append(outcome(ids.get(i), opened.get(i))));
                    all.forEach(EvidenceLog::await);
                    return true;
                }));
                Future<Boolean> erasing = threads.submit(after(start, () -> erased(here, ids)));
                start.countDown();
                assertThat(writing.get()).isTrue();
                assertThat(erasing.get()).isTrue();
                assertThat(count("event where case_id like '" + prefix + "%'")).isEqualTo(3L * CASES);
                assertThat(payloads(ids)).isEmpty();
                assertThat(count("case_view where observed is not null or grp is not null"))
                        .isZero();
                assertThat(count("past_case where opening is not null or observed is not null"))
                        .isZero();
            }
        }
        assertThat(new Rebuild(database.source()).run().differences()).isZero();
    }

    @Test
    void of_two_erasures_of_the_same_cases_one_is_told_that_they_moved() throws Exception {
        String prefix = "case_twice_";
        opened(prefix);
        List<String> ids = ids(prefix);
        List<UUID> events = payloads(ids);
        var first = here.append(erasure(ids, events));
        var second = there.append(erasure(ids, events));
        long refused = List.of(first, second).stream()
                .filter(each -> {
                    try {
                        EvidenceLog.await(each);
                        return false;
                    } catch (ConflictException moved) {
                        return true;
                    }
                })
                .count();
        assertThat(refused).isEqualTo(1);
        assertThat(payloads(ids)).isEmpty();
        assertThat(count("event where type = 'PayloadsErased' and process = 'twice'"))
                .isEqualTo(1);
    }

    @Test
    void what_happens_to_a_case_after_it_was_looked_up_is_not_passed_over_although_it_left_no_payload()
            throws Exception {
        String prefix = "case_moved_";
        List<CaseState> opened = opened(prefix);
        List<String> ids = ids(prefix);
        List<UUID> events = payloads(ids);
        ProcessWrite seenBefore = erasure(ids, events);
        EvidenceLog.await(there.append(bare(ids.get(3), opened.get(3))));

        assertThatThrownBy(() -> EvidenceLog.await(here.append(seenBefore))).isInstanceOf(ConflictException.class);
        assertThat(payloads(ids)).isEqualTo(events);
        assertThat(erased(here, ids)).isTrue();
    }

    @Test
    void an_erased_case_keeps_no_payload_and_no_tags_whatever_a_later_writer_says_of_it() throws Exception {
        String prefix = "case_later_";
        CaseState opened = opened(prefix).getFirst();
        List<String> ids = ids(prefix);
        assertThat(erased(here, ids)).isTrue();
        CaseWrite outcome = outcome(ids.getFirst(), opened);
        var tagged = new CaseWrite.CasePlace("shop", ids.getFirst(), new CaseWrite.Tags("g", "s", null, "ref"));

        EvidenceLog.await(
                there.append(new CaseWrite(tagged, opened, AT, outcome.steps(), outcome.versions(), outcome.runId())));

        assertThat(payloads(ids)).isEmpty();
        assertThat(count("case_view where case_id = '" + ids.getFirst() + "' and segment is null and observed is null"))
                .isEqualTo(1);
        assertThat(DatabaseTest.ask(
                        database,
                        "select leaf::jsonb->>'payload_digest' from event where seq = 3 and case_id = '"
                                + ids.getFirst() + "'"))
                .isNull();
    }

    @Test
    void an_erasure_that_does_not_name_all_that_is_there_takes_nothing() throws Exception {
        String prefix = "case_part_";
        opened(prefix);
        List<String> ids = ids(prefix);
        List<UUID> events = payloads(ids);
        assertThatThrownBy(() -> EvidenceLog.await(here.append(erasure(ids, events.subList(1, events.size())))))
                .isInstanceOf(ConflictException.class);
        assertThat(payloads(ids)).isEqualTo(events);
        assertThat(erased(here, ids)).isTrue();
    }

    private static <T> Callable<T> after(CountDownLatch start, Callable<T> work) {
        return () -> {
            start.await();
            return work.call();
        };
    }

    /** As erasing does: what moved meanwhile is looked up again. */
    private static boolean erased(EvidenceLog log, List<String> ids) throws Exception {
        for (int left = 50; left > 0; left--) {
            try {
                EvidenceLog.await(log.append(erasure(ids, payloads(ids))));
                return true;
            } catch (ConflictException moved) {
                Thread.onSpinWait();
            }
        }
        return false;
    }

    private static ProcessWrite erasure(List<String> ids, List<UUID> events) {
        String process = ids.getFirst().startsWith("case_twice") ? "twice" : "shop";
        var step = new ProcessWrite.Step(
                process,
                null,
                "PayloadsErased",
                CLERK,
                Json.EMPTY,
                Json.object("cases", ids.size()),
                Json.object("reason", "a test"));
        List<ProcessWrite.Erasure.Seen> seen = ids.stream()
                .map(id -> new ProcessWrite.Erasure.Seen(id, length(id)))
                .toList();
        return new ProcessWrite(AT, List.of(step), null, null, new ProcessWrite.Erasure(seen, events, List.of()));
    }

    private static long length(String caseId) {
        long[] length = new long[1];
        Streaming.query(
                database.source(),
                "select max(seq) from event where case_id = ?",
                List.of(caseId),
                row -> length[0] = row.getLong(1));
        return length[0];
    }

    private static List<String> ids(String prefix) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < CASES; i++) ids.add(prefix + i);
        return ids;
    }

    private static List<CaseState> opened(String prefix) {
        var states = new ArrayList<CaseState>();
        for (String id : ids(prefix)) {
            states.add(Objects.requireNonNull(EvidenceLog.await(here.append(new CaseWrite(
                            new CaseWrite.CasePlace("shop", id, new CaseWrite.Tags("g", "s", null, "ref of " + id)),
                            null,
                            AT,
                            List.of(
                                    new CaseWrite.Step(
                                            new CaseEvent.CaseOpened("c", "owner"),
                                            CLERK,
                                            Json.object("key", "of " + id)),
                                    new CaseWrite.Step(
                                            new CaseEvent.Decided(Json.object("verdict", "auto_clear")),
                                            EvidenceLog.engine(),
                                            Json.object("why", "of " + id))),
                            Json.EMPTY,
                            null)))
                    .state()));
        }
        return states;
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

    private static CaseWrite bare(String caseId, CaseState before) {
        return new CaseWrite(
                new CaseWrite.CasePlace("shop", caseId, null),
                before,
                AT,
                List.of(new CaseWrite.Step(new CaseEvent.ActionPrepared("act_" + caseId, "book"), CLERK, null)),
                Json.EMPTY,
                null);
    }

    private static List<UUID> payloads(List<String> ids) {
        var found = new ArrayList<UUID>();
        Streaming.query(
                database.source(),
                "select e.id from event e join payload p on p.event_id = e.id where e.case_id = any(?) order by e.id",
                List.of((Object) ids.toArray(String[]::new)),
                row -> found.add(row.getObject(1, UUID.class)));
        return found;
    }

    private static long count(String what) throws Exception {
        return Long.parseLong(DatabaseTest.ask(database, "select count(*) from " + what));
    }
}
