package remit.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import remit.casework.Compensation;
import remit.casework.Settlement;
import remit.halt.HaltScope;
import remit.halt.HaltStage;
import remit.incident.Cause;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.process.ToolSpec.WayBack;
import remit.server.access.Acting;
import remit.server.cases.Compensations;
import remit.server.cases.Dispatcher;
import remit.server.cases.DoubtfulEffects;
import remit.server.cases.Effect;
import remit.server.gateway.TestingLedger;
import remit.server.gateway.TestingLedger.Afterwards;
import remit.server.gateway.TestingLedger.Instead;
import remit.server.halts.HaltDesk;
import remit.server.halts.HaltView;
import remit.server.live.EffectKeeper;
import remit.server.runs.TestingDesk;
import remit.server.runs.TestingOffice;
import remit.server.store.CaseReader;
import remit.server.store.EvidenceLog;

/** What was done is taken back once at most, whatever becomes of the answer, and evidence says by whom and why before it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CompensationsIT {
    private static final Actor OLGA = new Actor(Actor.Kind.PERSON, "p_olga");

    private TestingOffice office;
    private TestingLedger ledger;

    @BeforeAll
    void open(@TempDir Path folder) {
        office = TestingOffice.open(folder);
    }

    @AfterAll
    void close() {
        office.close();
    }

    @BeforeEach
    void system() throws IOException {
        ledger = new TestingLedger();
    }

    @AfterEach
    void stop() {
        ledger.close();
    }

    private TestingDesk desk(String process) {
        return new TestingDesk(office, process, Map.of("ledger", ledger.url()), contract -> contract);
    }

    private static Checked<Effect> undo(TestingDesk desk, String caseId) {
        return undo(desk, OLGA, false, caseId);
    }

    private static Checked<Effect> undo(TestingDesk desk, Actor person, boolean mayResume, String caseId) {
        try (Dispatcher dispatcher = desk.parts.dispatcher()) {
            return dispatcher
                    .compensations()
                    .takeBack(new Compensations.Asking(person, mayResume, desk.actionId(caseId), "asked Jane Doe"));
        }
    }

    private static String code(Checked<?> refused) {
        return refused.problems().stream().map(Problem::code).findFirst().orElse("allowed");
    }

    private String undoneKey(TestingDesk desk, String caseId) {
        return Compensation.id(desk.actionId(caseId));
    }

    /** As time goes on. A look on a connection that the tool closes just then tells nothing, and there is another one later. */
    private static void finish(TestingDesk desk, String caseId) {
        for (int look = 0; look < 5 && !desk.state(caseId).takenBack(); look++) {
            desk.moveOn(Duration.ofHours(1));
            desk.recover();
        }
    }

    private static List<String> types(TestingDesk desk, String caseId) {
        return desk.reader.timeline(caseId).stream()
                .map(step -> step.event().type())
                .toList();
    }

    @Test
    void who_and_why_are_evidence_before_the_tool_is_asked_and_the_effect_is_undone_once() {
        try (TestingDesk desk = desk("undone")) {
            String caseId = desk.decided("U1");
            Effect back = undo(desk, caseId).orThrow();
            assertThat(back.state()).isEqualTo("verified");
            assertThat(back.actionId()).isEqualTo(undoneKey(desk, caseId));
            assertThat(types(desk, caseId)).endsWith("ActionVerified", "CompensationPrepared", "CompensationVerified");
            CaseReader.StoredEvent asked =
                    desk.reader.timeline(caseId).reversed().get(1);
            assertThat(asked.event().actor()).isEqualTo(OLGA);
            assertThat(asked.payload().text("note")).isEqualTo("asked Jane Doe");
            assertThat(asked.event().leafText()).doesNotContain("Jane");
            assertThat(desk.last(caseId).payload().text("receipt")).isEqualTo("R-" + undoneKey(desk, caseId));
            assertThat(desk.state(caseId).takenBack()).isTrue();

            int requests = ledger.requests().size();
            assertThat(code(undo(desk, caseId))).isEqualTo("RMT-469");
            assertThat(ledger.requests()).hasSize(requests);
            assertThat(ledger.done(undoneKey(desk, caseId))).isEqualTo(1);
            assertThat(ledger.done(desk.actionId(caseId))).isEqualTo(1);
            assertThat(office.rebuild().differences()).isZero();
            assertThat(office.changeLog("undone"))
                    .as("taking back is no tool that a decision invoked")
                    .allSatisfy(entry ->
                            assertThat(entry.array("tools_invoked").size()).isLessThan(2));
        }
    }

    @Test
    void nobody_takes_back_what_was_not_done_or_is_theirs_or_has_no_compensation() {
        try (TestingDesk desk = desk("refused");
                TestingDesk bare = new TestingDesk(
                        office,
                        "bare",
                        Map.of("ledger", ledger.url()),
                        contract -> contract.replace("      compensation: the posting is reversed\n", ""));
                TestingDesk forGood = new TestingDesk(
                        office,
                        "final",
                        Map.of("ledger", ledger.url()),
                        contract -> contract.replace("      compensation: the posting is reversed\n", "")
                                .replace("effect: reversible", "effect: irreversible"))) {
            ledger.next(new Instead(TestingLedger.status(422, "{\"title\":\"the period is closed\"}")));
            String refused = desk.decided("R1");
            assertThat(code(undo(desk, refused))).isEqualTo("RMT-466");
            String done = desk.decided("R2");
            assertThat(code(undo(desk, EvidenceLog.engine(), true, done))).isEqualTo("RMT-053");
            assertThat(code(undo(bare, bare.decided("R3")))).isEqualTo("RMT-468");
            assertThat(code(undo(forGood, forGood.decided("R4")))).isEqualTo("RMT-467");
            try (Dispatcher dispatcher = desk.parts.dispatcher()) {
                Compensations compensations = dispatcher.compensations();
                assertThat(code(compensations.takeBack(new Compensations.Asking(OLGA, false, "act_none", "why"))))
                        .isEqualTo("RMT-460");
                assertThat(code(compensations.takeBack(
                                new Compensations.Asking(OLGA, false, desk.actionId(done), " "))))
                        .isEqualTo("RMT-471");
                assertThat(compensations.done("refused"))
                        .extracting(each -> each.effect().caseId(), Compensations.Done::wayBack)
                        .containsExactly(org.assertj.core.groups.Tuple.tuple(done, WayBack.BY_TOOL));
                assertThat(compensations.done("final"))
                        .extracting(Compensations.Done::wayBack)
                        .containsExactly(WayBack.NONE);
            }
            assertThat(ledger.requests()).noneMatch(request -> request.contains(":compensate"));
        }
    }

    @Test
    void an_answer_that_is_lost_is_looked_up_and_nothing_is_undone_twice() {
        try (TestingDesk desk = desk("lost")) {
            String caseId = desk.decided("L1");
            ledger.next(new Afterwards(TestingLedger.hangUp()));
            ledger.next(new Instead(TestingLedger.status(500, "")));
            assertThat(undo(desk, caseId).orThrow().state()).isEqualTo("unknown");
            assertThat(desk.state(caseId).takenBack()).isFalse();
            assertThat(code(undo(desk, caseId))).isEqualTo("RMT-469");
            int requests = ledger.requests().size();
            finish(desk, caseId);
            assertThat(ledger.requests().subList(requests, ledger.requests().size()))
                    .containsOnly("GET /actions/" + undoneKey(desk, caseId));
            assertThat(desk.state(caseId).takenBack()).isTrue();
            assertThat(ledger.done(undoneKey(desk, caseId))).isEqualTo(1);
            assertThat(office.rebuild().differences()).isZero();
        }
    }

    @Test
    void a_request_that_never_arrived_is_sent_again_only_after_the_tool_says_so() {
        try (TestingDesk desk = desk("astray")) {
            String caseId = desk.decided("A1");
            ledger.next(new Instead(TestingLedger.hangUp()));
            ledger.next(new Instead(TestingLedger.status(500, "")));
            assertThat(undo(desk, caseId).orThrow().state()).isEqualTo("unknown");
            ledger.next(new Instead(TestingLedger.status(503, "")));
            desk.moveOn(Duration.ofMinutes(2));
            desk.recover();
            assertThat(desk.state(caseId).actions()).containsEntry(undoneKey(desk, caseId), "unknown");
            desk.moveOn(Duration.ofMinutes(10));
            desk.recover();
            assertThat(desk.state(caseId).takenBack()).isTrue();
            assertThat(ledger.done(undoneKey(desk, caseId))).isEqualTo(1);
        }
    }

    @Test
    void what_a_busy_tool_certainly_did_not_undo_is_tried_again_and_undone_once() {
        try (TestingDesk desk = desk("busy")) {
            String caseId = desk.decided("B1");
            for (int tries = 0; tries < 3; tries++)
                ledger.next(new Instead(TestingLedger.status(503, "", "Retry-After", "1")));
            assertThat(undo(desk, caseId).orThrow().state()).isEqualTo("failed");
            assertThat(ledger.done(undoneKey(desk, caseId))).isZero();
            finish(desk, caseId);
            assertThat(desk.state(caseId).takenBack()).isTrue();
            assertThat(ledger.done(undoneKey(desk, caseId))).isEqualTo(1);
            assertThat(office.rebuild().differences()).isZero();
        }
    }

    @Test
    void an_answer_that_comes_late_or_a_second_time_undoes_nothing_more() {
        try (TestingDesk desk = desk("late")) {
            String caseId = desk.decided("T1");
            ledger.next(new Instead(TestingLedger.status(409, "{\"title\":\"it is being worked on\"}")));
            ledger.next(new Instead(TestingLedger.status(500, "")));
            assertThat(undo(desk, caseId).orThrow().state()).isEqualTo("unknown");
            var words = new DoubtfulEffects.Words("J-77", "it came an hour later");
            try (Dispatcher dispatcher = desk.parts.dispatcher()) {
                var said = new Settlement(OLGA, undoneKey(desk, caseId), Settlement.Outcome.DONE);
                assertThat(dispatcher.doubtful().settle(said, words).orThrow().state())
                        .isEqualTo("verified");
                assertThat(code(dispatcher.doubtful().settle(said, words))).isEqualTo("RMT-461");
            }
            long seq = desk.state(caseId).seq();
            desk.moveOn(Duration.ofMinutes(10));
            desk.recover();
            assertThat(desk.state(caseId).seq()).isEqualTo(seq);
            assertThat(desk.last(caseId).payload().text("receipt")).isEqualTo("J-77");
        }
    }

    @Test
    void what_the_tool_will_not_take_back_waits_for_a_person_who_does_it_by_hand() {
        try (TestingDesk desk = desk("unwilling")) {
            String caseId = desk.decided("W1");
            ledger.next(new Instead(TestingLedger.status(422, "{\"title\":\"the period is closed\"}")));
            assertThat(undo(desk, caseId).orThrow().state()).isEqualTo("refused");
            var incidents = office.installation().incidents();
            new EffectKeeper(office.installation().source(), Instant::now, incidents, () -> false).tend();
            assertThat(incidents.list("unwilling", true))
                    .as("somebody is told")
                    .extracting(incident -> incident.state().cause())
                    .containsExactly(Cause.REFUSED);
            try (Dispatcher dispatcher = desk.parts.dispatcher()) {
                assertThat(dispatcher.doubtful().list("unwilling"))
                        .extracting(Effect::actionId)
                        .containsExactly(undoneKey(desk, caseId));
                var said = new Settlement(OLGA, undoneKey(desk, caseId), Settlement.Outcome.DONE);
                dispatcher
                        .doubtful()
                        .settle(said, new DoubtfulEffects.Words("J-1", "booked by hand"))
                        .orThrow();
            }
            assertThat(desk.state(caseId).takenBack()).isTrue();
            assertThat(ledger.done(undoneKey(desk, caseId))).isZero();
        }
    }

    @Test
    void a_node_that_dies_between_asking_and_the_answer_leaves_it_to_another_one() throws Exception {
        try (TestingDesk desk = desk("dying")) {
            String caseId = desk.decided("N1");
            ledger.next(new Afterwards(TestingLedger.hangUp()));
            ledger.next(new Instead(TestingLedger.status(500, "")));
            undo(desk, caseId).orThrow();
            String undone = undoneKey(desk, caseId);
            // As the dead one left it: asked of the tool, which did it, and nothing recorded since.
            try (Connection other = office.elsewhere();
                    Statement statement = other.createStatement()) {
                statement.execute("update action_view set holder = current_setting('application_name'), held_until ="
                        + " now() + interval '1 minute' where action_id = '" + undone + "'");
                desk.moveOn(Duration.ofMinutes(2));
                desk.recover();
                assertThat(desk.state(caseId).takenBack()).isFalse();
                statement.execute("set application_name = 'remit gone'");
            }
            desk.moveOn(Duration.ofMinutes(10));
            desk.recover();
            assertThat(desk.state(caseId).takenBack()).isTrue();
            assertThat(ledger.done(undone)).isEqualTo(1);
        }
    }

    @Test
    void of_many_who_ask_at_once_one_is_heard() throws Exception {
        try (TestingDesk desk = desk("many");
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            String caseId = desk.decided("M1");
            ledger.slow(100);
            var asked = new ArrayList<Future<String>>();
            Callable<String> ask = () -> code(undo(desk, caseId));
            for (int i = 0; i < 8; i++) asked.add(pool.submit(ask));
            var answers = new ArrayList<String>();
            for (Future<String> each : asked) answers.add(each.get());
            assertThat(answers).containsOnlyOnce("allowed").containsOnly("allowed", "RMT-469");
            assertThat(ledger.done(undoneKey(desk, caseId))).isEqualTo(1);
        }
    }

    @Test
    void under_a_halt_what_ran_on_is_named_and_taken_back_by_those_who_may_resume() throws Exception {
        var scope = new HaltScope.Process("stopped");
        HaltDesk halts = office.installation().halts();
        office.installation().gateway().orThrow();
        try (TestingDesk desk = desk("stopped");
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            String before = desk.decided("S1");
            String under = desk.held("S2");
            ledger.slow(1500);
            int arrived = ledger.arrivals().size();
            desk.decide(under, "A4001").orThrow();
            while (ledger.arrivals().size() == arrived) Thread.sleep(5);
            halts.halt(Acting.self(OLGA), scope, "wrong accounts").orThrow();
            desk.desk.drain();
            ledger.slow(0);
            HaltView.RanOn ranOn = halts.list().rows().getFirst().ranOn();
            assertThat(ranOn.effects().first()).containsExactly(desk.actionId(under));
            assertThat(ranOn.undoable().first()).containsExactly(desk.actionId(under));

            Checked<Effect> mayNot = undo(desk, OLGA, false, under);
            assertThat(code(mayNot)).isEqualTo("RMT-470");
            assertThat(mayNot.problems().getFirst().what()).startsWith("process stopped is halted since ");
            assertThat(undo(desk, OLGA, true, under).orThrow().state()).isEqualTo("verified");
            assertThat(undo(desk, OLGA, true, before).orThrow().state()).isEqualTo("verified");
            assertThat(halts.list().rows().getFirst().ranOn().effects().count()).isZero();
            assertThat(halts.list().toJson(true).canonical()).contains("\"ran_on\":{\"count\":0");
            for (HaltStage to : List.of(HaltStage.HELD, HaltStage.REVIEWED, HaltStage.OPEN))
                halts.resume(Acting.self(OLGA), scope, to, "looked at").orThrow();
        }
    }

    @Test
    void a_case_whose_effect_was_taken_back_keeps_its_outcome_and_its_phase() {
        try (TestingDesk desk = desk("figures")) {
            String caseId = desk.decided("F1");
            undo(desk, caseId).orThrow();
            assertThat(desk.state(caseId).phase().word()).isEqualTo("approved");
            assertThat(office.count("past_case where case_id = ? and phase = 'approved' and review = 'edit'", caseId))
                    .isEqualTo(1);
            assertThat(Json.parseObject(office.text("select state from case_view where case_id = ?", caseId))
                            .object("actions")
                            .text(undoneKey(desk, caseId)))
                    .isEqualTo("verified");
        }
    }
}
