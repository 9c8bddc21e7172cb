package remit.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.incident.Cause;
import remit.kernel.Actor;
import remit.process.ProcessContract;
import remit.server.catalog.PublishedProcess;
import remit.server.incidents.Incident;
import remit.server.incidents.IncidentDesk;
import remit.server.packs.PackReader;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingShop;
import remit.testkit.TestingNotifier;

/** When the flow of a process stops, that is an incident of severity 1, once, in business hours, until it flows again. */
final class FlowIT {
    private static final Actor SOURCE = new Actor(Actor.Kind.PERSON, "p_source");
    private static final String PROCESS = "flowing";
    /** A Monday, nine in the morning in Tokyo. */
    private static final Instant MONDAY = Instant.parse("2026-03-02T00:00:00Z");

    private static final String EXPECTED = """
              expected:
                arrivals: 1 per 1h within hours
                backlog: 5
                oldest: 20h within hours
            """;

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(MONDAY);
    private TestingOffice office;
    private LiveDesk desk;
    private Path pack;
    private PublishedProcess published;
    private int sent;

    @BeforeEach
    void open() throws IOException {
        office = TestingOffice.at(folder, now::get);
        pack = TestingShop.pilot(TestingShop.of(PROCESS).pack(folder));
        Path contract = pack.resolve("process.yaml");
        Files.writeString(
                contract,
                Files.readString(contract)
                        .replace("    hours: Mon-Fri 08:00-18:00", """
                                    hours: Mon-Fri 08:00-18:00
                                    holidays: ["2026-03-04"]
                                    pages: [uncertainty]
                                """)
                        .replace("author:\n", EXPECTED + "author:\n"));
        publish();
        desk = new LiveDesk(
                office.installation().runParts(SOURCE).orThrow(), List.of(new LiveDesk.Served(published, pack)));
    }

    private void publish() {
        published = office.installation()
                .catalog()
                .publish(PackReader.read(pack).orThrow(), remit.server.access.Acting.self(SOURCE), now.get())
                .orThrow();
    }

    /** Publishes a version whose contract says one thing for another. */
    private void publish(String before, String after) throws IOException {
        Path contract = pack.resolve("process.yaml");
        String text = Files.readString(contract);
        assertThat(text).contains(before);
        Files.writeString(contract, text.replace(before, after));
        publish();
    }

    @AfterEach
    void close() {
        desk.close();
        office.close();
    }

    private void arrive() {
        var fields = Map.of(
                "document",
                "D" + sent++,
                "posted_on",
                "2024-05-06",
                "supplier",
                "S01",
                "amount",
                "12.50",
                "remark",
                "");
        desk.accept(SOURCE, PROCESS, fields).orThrow();
    }

    private FlowKeeper node() {
        return new FlowKeeper(
                office.installation().source(),
                office.installation().clock(),
                office.installation().incidents());
    }

    private List<ProcessContract> contracts() {
        return List.of(published.contract());
    }

    private void moveOn(Duration time) {
        now.updateAndGet(at -> at.plus(time));
    }

    private List<Incident> incidents(Cause cause) {
        return office.installation().incidents().list(PROCESS, true).stream()
                .filter(incident -> incident.state().cause() == cause)
                .toList();
    }

    /** Works through so much time minute by minute, with an arrival in each of the first {@code fed} minutes. */
    private void pass(FlowKeeper node, int minutes, boolean fed) {
        for (int minute = 0; minute < minutes; minute += 5) {
            if (fed && minute % 30 == 0) arrive();
            moveOn(Duration.ofMinutes(5));
            node.tend(contracts());
        }
    }

    @Test
    void a_feed_that_stops_is_one_severity_1_incident_that_pages_within_the_window_and_closes_when_it_flows_again() {
        FlowKeeper node = node();
        pass(node, 120, true);
        assertThat(incidents(Cause.SILENCE)).isEmpty();

        pass(node, 70, false);
        assertThat(incidents(Cause.SILENCE)).singleElement().satisfies(incident -> {
            assertThat(incident.state().cause().severity()).isEqualTo(1);
            assertThat(incident.state().openedAt())
                    .as(
                            "an hour and what is left of a minute after the last arrival, which was 30 minutes before the stop")
                    .isBeforeOrEqualTo(MONDAY.plus(Duration.ofMinutes(90 + 60 + 5)));
        });
        var notifier = new TestingNotifier();
        new NoticeOutbox(office.installation().source(), notifier, now::get, "https://remit.example").deliver();
        assertThat(notifier.delivered())
                .filteredOn(notice -> notice.type().equals("incident.opened")
                        && notice.body().text("cause", "").equals("silence"))
                .singleElement()
                .satisfies(notice -> {
                    assertThat(notice.to()).isEqualTo("erik@shop.example");
                    assertThat(notice.subject()).contains("only 0 arrivals");
                });

        arrive();
        pass(node, 5, false);
        assertThat(incidents(Cause.SILENCE))
                .singleElement()
                .satisfies(incident -> assertThat(incident.state().closedAt()).isNotNull());
        assertThat(office.text("select leaf::jsonb->'body'->>'why' from event where type = 'IncidentClosed'"))
                .isEqualTo("passed");
    }

    @Test
    void what_a_new_version_expects_no_more_is_no_incident_any_more() throws IOException {
        FlowKeeper node = node();
        for (int i = 0; i < 6; i++) arrive();
        pass(node, 90, false);
        assertThat(standing()).containsExactlyInAnyOrder(Cause.SILENCE, Cause.BACKLOG);

        publish(EXPECTED, "  expected:\n    arrivals: 1 per 1h within hours\n");
        node.tend(contracts());
        assertThat(standing()).as("the limit of what waits was withdrawn").containsExactly(Cause.SILENCE);

        publish("  expected:\n    arrivals: 1 per 1h within hours\n", "");
        node.tend(contracts());
        assertThat(standing()).as("nothing is expected any more").isEmpty();
        assertThat(office.texts("select leaf::jsonb->'body'->>'why' from event where type = 'IncidentClosed'"))
                .containsExactly("passed", "passed");
    }

    /** The causes of flow that are incidents now. */
    private List<Cause> standing() {
        return java.util.stream.Stream.of(Cause.SILENCE, Cause.BACKLOG)
                .filter(cause -> incidents(cause).stream()
                        .anyMatch(incident -> incident.state().closedAt() == null))
                .toList();
    }

    @Test
    void silence_outside_business_hours_and_on_a_holiday_is_no_incident() {
        FlowKeeper node = node();
        pass(node, 9 * 60, true);
        assertThat(incidents(Cause.SILENCE)).isEmpty();
        // Monday 18:00: the night says nothing, and on Tuesday an hour of work must have gone by.
        pass(node, 14 * 60, false);
        assertThat(incidents(Cause.SILENCE)).isEmpty();
        pass(node, 10 * 60, true);
        // Tuesday 18:00; Wednesday is a holiday.
        assertThat(incidents(Cause.SILENCE)).isEmpty();
        pass(node, 38 * 60, false);
        assertThat(incidents(Cause.SILENCE)).isEmpty();
        pass(node, 90, false);
        assertThat(incidents(Cause.SILENCE)).as("Thursday, half past nine").hasSize(1);
    }

    @Test
    void two_nodes_and_a_restart_open_one_incident() throws Exception {
        FlowKeeper first = node();
        pass(first, 60, true);
        moveOn(Duration.ofMinutes(65));
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<FlowKeeper> nodes = List.of(first, node(), node(), node());
            var looks = nodes.stream()
                    .map(node -> (Callable<Boolean>) () -> {
                        node.tend(contracts());
                        return true;
                    })
                    .toList();
            for (var done : threads.invokeAll(looks)) assertThat(done.get()).isTrue();
        }
        node().tend(contracts());
        assertThat(incidents(Cause.SILENCE)).hasSize(1);
        assertThat(office.count("event where type = 'IncidentOpened' and leaf like '%silence%'"))
                .isEqualTo(1);
        assertThat(office.count("event where type = 'IncidentPaged' and process = ?", PROCESS))
                .as("one page of the silence, one of the author that knows nothing yet")
                .isEqualTo(office.count("incident"));
    }

    @Test
    void too_many_cases_that_wait_and_one_that_waits_too_long_are_a_backlog_until_people_have_worked_it_off() {
        FlowKeeper node = node();
        for (int i = 0; i < 5; i++) arrive();
        node.tend(contracts());
        assertThat(incidents(Cause.BACKLOG)).isEmpty();
        arrive();
        node.tend(contracts());
        node.tend(contracts());
        assertThat(incidents(Cause.BACKLOG))
                .singleElement()
                .satisfies(incident -> assertThat(incident.state().closedAt()).isNull());
        decide(1);
        node.tend(contracts());
        assertThat(incidents(Cause.BACKLOG))
                .singleElement()
                .satisfies(incident -> assertThat(incident.state().closedAt()).isNotNull());
        // Nine hours are left of Monday, ten are Tuesday's; on Wednesday nobody works.
        moveOn(Duration.ofHours(24 * 3 - 1).plusMinutes(1));
        node.tend(contracts());
        assertThat(incidents(Cause.BACKLOG)).hasSize(1);
        moveOn(Duration.ofHours(1));
        node.tend(contracts());
        assertThat(incidents(Cause.BACKLOG)).hasSize(2);
    }

    private void decide(int cases) {
        for (String caseId : office.texts("select case_id from case_view where phase = 'held' limit " + cases)) {
            var state =
                    office.installation().reader().byId(caseId).orElseThrow().state();
            desk.review(
                            caseId,
                            new remit.casework.Casework.Review(
                                    new Actor(Actor.Kind.PERSON, "p_officer"),
                                    remit.casework.Casework.Review.Outcome.REJECT,
                                    null,
                                    "other",
                                    state.seq()),
                            "")
                    .orThrow();
        }
    }

    @Test
    void an_author_that_gives_no_answer_pages_and_an_acknowledgement_stops_the_ladder() {
        FlowKeeper node = node();
        arrive();
        node.tend(contracts());
        node.tend(contracts());
        Incident incident = incidents(Cause.UNCERTAINTY).getFirst();
        assertThat(incident.state().pages()).isEqualTo(1);
        IncidentDesk incidents = office.installation().incidents();
        incidents.acknowledge(incident.id(), SOURCE).orThrow();
        moveOn(Duration.ofHours(8));
        assertThat(incidents.page()).isZero();
        node.tend(contracts());
        assertThat(incidents(Cause.UNCERTAINTY))
                .as("what was taken up is no news")
                .hasSize(1);
        arrive();
        moveOn(Duration.ofMinutes(1));
        node.tend(contracts());
        assertThat(incidents(Cause.UNCERTAINTY)).hasSize(2);
    }
}
