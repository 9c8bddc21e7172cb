package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.catalog.PublishedProcess;
import remit.server.live.LiveDesk;
import remit.server.packs.PackReader;
import remit.server.runs.TestingPurchases.Line;

/** Runs whose author was not trained here: proposals that were recorded, a model behind an endpoint. */
final class AuthorsInRunsIT {
    private final List<Line> lines = TestingPurchases.ledger(61, 240);

    @TempDir
    Path folder;

    /** Supplier S01 is known to a surety, S02 hardly, nobody else at all. */
    private static final String PROPOSALS = "supplier,decision,confidence\nS01,A4007,0.99\nS02,A4005,0.40\n";

    private static final String RECORDED = """
              kind: recorded
              target: {Account}
              max_error: 5%
              settings: {file: proposals.csv, key: [{Supplier}], threshold: 0.9}
            """;

    @Test
    void a_recorded_author_replays_its_proposals_and_learns_nothing() {
        TestingShop shop = TestingShop.of("recorded").withAuthor(RECORDED);
        Path pack = shop.pack(folder);
        TestingShop.write(pack.resolve("proposals.csv"), PROPOSALS);
        try (TestingOffice office = TestingOffice.open(folder)) {
            Json.Obj first = office.run(pack, shop.file(folder, "r1.csv", lines.subList(0, 200)), null);
            Json.Obj second = office.run(pack, shop.file(folder, "r2.csv", lines), null);

            assertThat(first.object("author").text("kind")).isEqualTo("recorded");
            assertThat(first.number("history", 0)).isEqualTo(100);
            assertThat(first.number("auto_cleared", 0)).isGreaterThan(0);
            assertThat(second.number("history", 0))
                    .as("no more history once there is an author version")
                    .isEqualTo(100);
            assertThat(second.number("cases", 0)).isEqualTo(40);
            assertThat(office.count("event where type = 'AuthorTrained'")).isZero();
            assertThat(office.count("case_view where phase = 'cleared' and (grp <> 'S01' or decision <> 'A4007')"))
                    .isZero();
            assertThat(office.count("event where type = 'Proposed' and leaf::jsonb->'body'->>'answer' = 'refused'"))
                    .isGreaterThan(20);
        }
    }

    /** Whether the rules saw the supplier as new is kept with the verdict: later the same supplier is no longer new. */
    @Test
    void a_verdict_keeps_whether_its_supplier_was_new_and_the_next_one_sees_new_history() {
        TestingShop shop = TestingShop.of("served").withAuthor(RECORDED);
        Path pack = shop.pack(folder);
        TestingShop.write(pack.resolve("proposals.csv"), PROPOSALS);
        try (TestingOffice office = TestingOffice.open(folder)) {
            RunParts parts = office.installation()
                    .runParts(new Actor(Actor.Kind.PERSON, "p_clerk"))
                    .orThrow();
            PublishedProcess published = parts.catalog()
                    .publish(PackReader.read(pack).orThrow(), parts.acting(), Instant.now())
                    .orThrow();
            try (var desk = new LiveDesk(parts, List.of(new LiveDesk.Served(published, pack)))) {
                String before = accept(desk, "LIVE-1");
                office.run(pack, shop.file(folder, "history.csv", lines), "1");
                String after = accept(desk, "LIVE-2");
                assertThat(newGroup(office, before)).isEqualTo("true");
                assertThat(newGroup(office, after)).isEqualTo("false");
                assertThat(office.text("select decision || phase from case_view where case_id = ?", after))
                        .isEqualTo("A4007cleared");
            }
        }
    }

    private static String accept(LiveDesk desk, String document) {
        Map<String, String> row = Map.of(
                "Document", document, "Posted On", "2024-06-03", "Supplier", "S01", "Amount", "12.00", "Remark", "");
        return desk.accept(new Actor(Actor.Kind.SERVICE, "testing"), "served", row)
                .orThrow()
                .caseId();
    }

    private static String newGroup(TestingOffice office, String caseId) {
        return office.text(
                "select p.content::jsonb->'facts'->>'new_group' from event e join payload p on p.event_id = e.id"
                        + " where e.type = 'Decided' and e.case_id = ?",
                caseId);
    }

    @Test
    void a_process_that_moves_to_a_classifier_learns_and_takes_cases_as_if_it_never_had_an_author() {
        TestingShop recorded = TestingShop.of("moved").withAuthor(RECORDED);
        Path pack = TestingShop.pilot(recorded.pack(folder));
        TestingShop.write(pack.resolve("proposals.csv"), PROPOSALS);
        try (TestingOffice office = TestingOffice.open(folder)) {
            office.run(pack, recorded.file(folder, "m1.csv", lines.subList(0, 40)), null);
            TestingShop.pilot(TestingShop.of("moved").pack(folder));
            RunParts parts = office.installation()
                    .runParts(new Actor(Actor.Kind.PERSON, "p_clerk"))
                    .orThrow();
            PublishedProcess published = parts.catalog()
                    .publish(
                            PackReader.read(pack).orThrow(),
                            parts.acting(),
                            parts.clock().instant())
                    .orThrow();
            try (var desk = new LiveDesk(parts, List.of(new LiveDesk.Served(published, pack)))) {
                Map<String, String> row = Map.of(
                        "Document",
                        "L1",
                        "Posted On",
                        "2024-05-06",
                        "Supplier",
                        "S01",
                        "Amount",
                        "12.50",
                        "Remark",
                        "");
                assertThat(desk.accept(parts.actor(), "moved", row).problems()).isEmpty();
            }

            Json.Obj learned = office.run(pack, recorded.file(folder, "m2.csv", lines), null);
            assertThat(learned.number("history", 0))
                    .as("twenty of before, half of what is new")
                    .isEqualTo(120);
        }
    }

    @Test
    void a_recording_that_is_not_there_refuses_the_run_before_anything_is_recorded() {
        TestingShop shop = TestingShop.of("lost").withAuthor(RECORDED);
        Path pack = shop.pack(folder);
        try (TestingOffice office = TestingOffice.open(folder)) {
            Path file = shop.file(folder, "lost.csv", lines);
            assertThat(office.tryRun(pack, file, null).problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.toString()).contains("proposals.csv"));
            assertThat(office.events("lost")).isZero();
            assertThat(office.count("run")).isZero();
        }
    }

    /** A model that knows S01, never answers for S02, talks rubbish for S03 and breaks for the rest. */
    private static final class TestingModel implements AutoCloseable {
        private final HttpServer server;
        private final CountDownLatch closing = new CountDownLatch(1);
        private final Map<String, Json.Obj> asked = new ConcurrentHashMap<>();

        TestingModel() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/propose", this::answer);
            server.start();
        }

        private void answer(HttpExchange exchange) throws IOException {
            Json.Obj question =
                    Json.parseObject(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            asked.put(question.text("case", ""), question);
            switch (question.object("inputs").text("supplier", "")) {
                case "S01" -> say(exchange, 200, "{\"decision\":\"A4007\",\"confidence\":0.99}");
                case "S02" -> silence();
                case "S03" -> say(exchange, 200, "{\"decision\":\"A4007\",\"confidence\":7}");
                default -> say(exchange, 500, "");
            }
        }

        private static void say(HttpExchange exchange, int status, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            try (var out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }

        private void silence() {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/propose";
        }

        @Override
        public void close() {
            closing.countDown();
            server.stop(0);
        }
    }

    @Test
    void what_a_model_behind_an_endpoint_fails_to_answer_waits_for_a_person() throws IOException {
        try (TestingModel model = new TestingModel();
                TestingOffice office = TestingOffice.open(folder)) {
            TestingShop shop = TestingShop.of("asked").withAuthor("""
                              kind: http
                              target: {Account}
                              max_error: 5%
                              settings: {url: "URL", timeout: PT1S, name: far-model, version: "3", threshold: 0.9}
                            """.replace("URL", model.url()));

            Json.Obj summary = office.run(shop.pack(folder), shop.file(folder, "asked.csv", lines), "0.5");

            assertThat(summary.object("author").text("version", "")).startsWith("http:far-model@");
            assertThat(summary.number("auto_cleared", 0)).isGreaterThan(0);
            assertThat(office.count("case_view where phase = 'cleared' and grp <> 'S01'"))
                    .isZero();
            assertThat(answers(office, "S02")).containsOnly("unknown");
            assertThat(answers(office, "S03")).containsOnly("failed");
            assertThat(answers(office, "S00")).containsOnly("failed");
            assertThat(model.asked).hasSize((int) summary.number("cases", -1));
            assertThat(model.asked.values())
                    .as("an outcome is no input")
                    .noneMatch(question -> question.object("inputs").fields().containsKey("account"));
            assertThat(office.rebuild().differences()).isZero();
        }
    }

    private static List<String> answers(TestingOffice office, String supplier) {
        List<String> answers = office.texts(
                "select e.leaf::jsonb->'body'->>'answer' from event e join case_view c on c.case_id = e.case_id"
                        + " where e.type = 'Proposed' and c.grp = ?",
                supplier);
        assertThat(answers).as(supplier).isNotEmpty();
        return answers;
    }
}
