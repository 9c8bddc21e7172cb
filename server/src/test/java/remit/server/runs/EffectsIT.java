package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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
import remit.casework.Phase;
import remit.kernel.Problem;
import remit.server.gateway.TestingLedger;
import remit.server.gateway.TestingLedger.Afterwards;
import remit.server.gateway.TestingLedger.Instead;
import remit.server.store.CaseReader;

/** What becomes of an effect when its system of record refuses, hangs, is gone or has been replaced. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EffectsIT {
    private TestingOffice office;
    private TestingLedger ledger;
    private TestingLedger other;

    @BeforeAll
    void open(@TempDir Path folder) {
        office = TestingOffice.open(folder);
    }

    @AfterAll
    void close() {
        office.close();
    }

    @BeforeEach
    void systems() throws IOException {
        ledger = new TestingLedger();
        other = new TestingLedger();
    }

    @AfterEach
    void stop() {
        ledger.close();
        other.close();
    }

    private TestingDesk desk(String process, UnaryOperator<String> edit) {
        return new TestingDesk(office, process, Map.of("ledger", ledger.url(), "other", other.url()), edit);
    }

    private TestingDesk desk(String process) {
        return desk(process, contract -> contract);
    }

    private void ledgerSays(int times, TestingLedger.Fault fault) {
        for (int i = 0; i < times; i++) ledger.next(new Instead(fault));
    }

    @Test
    void what_a_system_of_record_says_is_kept_where_it_can_be_erased() {
        try (TestingDesk desk = desk("words")) {
            ledgerSays(1, TestingLedger.status(422, "{\"detail\":\"Jane Doe has no account\"}"));
            CaseReader.StoredEvent refused = desk.last(desk.decided("W1"));
            assertThat(refused.event().type()).isEqualTo("ActionRefused");
            assertThat(refused.event().body().text("reason")).isEqualTo("http_422");
            assertThat(refused.event().leafText()).doesNotContain("Jane");
            assertThat(refused.payload().text("text")).isEqualTo("Jane Doe has no account");

            ledgerSays(1, TestingLedger.status(201, "{\"receipt\":\"booked for Jane Doe\"}"));
            CaseReader.StoredEvent verified = desk.last(desk.decided("W2"));
            assertThat(verified.event().type()).isEqualTo("ActionVerified");
            assertThat(verified.event().leafText()).doesNotContain("Jane");
            assertThat(verified.payload().text("receipt")).isEqualTo("booked for Jane Doe");
        }
    }

    static Stream<UnaryOperator<String>> later_versions() {
        return Stream.of(
                contract -> contract.replace("connector: ledger", "connector: other"),
                contract -> contract.replace("id: post_line", "id: book_line"));
    }

    @ParameterizedTest
    @MethodSource("later_versions")
    void an_effect_is_finished_where_it_was_begun(UnaryOperator<String> later) {
        String process = "moved-" + office.count("pack_version");
        String caseId;
        String pack;
        try (TestingDesk before = desk(process)) {
            ledger.next(new Afterwards(TestingLedger.hangUp()));
            ledgerSays(1, TestingLedger.status(500, ""));
            caseId = before.decided("M1");
            pack = before.published.packVersion().text("pack");
            assertThat(before.effect(caseId)).isEqualTo("unknown");
        }
        try (TestingDesk after = desk(process, later)) {
            assertThat(after.published.packVersion().text("pack")).isNotEqualTo(pack);
            after.recover();
            assertThat(after.effect(caseId)).isEqualTo("verified");
            assertThat(after.last(caseId).event().versions().text("pack")).isEqualTo(pack);
            assertThat(ledger.done(after.actionId(caseId))).isEqualTo(1);
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void a_held_case_is_decided_under_the_version_that_it_came_in_under() {
        String caseId;
        String pack;
        try (TestingDesk before = desk("pinned")) {
            caseId = before.held("P1");
            pack = before.published.packVersion().text("pack");
        }
        try (TestingDesk after =
                desk("pinned", contract -> contract.replace("connector: ledger", "connector: other"))) {
            after.decide(caseId, "A4001").orThrow();
            after.desk.drain();
            assertThat(ledger.done(after.actionId(caseId))).isEqualTo(1);
            assertThat(other.requests()).isEmpty();
            assertThat(after.reader.timeline(caseId))
                    .allMatch(step -> step.event().versions().text("pack").equals(pack));
        }
    }

    @Test
    void a_decision_that_no_tool_carries_out_is_refused_and_the_case_stays_held() {
        try (TestingDesk desk = desk(
                "idle",
                contract -> contract.replace(
                        "account: $decision}",
                        "account: $decision}\n      decisions: [A4001]\n  without_effect: [Withdrawn]"))) {
            String caseId = desk.held("I1");
            assertThat(desk.decide(caseId, "a4001").problems())
                    .extracting(Problem::code)
                    .containsExactly("RMT-511");
            assertThat(desk.state(caseId).phase()).isEqualTo(Phase.HELD);
            assertThat(desk.decide(caseId, "Withdrawn").orThrow().phase()).isEqualTo(Phase.APPROVED);
            assertThat(desk.decided("I2"))
                    .satisfies(each -> assertThat(desk.effect(each)).isEqualTo("verified"));
        }
    }

    @Test
    void an_outage_adds_nothing_to_the_evidence_and_is_asked_about_ever_more_rarely() {
        try (TestingDesk desk = desk("outage")) {
            ledgerSays(100, TestingLedger.status(500, ""));
            String caseId = desk.decided("O1");
            assertThat(desk.effect(caseId)).isEqualTo("unknown");
            long events = office.events("outage");
            int asked = ledger.requests().size();
            for (int minute = 0; minute < 120; minute++) {
                desk.moveOn(Duration.ofMinutes(1));
                desk.recover();
            }
            assertThat(office.events("outage")).isEqualTo(events);
            assertThat(ledger.requests().size() - asked).isBetween(5, 8);
        }
    }

    @Test
    void what_certainly_failed_is_sent_again_and_not_asked_about() {
        try (TestingDesk desk = desk("busy")) {
            ledgerSays(2, TestingLedger.status(429, ""));
            String caseId = desk.decided("B1");
            assertThat(desk.effect(caseId)).isEqualTo("verified");
            assertThat(ledger.requests()).containsExactly("POST /actions", "POST /actions", "POST /actions");
        }
    }

    @Test
    void a_refused_connection_is_a_failure_and_stays_one() {
        URI gone = other.url();
        other.close();
        try (TestingDesk desk = new TestingDesk(office, "gone", Map.of("ledger", gone), contract -> contract)) {
            String caseId = desk.decided("G1");
            assertThat(desk.effect(caseId)).isEqualTo("failed");
            assertThat(desk.last(caseId).event().body().text("reason")).isEqualTo("no_connection");
            long events = office.events("gone");
            desk.moveOn(Duration.ofMinutes(2));
            desk.recover();
            assertThat(desk.effect(caseId)).isEqualTo("failed");
            assertThat(office.events("gone")).isEqualTo(events);
        }
    }

    @Test
    @Timeout(120)
    void a_system_of_record_that_hangs_keeps_nobody_waiting_who_decides_or_starts() {
        TestingDesk before = desk("hanging");
        ledgerSays(1000, ledger.silence());
        var cases = new ArrayList<String>();
        for (int i = 0; i < 60; i++) cases.add(before.held("H" + i));
        long begun = System.nanoTime();
        for (String caseId : cases) before.decide(caseId, "A4001").orThrow();
        TestingDesk after = desk("hanging");
        after.desk.recover();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
        assertThat(office.count("action_view where process = 'hanging' and state = 'prepared'"))
                .isEqualTo(60);
        ledger.close();
        before.close();
        after.close();
    }

    @Test
    void a_finished_run_that_is_started_again_finishes_its_effects() throws IOException {
        TestingShop shop = TestingShop.of("again");
        Path pack = shop.pack(office.folder());
        Path file = shop.file(office.folder(), "again.csv", TestingPurchases.ledger(5, 400));
        Path outbox = Files.createDirectories(
                TestingOffice.data(office.folder()).resolve("outbox").resolve("again"));
        Path inTheWay = Files.writeString(outbox.resolve("post_line"), "a file where the folder should be");
        RunReport first = office.tryRun(pack, file, "0.8").orThrow();
        long open = office.count("action_view where process = 'again' and state = 'failed'");
        assertThat(open).isPositive();
        assertThat(office.tryRun(pack, file, "0.8").orThrow().text())
                .contains(open + " effects of again are still open");
        Files.delete(inTheWay);
        assertThat(office.tryRun(pack, file, "0.8").orThrow().text()).isEqualTo(first.text());
        assertThat(office.texts("select distinct state from action_view where process = 'again'"))
                .isEqualTo(List.of("verified"));
    }
}
