package remit.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.incident.Cause;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.process.ProcessContract;
import remit.server.incidents.Incident;
import remit.server.incidents.IncidentDesk;
import remit.server.live.NoticeOutbox;
import remit.server.packs.PackReader;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingShop;
import remit.server.store.EvidenceLog;

/** An incident pages the people of the contract, step by step, over real sockets, until somebody takes it up. */
final class PagingIT {
    private static final Actor ANNE = new Actor(Actor.Kind.PERSON, "p_anne");
    private static final String PROCESS = "paged";
    /** A Monday, nine in the morning in Tokyo. */
    private static final Instant MONDAY = Instant.parse("2026-03-02T00:00:00Z");

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(MONDAY);
    private TestingOffice office;
    private TestingReceiver pager;
    private TestingReceiver webhook;
    private TestingSmtpServer mail;
    private ProcessContract contract;

    @BeforeEach
    void open() throws IOException {
        office = TestingOffice.at(folder, now::get);
        pager = new TestingReceiver(202);
        webhook = new TestingReceiver(200);
        mail = new TestingSmtpServer(TestingSmtpServer.Temper.FRIENDLY, null);
        Path pack = TestingShop.of(PROCESS).pack(folder);
        Path file = pack.resolve("process.yaml");
        // The owner is paged by the paging service, the backup by mail, the accountable owner by the webhook.
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("contact: erik@shop.example", "contact: pagerduty")
                        .replace("contact: olga@shop.example", "contact: desk")
                        .replace("    hours: Mon-Fri 08:00-18:00", """
                                    hours: Mon-Fri 08:00-18:00
                                    steps:
                                      - {who: owner, after: 0m}
                                      - {who: backup, after: 30m}
                                      - {who: accountable, after: 1h}
                                    again: 2h
                                """));
        contract = PackReader.read(pack).orThrow().contract();
    }

    @AfterEach
    void close() throws IOException {
        office.close();
        pager.close();
        webhook.close();
        mail.close();
    }

    private IncidentDesk desk(EvidenceLog log) {
        return new IncidentDesk(office.installation().source(), log, now::get, process -> Optional.of(contract));
    }

    private IncidentDesk desk() {
        return desk(office.installation().log());
    }

    private NoticeOutbox outbox() {
        List<Channel> channels = List.of(
                Channel.read("pagerduty", "pagerduty+" + pager.address(), "R0UT1NGKEY")
                        .orThrow(),
                Channel.read("desk", webhook.address(), WebhookNotifierTest.SECRET)
                        .orThrow(),
                Channel.read("mail", "smtp://127.0.0.1:" + mail.port() + "/?from=remit@shop.example", "")
                        .orThrow());
        Notices notices = Notices.open(folder, channels, now::get).orThrow();
        return new NoticeOutbox(office.installation().source(), notices, now::get, "https://remit.example");
    }

    private void moveOn(Duration time) {
        now.updateAndGet(at -> at.plus(time));
    }

    private int page(IncidentDesk desk) {
        int pages = desk.page();
        outbox().deliver();
        return pages;
    }

    private List<Json.Obj> pagerEvents() {
        return pager.deliveries().stream()
                .map(delivery -> Json.parseObject(delivery.body()))
                .toList();
    }

    private long events(String type) {
        return office.count("event where process = ? and type = ?", PROCESS, type);
    }

    @Test
    void the_ladder_is_climbed_over_real_channels_and_an_acknowledgement_stops_it() {
        IncidentDesk desk = desk();
        assertThat(desk.open(PROCESS, Cause.BOUNDARY, Json.object("cases", 2))).isTrue();
        outbox().deliver();
        Json.Obj first = pagerEvents().getFirst();
        String incident = first.text("dedup_key", "");
        assertThat(first.text("routing_key")).isEqualTo("R0UT1NGKEY");
        assertThat(first.text("event_action")).isEqualTo("trigger");
        assertThat(first.object("payload").text("severity")).isEqualTo("error");
        assertThat(first.object("payload").text("source")).isEqualTo(PROCESS);
        assertThat(first.object("payload").text("summary")).startsWith("paged: cases came to a boundary");
        assertThat(first.text("client_url")).isEqualTo("https://remit.example/incidents/" + incident);
        assertThat(mail.mails()).isEmpty();

        moveOn(Duration.ofMinutes(29));
        assertThat(page(desk)).isZero();
        moveOn(Duration.ofMinutes(1));
        assertThat(page(desk)).isEqualTo(1);
        assertThat(mail.mails()).singleElement().satisfies(sent -> {
            assertThat(sent.recipients()).containsExactly("RCPT TO:<bea@shop.example>");
            assertThat(sent.content().replaceAll("=?\r?\n", "")).contains("/incidents/" + incident);
        });
        moveOn(Duration.ofMinutes(30));
        assertThat(page(desk)).isEqualTo(1);
        assertThat(webhook.deliveries())
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.headers())
                        .containsKeys("webhook-id", "webhook-timestamp", "webhook-signature"));

        moveOn(Duration.ofHours(2));
        assertThat(page(desk)).as("nobody answered: all of them, again").isEqualTo(1);
        assertThat(pagerEvents())
                .extracting(event -> event.text("dedup_key"))
                .containsOnly(incident)
                .hasSize(2);
        assertThat(mail.mails()).hasSize(2);
        assertThat(webhook.deliveries()).hasSize(2);

        ends(desk, incident);
    }

    private void ends(IncidentDesk desk, String incident) {
        assertThat(desk.acknowledge(incident, ANNE).orThrow().state().taken()).isNotNull();
        moveOn(Duration.ofDays(30));
        assertThat(page(desk)).isZero();
        assertThat(pagerEvents())
                .extracting(event -> event.text("event_action"))
                .containsExactly("trigger", "trigger", "acknowledge");
        desk.close(incident, ANNE, "the file was corrected").orThrow();
        outbox().deliver();
        assertThat(pagerEvents().getLast().text("event_action")).isEqualTo("resolve");
        assertThat(office.texts("select type from event where process = ? order by recorded_at, ordinal", PROCESS))
                .containsExactly(
                        "IncidentOpened",
                        "IncidentPaged",
                        "IncidentPaged",
                        "IncidentPaged",
                        "IncidentPaged",
                        "IncidentAcknowledged",
                        "IncidentClosed");
        assertThat(office.text("select leaf from event where type = 'IncidentClosed'"))
                .as("what a person says is payload")
                .doesNotContain("corrected");
    }

    @Test
    void one_incident_of_a_cause_until_somebody_takes_it_up_then_what_happens_is_another() {
        IncidentDesk desk = desk();
        assertThat(desk.open(PROCESS, Cause.BOUNDARY, Json.EMPTY)).isTrue();
        assertThat(desk.open(PROCESS, Cause.BOUNDARY, Json.EMPTY)).isFalse();
        assertThat(desk.open(PROCESS, Cause.SILENCE, Json.EMPTY)).isTrue();
        for (Incident incident : desk.list(PROCESS, false))
            desk.acknowledge(incident.id(), ANNE).orThrow();
        assertThat(desk.open(PROCESS, Cause.SILENCE, Json.EMPTY))
                .as("it is silent still")
                .isFalse();
        assertThat(desk.open(PROCESS, Cause.BOUNDARY, Json.EMPTY))
                .as("another case was stopped")
                .isTrue();
        assertThat(desk.passed(PROCESS, Cause.BOUNDARY)).isFalse();
        assertThat(desk.passed(PROCESS, Cause.SILENCE)).isTrue();
        assertThat(desk.open(PROCESS, Cause.SILENCE, Json.EMPTY)).isTrue();
    }

    @Test
    void two_nodes_open_page_and_take_up_an_incident_once() throws Exception {
        try (EvidenceLog other = new EvidenceLog(office.installation().source(), "My organisation", now::get);
                var threads = Executors.newFixedThreadPool(8)) {
            List<IncidentDesk> nodes = List.of(desk(), desk(other));
            var opened = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 8; i++) {
                IncidentDesk node = nodes.get(i % 2);
                opened.add(() -> node.open(PROCESS, Cause.SILENCE, Json.EMPTY));
            }
            assertThat(count(threads.invokeAll(opened))).isEqualTo(1);
            moveOn(Duration.ofMinutes(30));
            var paged = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 8; i++) {
                IncidentDesk node = nodes.get(i % 2);
                paged.add(() -> node.page() == 1);
            }
            assertThat(count(threads.invokeAll(paged))).isEqualTo(1);
            String id = desk().list(PROCESS, false).getFirst().id();
            var taken = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 8; i++) {
                IncidentDesk node = nodes.get(i % 2);
                taken.add(() -> node.acknowledge(id, ANNE).problems().isEmpty());
            }
            assertThat(count(threads.invokeAll(taken))).isEqualTo(1);
            var delivered = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 4; i++) delivered.add(() -> outbox().deliver() > 0);
            threads.invokeAll(delivered);
        }
        assertThat(events("IncidentOpened")).isEqualTo(1);
        assertThat(events("IncidentPaged")).isEqualTo(2);
        assertThat(events("IncidentAcknowledged")).isEqualTo(1);
        assertThat(pagerEvents())
                .extracting(event -> event.text("event_action"))
                .containsExactlyInAnyOrder("trigger", "acknowledge");
        assertThat(mail.mails()).as("the backup is paged and told").hasSize(2);
        assertThat(desk().open(PROCESS, Cause.SILENCE, Json.EMPTY))
                .as("nor does a node that starts anew open a second one")
                .isFalse();
    }

    private static long count(List<Future<Boolean>> answers) throws Exception {
        long count = 0;
        for (Future<Boolean> answer : answers) if (answer.get()) count++;
        return count;
    }

    @Test
    void a_test_page_reaches_everybody_on_the_ladder_and_opens_nothing() {
        List<IncidentDesk.Trial> trials = desk().trial(contract, ANNE);
        assertThat(trials)
                .extracting(IncidentDesk.Trial::contact)
                .containsExactly("pagerduty", "bea@shop.example", "desk");
        outbox().deliver();
        assertThat(pagerEvents()).singleElement().satisfies(event -> {
            assertThat(event.text("event_action")).isEqualTo("trigger");
            assertThat(event.object("payload").text("severity")).isEqualTo("info");
        });
        assertThat(mail.mails()).hasSize(1);
        assertThat(webhook.deliveries()).hasSize(1);
        assertThat(desk().list(null, true)).isEmpty();
        assertThat(events("PageTested")).isEqualTo(1);
    }
}
