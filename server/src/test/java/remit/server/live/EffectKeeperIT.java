package remit.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.casework.Settlement;
import remit.incident.Cause;
import remit.incident.IncidentState.Standing;
import remit.ports.Notifier;
import remit.server.cases.Dispatcher;
import remit.server.cases.DoubtfulEffects;
import remit.server.gateway.TestingLedger;
import remit.server.gateway.TestingLedger.Instead;
import remit.server.incidents.Incident;
import remit.server.incidents.IncidentDesk;
import remit.server.runs.TestingDesk;
import remit.server.runs.TestingOffice;
import remit.testkit.TestingNotifier;

/** Effects that do not get through are one incident of their tool, which pages until somebody takes it up. */
final class EffectKeeperIT {
    private static final String PROCESS = "posting";
    private static final DoubtfulEffects.Words WORDS = new DoubtfulEffects.Words("", "looked into the ledger");

    @TempDir
    Path folder;

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private boolean halted;
    private TestingOffice office;
    private TestingLedger ledger;
    private TestingDesk desk;

    @BeforeEach
    void open() throws IOException {
        office = TestingOffice.at(folder, this::now);
        ledger = new TestingLedger();
        desk = new TestingDesk(office, PROCESS, Map.of("ledger", ledger.url()), contract -> contract);
    }

    @AfterEach
    void close() {
        desk.close();
        ledger.close();
        office.close();
    }

    private Instant now() {
        return Instant.now().plus(ahead.get());
    }

    private void moveOn(Duration time) {
        ahead.updateAndGet(time::plus);
    }

    private IncidentDesk incidents() {
        return office.installation().incidents();
    }

    /** A node that looks after effects; it remembers nothing that another one would not find. */
    private EffectKeeper node() {
        return new EffectKeeper(office.installation().source(), this::now, incidents(), () -> halted);
    }

    private List<Incident> incidents(Cause cause) {
        return incidents().list(PROCESS, true).stream()
                .filter(incident -> incident.state().cause() == cause)
                .toList();
    }

    /** A case whose posting nobody knows anything of. */
    private String unknown(String document) {
        ledger.next(new Instead(TestingLedger.hangUp()));
        ledger.next(new Instead(TestingLedger.status(500, "")));
        String caseId = desk.decided(document);
        assertThat(desk.effect(caseId)).isEqualTo("unknown");
        return caseId;
    }

    private String refused(String document) {
        ledger.next(new Instead(TestingLedger.status(422, "")));
        String caseId = desk.decided(document);
        assertThat(desk.effect(caseId)).isEqualTo("refused");
        return caseId;
    }

    private void settle(String caseId, Settlement.Outcome outcome) {
        try (Dispatcher dispatcher = desk.parts.dispatcher()) {
            dispatcher
                    .doubtful()
                    .settle(new Settlement(TestingDesk.OFFICER, desk.actionId(caseId), outcome), WORDS)
                    .orThrow();
        }
    }

    @Test
    void an_effect_that_stays_unknown_pages_and_its_incident_closes_when_it_is_settled() {
        String caseId = unknown("U1");
        node().tend();
        assertThat(incidents(Cause.EFFECTS))
                .as("a tool that is away for a moment wakes nobody")
                .isEmpty();
        moveOn(EffectKeeper.PATIENCE.plusSeconds(1));
        node().tend();
        Incident incident = incidents(Cause.EFFECTS).getFirst();
        assertThat(incident.state().cause().severity()).isEqualTo(2);
        assertThat(incident.state().about()).isEqualTo("post_line");
        assertThat(incident.state().pages()).isEqualTo(1);

        incidents().acknowledge(incident.id(), TestingDesk.OFFICER).orThrow();
        moveOn(Duration.ofDays(5));
        node().tend();
        assertThat(incidents().page()).as("somebody has taken it up").isZero();
        assertThat(incidents(Cause.EFFECTS)).hasSize(1);

        settle(caseId, Settlement.Outcome.DONE);
        node().tend();
        assertThat(incidents(Cause.EFFECTS))
                .singleElement()
                .satisfies(each -> assertThat(each.state().standing()).isEqualTo(Standing.CLOSED));
        assertThat(office.text("select leaf::jsonb->'body'->>'why' from event where type = 'IncidentClosed'"))
                .isEqualTo("passed");
        assertThat(office.rebuild().differences()).isZero();
    }

    @Test
    void a_dead_tool_with_many_effects_pages_once_and_not_once_for_each() {
        for (int i = 0; i < 5; i++) unknown("M" + i);
        // As many as a dead tool leaves behind: the same row again and again, but for its id.
        office.change("insert into action_view (action_id, process, case_id, tool, state, event_id, updated_at)"
                + " select 'act_' || n, process, case_id, tool, 'failed', event_id, updated_at"
                + " from (select * from action_view limit 1) one, generate_series(1, 10000) n");
        moveOn(EffectKeeper.PATIENCE.plusSeconds(1));
        for (int look = 0; look < 3; look++) {
            node().tend();
            moveOn(Duration.ofSeconds(5));
        }
        assertThat(office.count("event where type = 'IncidentOpened'")).isEqualTo(1);
        var notifier = new TestingNotifier();
        new NoticeOutbox(office.installation().source(), notifier, this::now, "https://remit.example").deliver();
        assertThat(notifier.delivered()).singleElement().satisfies(page -> {
            assertThat(page.type()).isEqualTo("incident.opened");
            assertThat(page.to()).isEqualTo("erik@shop.example");
            assertThat(page.subject())
                    .contains("10005 actions of the tool post_line do not get through; of 5 nobody knows");
            assertThat(page.text()).contains("/incidents/inc_").contains("docs/how-to/you-were-paged.md");
        });
    }

    @Test
    void another_tool_of_the_process_is_an_incident_of_its_own() {
        unknown("T1");
        office.change(
                "insert into action_view (action_id, process, case_id, tool, state, event_id, updated_at)"
                        + " select 'act_other', process, case_id, 'send_letter', 'failed', event_id, updated_at from action_view");
        moveOn(EffectKeeper.PATIENCE.plusSeconds(1));
        node().tend();
        assertThat(incidents(Cause.EFFECTS))
                .extracting(incident -> incident.state().about())
                .containsExactlyInAnyOrder("post_line", "send_letter");
        office.change("update action_view set state = 'verified' where tool = 'send_letter'");
        node().tend();
        assertThat(incidents(Cause.EFFECTS))
                .filteredOn(incident -> incident.state().standing() == Standing.OPEN)
                .extracting(incident -> incident.state().about())
                .containsExactly("post_line");
    }

    @Test
    void a_tool_that_is_unknown_and_failed_by_turns_stays_one_incident() {
        unknown("F1");
        moveOn(EffectKeeper.PATIENCE.plusSeconds(1));
        node().tend();
        // Tried again a moment ago, with another answer that is no better.
        office.change(
                "update action_view set state = 'failed', updated_at = ?", now().atOffset(java.time.ZoneOffset.UTC));
        node().tend();
        assertThat(incidents(Cause.EFFECTS))
                .singleElement()
                .satisfies(incident -> assertThat(incident.state().standing()).isEqualTo(Standing.OPEN));
    }

    @Test
    void what_a_person_closed_pages_nobody_again_and_the_next_effect_does() {
        unknown("C1");
        moveOn(EffectKeeper.PATIENCE.plusSeconds(1));
        node().tend();
        incidents()
                .close(incidents(Cause.EFFECTS).getFirst().id(), TestingDesk.OFFICER, "the ledger of then is gone")
                .orThrow();
        moveOn(Duration.ofDays(1));
        node().tend();
        assertThat(incidents(Cause.EFFECTS)).hasSize(1);
        unknown("C2");
        moveOn(EffectKeeper.PATIENCE.plusSeconds(1));
        node().tend();
        assertThat(incidents(Cause.EFFECTS)).hasSize(2);
    }

    @Test
    void a_refusal_pages_at_once_a_person_closes_it_and_what_people_gave_up_pages_nobody() {
        settle(unknown("D1"), Settlement.Outcome.NOT_DONE_DROP);
        node().tend();
        assertThat(incidents(Cause.REFUSED))
                .as("whoever gave it up knows of it")
                .isEmpty();
        refused("R1");
        refused("R2");
        node().tend();
        node().tend();
        Incident incident = incidents(Cause.REFUSED).getFirst();
        assertThat(incident.state().facts().number("effects", 0)).isEqualTo(2);
        assertThat(incidents().passed(PROCESS, Cause.REFUSED, "post_line"))
                .as("it does not close by itself")
                .isFalse();
        incidents()
                .close(incident.id(), TestingDesk.OFFICER, "the account is open again")
                .orThrow();
        moveOn(Duration.ofMinutes(1));
        node().tend();
        assertThat(incidents(Cause.REFUSED)).as("those are known").hasSize(1);
        refused("R3");
        node().tend();
        assertThat(incidents(Cause.REFUSED)).hasSize(2);
        assertThat(incidents(Cause.REFUSED).getFirst().state().facts().number("effects", 0))
                .as("the new one alone")
                .isEqualTo(1);
    }

    @Test
    void what_nobody_begins_pages_unless_something_is_halted() {
        String caseId = desk.decided("P1");
        // As it stands while no node can reach its tool.
        JdbcClient.create(office.installation().source())
                .sql("update action_view set state = 'prepared' where action_id = ?")
                .param(desk.actionId(caseId))
                .update();
        halted = true;
        moveOn(Duration.ofMinutes(11));
        node().tend();
        assertThat(incidents(Cause.EFFECTS)).as("whoever halted it knows").isEmpty();
        halted = false;
        node().tend();
        assertThat(incidents(Cause.EFFECTS)).hasSize(1);
    }

    @Test
    void a_page_that_reaches_nobody_is_no_incident_of_its_own() {
        unknown("P1");
        moveOn(EffectKeeper.PATIENCE.plusSeconds(1));
        node().tend();
        Notifier nobody = (notice, deadline) -> new Notifier.Answer.Failed("status 503");
        var outbox = new NoticeOutbox(office.installation().source(), nobody, this::now);
        for (int tries = 0; tries < 13; tries++) {
            outbox.deliver();
            moveOn(Duration.ofHours(5));
            node().tend();
        }
        assertThat(office.count("notice where state = 'dead'")).isPositive();
        assertThat(office.count("event where type = 'IncidentOpened'")).isEqualTo(1);
    }
}
