package remit.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import remit.casework.Settlement;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.cases.Dispatcher;
import remit.server.cases.DoubtfulEffects;
import remit.server.cases.Effect;
import remit.server.gateway.TestingLedger;
import remit.server.gateway.TestingLedger.Afterwards;
import remit.server.gateway.TestingLedger.Instead;
import remit.server.runs.TestingDesk;
import remit.server.runs.TestingOffice;
import remit.server.store.CaseReader;
import remit.server.store.EvidenceLog;
import remit.server.store.Rebuild;

/** An effect of which nobody knows ends by a look-up or by a person's word, and is in one process's hands at a time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DoubtfulEffectsIT {
    private static final DoubtfulEffects.Words SEEN = new DoubtfulEffects.Words("", "asked Jane Doe");

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

    /** A case whose posting nobody knows anything of. @param booked whether it was posted nevertheless */
    private String unknown(TestingDesk desk, String document, boolean booked) {
        TestingLedger.Fault hangUp = TestingLedger.hangUp();
        ledger.next(booked ? new Afterwards(hangUp) : new Instead(hangUp));
        ledger.next(new Instead(TestingLedger.status(500, "")));
        String caseId = desk.decided(document);
        assertThat(desk.effect(caseId)).isEqualTo("unknown");
        return caseId;
    }

    private Checked<Effect> settle(
            TestingDesk desk, String caseId, Settlement.Outcome outcome, DoubtfulEffects.Words words) {
        try (Dispatcher dispatcher = desk.parts.dispatcher()) {
            return dispatcher
                    .doubtful()
                    .settle(new Settlement(TestingDesk.OFFICER, desk.actionId(caseId), outcome), words);
        }
    }

    @Test
    void a_person_who_saw_it_ends_it_with_the_receipt() {
        try (TestingDesk desk = desk("seen")) {
            String caseId = unknown(desk, "S1", true);
            try (Dispatcher dispatcher = desk.parts.dispatcher()) {
                assertThat(dispatcher.doubtful().list("seen"))
                        .extracting(Effect::caseId)
                        .containsExactly(caseId);
            }
            int asked = ledger.requests().size();
            var words = new DoubtfulEffects.Words("R-7 of Jane Doe", "seen in the ledger");
            assertThat(settle(desk, caseId, Settlement.Outcome.DONE, words)
                            .orThrow()
                            .state())
                    .isEqualTo("verified");
            CaseReader.StoredEvent last = desk.last(caseId);
            assertThat(last.event().type()).isEqualTo("ActionVerified");
            assertThat(last.event().actor()).isEqualTo(TestingDesk.OFFICER);
            assertThat(last.event().leafText()).doesNotContain("Jane");
            assertThat(last.payload().text("receipt")).isEqualTo("R-7 of Jane Doe");
            assertThat(ledger.requests()).hasSize(asked);
            assertThat(settle(desk, caseId, Settlement.Outcome.DONE, words).problems())
                    .extracting(Problem::code)
                    .containsExactly("RMT-461");
        }
    }

    @Test
    void a_person_who_saw_that_it_never_happened_has_it_sent_once() {
        try (TestingDesk desk = desk("sent")) {
            String caseId = unknown(desk, "N1", false);
            int asked = ledger.requests().size();
            assertThat(settle(desk, caseId, Settlement.Outcome.NOT_DONE_SEND, SEEN)
                            .orThrow()
                            .state())
                    .isEqualTo("verified");
            assertThat(ledger.requests().subList(asked, ledger.requests().size()))
                    .as("the person's word stands for the look-up")
                    .containsExactly("POST /actions");
            assertThat(ledger.done(desk.actionId(caseId))).isEqualTo(1);
            assertThat(desk.reader.timeline(caseId))
                    .extracting(step -> step.event().type())
                    .endsWith("ActionUnknown", "ActionFailed", "ActionPrepared", "ActionVerified");
            assertThat(new Rebuild(office.installation().source()).run().differences())
                    .isZero();
        }
    }

    @Test
    void what_a_person_has_sent_and_whose_answer_is_lost_is_unknown_again() {
        try (TestingDesk desk = desk("lost")) {
            String caseId = unknown(desk, "L1", false);
            ledger.next(new Afterwards(TestingLedger.hangUp()));
            ledger.next(new Instead(TestingLedger.status(500, "")));
            assertThat(settle(desk, caseId, Settlement.Outcome.NOT_DONE_SEND, SEEN)
                            .orThrow()
                            .state())
                    .isEqualTo("unknown");
            desk.moveOn(Duration.ofMinutes(2));
            desk.recover();
            assertThat(desk.effect(caseId)).isEqualTo("verified");
            assertThat(ledger.done(desk.actionId(caseId))).isEqualTo(1);
        }
    }

    @Test
    void while_this_very_server_asks_the_tool_nobody_s_word_is_taken() throws Exception {
        try (TestingDesk desk = desk("asking");
                var aside = Executors.newVirtualThreadPerTaskExecutor()) {
            String caseId = unknown(desk, "A1", false);
            var asked = new CountDownLatch(1);
            var answer = new CountDownLatch(1);
            ledger.next(new Instead(exchange -> {
                asked.countDown();
                try {
                    answer.await();
                } catch (InterruptedException ending) {
                    Thread.currentThread().interrupt();
                }
                TestingLedger.status(404, "").answer(exchange);
            }));
            desk.moveOn(Duration.ofMinutes(2));
            Future<?> recovering = aside.submit(desk::recover);
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            for (Settlement.Outcome outcome : Settlement.Outcome.values()) {
                var said = new Settlement(TestingDesk.OFFICER, desk.actionId(caseId), outcome);
                assertThat(desk.desk.effects().doubtful().settle(said, SEEN).problems())
                        .extracting(Problem::code)
                        .containsExactly("RMT-463");
            }
            answer.countDown();
            recovering.get();
            assertThat(desk.effect(caseId)).isEqualTo("verified");
            assertThat(ledger.done(desk.actionId(caseId))).isEqualTo(1);
        }
    }

    @Test
    void words_that_contradict_themselves_or_have_no_end_are_refused() {
        try (TestingDesk desk = desk("words")) {
            String caseId = unknown(desk, "W1", false);
            var receipt = new DoubtfulEffects.Words("R-1", "asked Jane Doe");
            var endless = new DoubtfulEffects.Words("", "x".repeat(2_001));
            var blank = new DoubtfulEffects.Words("", " ");
            for (DoubtfulEffects.Words words : List.of(receipt, endless, blank))
                assertThat(settle(desk, caseId, Settlement.Outcome.NOT_DONE_DROP, words)
                                .problems())
                        .extracting(Problem::code)
                        .containsExactly("RMT-464");
            assertThat(desk.effect(caseId)).isEqualTo("unknown");
        }
    }

    @Test
    void a_person_may_drop_it_and_a_program_may_say_nothing() {
        try (TestingDesk desk = desk("dropped")) {
            String caseId = unknown(desk, "D1", false);
            try (Dispatcher dispatcher = desk.parts.dispatcher()) {
                Actor program = EvidenceLog.engine();
                assertThat(dispatcher
                                .doubtful()
                                .settle(new Settlement(program, desk.actionId(caseId), Settlement.Outcome.DONE), SEEN)
                                .problems())
                        .extracting(Problem::code)
                        .containsExactly("RMT-053");
            }
            assertThat(settle(desk, caseId, Settlement.Outcome.NOT_DONE_DROP, SEEN)
                            .orThrow()
                            .state())
                    .isEqualTo("refused");
            desk.moveOn(Duration.ofMinutes(10));
            desk.recover();
            assertThat(desk.effect(caseId)).isEqualTo("refused");
            assertThat(ledger.done(desk.actionId(caseId))).isZero();
            assertThat(desk.desk.effects().doubtful().list("dropped"))
                    .as("what a person gave up is over")
                    .isEmpty();
        }
    }

    @Test
    void a_network_that_is_cut_after_the_request_loses_no_effect_and_doubles_none() throws IOException {
        try (var wire = new TestingWire(ledger.url());
                TestingDesk desk = new TestingDesk(office, "cut", Map.of("ledger", wire.url()), contract -> contract)) {
            wire.let(TestingWire.Through.REQUESTS_ONLY);
            String posted = desk.decided("X1");
            assertThat(desk.effect(posted)).isEqualTo("unknown");
            assertThat(ledger.done(desk.actionId(posted))).isEqualTo(1);
            wire.let(TestingWire.Through.NOTHING);
            String cutOff = desk.decided("X2");
            assertThat(desk.effect(cutOff)).isEqualTo("unknown");
            desk.moveOn(Duration.ofMinutes(2));
            desk.recover();
            assertThat(List.of(desk.effect(posted), desk.effect(cutOff))).containsOnly("unknown");
            wire.let(TestingWire.Through.ALL);
            desk.moveOn(Duration.ofMinutes(10));
            desk.recover();
            assertThat(List.of(desk.effect(posted), desk.effect(cutOff))).containsOnly("verified");
            assertThat(ledger.done(desk.actionId(posted))).isEqualTo(1);
            assertThat(ledger.done(desk.actionId(cutOff))).isEqualTo(1);
        }
    }

    @Test
    void what_a_living_process_has_in_hand_nobody_else_touches_and_what_a_dead_one_had_is_taken_up() throws Exception {
        try (TestingDesk desk = desk("held")) {
            String caseId = unknown(desk, "H1", true);
            List<String> asked = ledger.requests();
            try (Connection other = office.elsewhere()) {
                hold(other, desk.actionId(caseId), "1 minute");
                desk.moveOn(Duration.ofMinutes(2));
                desk.recover();
                assertThat(ledger.requests()).isEqualTo(asked);
                assertThat(settle(desk, caseId, Settlement.Outcome.DONE, SEEN).problems())
                        .extracting(Problem::code)
                        .containsExactly("RMT-463");
                try (Statement statement = other.createStatement()) {
                    statement.execute("set application_name = 'remit gone'");
                }
            }
            desk.moveOn(Duration.ofMinutes(10));
            desk.recover();
            assertThat(desk.effect(caseId)).as("its last session is gone").isEqualTo("verified");
        }
    }

    @Test
    void what_somebody_had_in_hand_for_too_long_is_taken_up() throws Exception {
        try (TestingDesk desk = desk("late")) {
            String caseId = unknown(desk, "T1", true);
            try (Connection other = office.elsewhere()) {
                hold(other, desk.actionId(caseId), "-1 seconds");
                desk.moveOn(Duration.ofMinutes(2));
                desk.recover();
                assertThat(desk.effect(caseId)).isEqualTo("verified");
                try (Statement statement = other.createStatement()) {
                    statement.execute("set application_name = 'remit gone'");
                }
            }
        }
    }

    @Test
    void a_rebuild_takes_no_action_out_of_the_hands_of_whoever_has_it() throws Exception {
        try (TestingDesk desk = desk("kept")) {
            String caseId = unknown(desk, "K1", true);
            String actionId = desk.actionId(caseId);
            try (Connection other = office.elsewhere()) {
                hold(other, actionId, "300 seconds");
                String hold = "select holder || ' ' || held_until from action_view where action_id = ?";
                String held = office.text(hold, actionId);
                office.change("update action_view set state = 'prepared' where action_id = ?", actionId);
                office.change("update case_view set phase = 'drifted' where case_id = ?", caseId);
                office.change(
                        "insert into action_view (action_id, process, case_id, tool, state, event_id, updated_at)"
                                + " select 'act_stray', process, case_id, tool, state, event_id, updated_at"
                                + " from action_view where action_id = ?",
                        actionId);

                assertThat(office.rebuild().differences()).isEqualTo(1);

                assertThat(office.text(hold, actionId)).isEqualTo(held).startsWith("remit elsewhere ");
                assertThat(office.texts("select state from action_view where case_id = ?", caseId))
                        .as("what the evidence tells stands, what it does not tell is gone")
                        .containsExactly("unknown");
                assertThat(office.rebuild().differences()).isZero();
                try (Statement statement = other.createStatement()) {
                    statement.execute("set application_name = 'remit gone'");
                }
            }
        }
    }

    /** A session as another process has them, with an action in hand. */
    private static void hold(Connection other, String actionId, String time) throws SQLException {
        try (Statement statement = other.createStatement()) {
            statement.execute(
                    "update action_view set holder = current_setting('application_name'), held_until = now() +"
                            + " interval '" + time + "' where action_id = '" + actionId + "'");
        }
    }
}
