package remit.server.halts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;
import remit.casework.CaseState;
import remit.casework.Casework;
import remit.casework.Phase;
import remit.casework.Settlement;
import remit.halt.HaltScope;
import remit.halt.HaltStage;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.access.Acting;
import remit.server.cases.Dispatcher;
import remit.server.cases.DoubtfulEffects;
import remit.server.gateway.Connector;
import remit.server.gateway.Gateway;
import remit.server.gateway.TestingLedger;
import remit.server.runs.TestingDesk;
import remit.server.runs.TestingOffice;

/** The kill switch with two nodes on one database: nothing new is done anywhere, and nothing is lost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class HaltsIT {
    private static final Acting OLGA = Acting.self(new Actor(Actor.Kind.PERSON, "p_olga"));
    private static final Duration SECOND = Duration.ofSeconds(1);

    private TestingOffice one;
    private TestingOffice two;
    private TestingLedger ledger;

    @BeforeAll
    void open(@TempDir Path folder) {
        one = TestingOffice.open(folder);
        two = TestingOffice.open(folder);
    }

    @AfterAll
    void close() {
        two.close();
        one.close();
    }

    @BeforeEach
    void systems() throws IOException {
        ledger = new TestingLedger();
    }

    @AfterEach
    void stop() {
        for (HaltView.Row row : halts().list().rows())
            for (HaltStage to = row.halt().stage(); to != HaltStage.OPEN; )
                resume(row.halt().scope(), to = to.next());
        ledger.close();
    }

    private TestingDesk desk(TestingOffice office, String process) {
        // Whoever has a gateway is a node.
        office.installation().gateway().orThrow();
        return new TestingDesk(office, process, Map.of("ledger", ledger.url()), contract -> contract);
    }

    private HaltDesk halts() {
        return two.installation().halts();
    }

    private void resume(HaltScope scope, HaltStage to) {
        halts().resume(OLGA, scope, to, "looked at").orThrow();
    }

    private void open(HaltScope scope) {
        for (HaltStage to : List.of(HaltStage.HELD, HaltStage.REVIEWED, HaltStage.OPEN)) resume(scope, to);
    }

    private static String code(Checked<?> refused) {
        return refused.problems().stream().map(Problem::code).findFirst().orElse("allowed");
    }

    private static void until(BooleanSupplier so) throws InterruptedException {
        long limit = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not come to that").isLessThan(limit);
            Thread.sleep(10);
        }
    }

    static Stream<HaltScope> scopes() {
        return Stream.of(
                new HaltScope.Everything(),
                new HaltScope.Process("load-process"),
                new HaltScope.Author("classifier"),
                new HaltScope.Tool("post_line"));
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void a_second_after_it_is_halted_no_node_does_anything_new_and_nothing_is_lost(HaltScope scope) throws Exception {
        String process = "load-" + scope.kind();
        ledger.slow(400);
        try (TestingDesk here = desk(one, process);
                TestingDesk there = desk(two, process);
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            int cases = 320;
            var approvals = new ArrayList<Future<Checked<CaseState>>>();
            for (int i = 0; i < cases; i++) {
                TestingDesk desk = i % 2 == 0 ? here : there;
                String document = "L" + i;
                approvals.add(pool.submit(() -> desk.decide(desk.held(document), "A4001")));
            }
            until(() -> ledger.arrivals().size() >= 40);
            HaltDesk.Done done = halts().halt(OLGA, scope, "wrong accounts").orThrow();
            long returned = System.nanoTime();
            assertThat(done.shown().nodes()).hasSize(2);
            assertThat(done.shown().silent()).isEmpty();
            assertThat(done.shown().millis()).isLessThan(1000);
            Thread.sleep(2500);
            assertThat(ledger.arrivals())
                    .as("new effects after " + done)
                    .allMatch(arrival -> arrival - returned <= SECOND.toNanos());
            for (Future<Checked<CaseState>> each : approvals)
                assertThat(code(each.get())).isIn("allowed", "RMT-445");
            here.desk.drain();
            there.desk.drain();
            int before = ledger.done().size();
            assertThat(before).isLessThan(cases);
            String where = "action_view where process = '" + process + "' and state = ";
            assertThat(one.count(where + "'verified'"))
                    .as("what was under way has its end")
                    .isEqualTo(before);
            HaltView.Row row = halts().list().rows().getFirst();
            assertThat(row.halt().scope()).isEqualTo(scope);
            assertThat(row.effects().count()).isPositive().isGreaterThanOrEqualTo(one.count(where + "'prepared'"));

            resume(scope, HaltStage.HELD);
            recover(here, there);
            assertThat(ledger.done()).hasSize(before);
            resume(scope, HaltStage.REVIEWED);
            ledger.slow(0);
            for (String held : one.texts("select case_id from case_view where phase = 'held' and process = ?", process))
                here.decide(held, "A4001").orThrow();
            recover(here, there);
            resume(scope, HaltStage.OPEN);
            assertThat(one.count(where + "'verified'")).isEqualTo(cases);
            assertThat(ledger.done())
                    .hasSize(cases)
                    .allSatisfy((key, times) -> assertThat(times).isEqualTo(1));
            assertThat(halts().list().rows()).isEmpty();
        }
    }

    private static void recover(TestingDesk... desks) {
        for (TestingDesk desk : desks) {
            desk.moveOn(Duration.ofMinutes(2));
            desk.recover();
        }
    }

    @Test
    void approvals_freeze_wait_as_held_and_act_once_they_are_reviewed() {
        HaltScope scope = new HaltScope.Process("frozen");
        try (TestingDesk desk = desk(one, "frozen")) {
            String first = desk.held("F1");
            String second = desk.held("F2");
            halts().halt(OLGA, scope, "wrong accounts").orThrow();
            Checked<?> refused = desk.decide(first, "A4001");
            assertThat(code(refused)).isEqualTo("RMT-445");
            assertThat(refused.problems().getFirst().what())
                    .startsWith("process frozen is halted since ")
                    .contains("by person:p_olga (wrong accounts)");
            var reject = new Casework.Review(
                    TestingDesk.OFFICER, Casework.Review.Outcome.REJECT, null, "other", seq(desk, second));
            assertThat(desk.desk.review(second, reject, "").orThrow().phase()).isEqualTo(Phase.REJECTED);

            resume(scope, HaltStage.HELD);
            desk.decide(first, "A4001").orThrow();
            desk.desk.drain();
            assertThat(desk.effect(first)).isEqualTo("prepared");
            assertThat(ledger.requests()).isEmpty();
            assertThat(halts().list().rows().getFirst().effects().first()).containsExactly(desk.actionId(first));

            resume(scope, HaltStage.REVIEWED);
            recover(desk);
            assertThat(desk.effect(first)).isEqualTo("verified");
            resume(scope, HaltStage.OPEN);
            assertThat(desk.effect(desk.decided("F3"))).isEqualTo("verified");
        }
    }

    @Test
    void what_a_halt_of_its_author_keeps_back_is_not_looked_up_again_and_again() {
        HaltScope scope = new HaltScope.Author("classifier");
        try (TestingDesk desk = desk(one, "kept-by-author")) {
            String caseId = desk.held("K1");
            halts().halt(OLGA, scope, "learned from a broken file").orThrow();
            resume(scope, HaltStage.HELD);
            desk.decide(caseId, "A4001").orThrow();
            desk.desk.drain();
            recover(desk);
            recover(desk);
            assertThat(ledger.requests()).isEmpty();
            assertThat(desk.effect(caseId)).isEqualTo("prepared");

            resume(scope, HaltStage.REVIEWED);
            recover(desk);
            assertThat(desk.effect(caseId)).isEqualTo("verified");
            resume(scope, HaltStage.OPEN);
        }
    }

    @Test
    void an_effect_that_must_not_happen_is_dropped_while_it_waits_and_never_sent() {
        HaltScope scope = new HaltScope.Process("given-up");
        try (TestingDesk desk = desk(one, "given-up")) {
            String caseId = desk.held("G1");
            halts().halt(OLGA, scope, "wrong accounts").orThrow();
            resume(scope, HaltStage.HELD);
            desk.decide(caseId, "A4001").orThrow();
            desk.desk.drain();
            assertThat(desk.effect(caseId)).isEqualTo("prepared");

            assertThat(code(settle(desk, caseId, Settlement.Outcome.DONE))).isEqualTo("RMT-461");
            settle(desk, caseId, Settlement.Outcome.NOT_DONE_DROP).orThrow();
            resume(scope, HaltStage.REVIEWED);
            resume(scope, HaltStage.OPEN);
            recover(desk);
            assertThat(desk.effect(caseId)).isEqualTo("refused");
            assertThat(ledger.requests()).isEmpty();
        }
    }

    private static Checked<?> settle(TestingDesk desk, String caseId, Settlement.Outcome outcome) {
        try (Dispatcher dispatcher = desk.parts.dispatcher()) {
            return dispatcher
                    .doubtful()
                    .settle(
                            new Settlement(TestingDesk.OFFICER, desk.actionId(caseId), outcome),
                            new DoubtfulEffects.Words("", "wrong account"));
        }
    }

    private static long seq(TestingDesk desk, String caseId) {
        return desk.state(caseId).seq();
    }

    @Test
    void what_is_not_halted_goes_on() {
        HaltScope other = new HaltScope.Process("bystander-halted");
        try (TestingDesk halted = desk(one, "bystander-halted");
                TestingDesk desk = desk(one, "bystander")) {
            String before = halted.held("B0");
            halts().halt(OLGA, other, "wrong accounts").orThrow();
            assertThat(desk.effect(desk.decided("B1"))).isEqualTo("verified");
            assertThat(code(halted.decide(before, "A4001"))).isEqualTo("RMT-445");
            open(other);
        }
    }

    @Test
    void a_name_with_a_slip_in_it_is_refused_and_not_halted_in_vain() {
        try (TestingDesk desk = desk(one, "spelt")) {
            assertThat(desk.held("S1")).isNotEmpty();
            for (HaltScope scope : List.of(
                    new HaltScope.Process("spelled"),
                    new HaltScope.Author("clasifier"),
                    new HaltScope.Tool("post_lines")))
                assertThat(code(halts().halt(OLGA, scope, "why"))).isEqualTo("RMT-447");
            assertThat(halts().list().rows()).isEmpty();
        }
    }

    @Test
    void a_reason_is_kept_where_it_can_be_erased() {
        try (TestingDesk desk = desk(one, "worded")) {
            HaltScope scope = new HaltScope.Process(desk.published.id());
            halts().halt(OLGA, scope, "Jane Doe complained").orThrow();
            assertThat(halts().list().rows().getFirst().reason()).isEqualTo("Jane Doe complained");
            assertThat(one.count("event where leaf like '%Jane Doe%'")).isZero();
            assertThat(one.rebuild().differences()).isZero();
            open(scope);
        }
    }

    @Test
    void of_two_who_halt_at_once_one_is_told_that_it_is_halted() throws Exception {
        try (TestingDesk desk = desk(one, "twice");
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            HaltScope scope = new HaltScope.Process(desk.published.id());
            var answers = new ArrayList<String>();
            for (var each : List.of(one, two, one, two).stream()
                    .map(office ->
                            pool.submit(() -> code(office.installation().halts().halt(OLGA, scope, "why"))))
                    .toList()) answers.add(each.get());
            assertThat(answers).containsExactlyInAnyOrder("allowed", "RMT-442", "RMT-442", "RMT-442");
            open(scope);
        }
    }

    @Test
    void a_node_that_cannot_reach_the_database_does_nothing() {
        var gone = new PGSimpleDataSource();
        gone.setURL("jdbc:postgresql://127.0.0.1:1/nothing");
        var installation = one.installation();
        var cut = new KillSwitch(gone);
        Gateway gateway = Gateway.open(
                        installation.path(),
                        installation.database().installation().keyring(),
                        List.of(Connector.http("ledger", ledger.url(), null)),
                        cut,
                        installation.clock())
                .orThrow();
        try (TestingDesk desk = desk(one, "cut")) {
            String caseId = desk.held("C1");
            halts().halt(OLGA, new HaltScope.Process("cut"), "so that it stays prepared")
                    .orThrow();
            resume(new HaltScope.Process("cut"), HaltStage.HELD);
            desk.decide(caseId, "A4001").orThrow();
            desk.desk.drain();
            var content = one.text(
                    "select p.content from action_view a join payload p on p.event_id = a.event_id"
                            + " where a.case_id = ?",
                    caseId);
            var action = remit.server.gateway.Action.fromJson(remit.kernel.Json.parseObject(content));
            Checked<?> tried = gateway.settle(
                    desk.published.contract().flow(),
                    action,
                    Gateway.Left.NEVER_SENT,
                    installation.clock().instant().plusSeconds(5));
            assertThat(code(tried)).isEqualTo("RMT-446");
            assertThat(ledger.requests()).isEmpty();
            resume(new HaltScope.Process("cut"), HaltStage.REVIEWED);
            resume(new HaltScope.Process("cut"), HaltStage.OPEN);
        }
    }
}
