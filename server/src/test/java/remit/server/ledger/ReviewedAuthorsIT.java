package remit.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.catalog.PublishedProcess;
import remit.server.ladders.LadderDesk;
import remit.server.live.LiveDesk;
import remit.server.runs.AuthorReviews;
import remit.server.runs.Climbing;
import remit.server.runs.RunParts;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingPurchases.Line;
import remit.server.runs.TestingShop;

/** Authors that were made elsewhere are confident from what reviews and outcomes prove, and never before. */
final class ReviewedAuthorsIT {
    private static final List<Line> LINES = TestingPurchases.ledger(61, 1_200);

    private static final String RECORDED = """
              kind: recorded
              target: {Account}
              max_error: 10%
              settings: {file: proposals.csv, key: [{Supplier}, {Department}]}
            """;

    @TempDir
    Path folder;

    /** What a supplier's department mostly bought, and how surely: a model that knows the ledger well. */
    private static Map<String, Map.Entry<String, Double>> model() {
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        for (Line line : LINES) {
            if (line.account().isEmpty()) continue;
            counts.computeIfAbsent(line.supplier() + "," + line.department(), _ -> new TreeMap<>())
                    .merge(line.account(), 1, Integer::sum);
        }
        var model = new HashMap<String, Map.Entry<String, Double>>();
        counts.forEach((key, accounts) -> {
            var most = accounts.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .orElseThrow();
            int all = accounts.values().stream().mapToInt(Integer::intValue).sum();
            model.put(key, Map.entry(most.getKey(), Math.max(0, most.getValue() - 0.5) / all));
        });
        return model;
    }

    private static long count(TestingOffice office, String where) {
        return JdbcClient.create(office.installation().source())
                .sql("select count(*) from " + where)
                .query(Long.class)
                .single();
    }

    private static AuthorReviews.Standing standing(TestingOffice office, String process) {
        RunParts parts = office.installation()
                .runParts(new Actor(Actor.Kind.PERSON, "p_clerk"))
                .orThrow();
        PublishedProcess published =
                parts.catalog().latest(process).orElseThrow().orThrow();
        return new AuthorReviews(parts, published).standing().orElseThrow();
    }

    @Test
    void a_recorded_author_clears_nothing_until_outcomes_prove_from_where_it_may() throws IOException {
        TestingShop shop = TestingShop.of("recorded").withAuthor(RECORDED);
        Path pack = shop.pack(folder);
        var proposals = new StringBuilder("supplier,department,decision,confidence\n");
        model().forEach((key, said) -> proposals
                .append(key)
                .append(',')
                .append(said.getKey())
                .append(',')
                .append(said.getValue())
                .append('\n'));
        Files.writeString(pack.resolve("proposals.csv"), proposals.toString());
        try (TestingOffice office = TestingOffice.seeded(folder, 1)) {
            Json.Obj few = office.run(pack, shop.file(folder, "few.csv", LINES.subList(0, 120)), "0.5");
            assertThat(few.number("auto_cleared", -1)).isZero();
            AuthorReviews.Standing early = standing(office, "recorded");
            assertThat(early.from()).isNull();
            assertThat(early.known()).isBetween(40L, 60L);
            assertThat(early.missing()).as("97 are the fewest").isEqualTo(97 - early.known());

            Json.Obj more = office.run(pack, shop.file(folder, "more.csv", LINES.subList(0, 600)), null);
            assertThat(more.number("auto_cleared", -1))
                    .as("too few were known when it began")
                    .isZero();
            assertThat(count(office, "event where type = 'AuthorCertified'")).isZero();

            Json.Obj proven = office.run(pack, shop.file(folder, "all.csv", LINES), null);
            AuthorReviews.Standing late = standing(office, "recorded");
            assertThat(late.from()).isNotNull();
            assertThat(late.missing()).isZero();
            assertThat(late.version()).startsWith("recorded:recording@");
            assertThat(proven.number("auto_cleared", 0)).isGreaterThan(200);
            assertThat(proven.number("auto_clear_errors", 99) / proven.number("auto_cleared", 1))
                    .isLessThan(0.1);
            assertThat(count(office, "event where type = 'AuthorCertified'")).isEqualTo(1);
            assertThat(count(
                            office,
                            "event where type = 'Proposed' and (leaf::jsonb->'body'->>'confident')::boolean"
                                    + " and (leaf::jsonb->'body'->>'confidence')::double precision < " + late.from()))
                    .isZero();
            assertThat(live(office, pack, true, late.from())).isEqualTo("cleared");
            assertThat(live(office, pack, false, late.from())).isEqualTo("held");
        }
    }

    /** What becomes of a single case of which the author is the surest of those above, or below, what is proven. */
    private static String live(TestingOffice office, Path pack, boolean above, double from) {
        RunParts parts = office.installation()
                .runParts(new Actor(Actor.Kind.PERSON, "p_clerk"))
                .orThrow();
        PublishedProcess published =
                parts.catalog().latest("recorded").orElseThrow().orThrow();
        String[] key = model().entrySet().stream()
                .filter(each -> above == each.getValue().getValue() >= from)
                .max(java.util.Comparator.comparingDouble(
                        each -> each.getValue().getValue()))
                .orElseThrow()
                .getKey()
                .split(",");
        try (var desk = new LiveDesk(parts, List.of(new LiveDesk.Served(published, pack)))) {
            String id = desk.accept(
                            new Actor(Actor.Kind.SERVICE, "testing"),
                            "recorded",
                            Map.of(
                                    "Document",
                                    "LIVE-" + above,
                                    "Posted On",
                                    "2024-12-03",
                                    "Supplier",
                                    key[0],
                                    "Department",
                                    key[1],
                                    "Amount",
                                    "12.00",
                                    "Remark",
                                    ""))
                    .orThrow()
                    .caseId();
            return JdbcClient.create(office.installation().source())
                    .sql("select phase from case_view where case_id = ?")
                    .param(id)
                    .query(String.class)
                    .single();
        }
    }

    /** A pack whose recorded author says the same of every line, always as sure. */
    private Path constant(TestingShop shop, String confidence) throws IOException {
        Path pack = shop.pack(folder);
        var proposals = new ArrayList<String>(List.of("supplier,department,decision,confidence"));
        model().keySet().forEach(key -> proposals.add(key + ",A4001," + confidence));
        Files.write(pack.resolve("proposals.csv"), proposals);
        return pack;
    }

    @Test
    void a_case_whose_truth_should_be_known_and_is_not_counts_as_wrong() throws IOException {
        TestingShop shop = TestingShop.of("chosen").withAuthor(RECORDED);
        Path pack = constant(shop, "0.9");
        // Only of what it got right anybody ever said what it was.
        List<Line> chosen = LINES.stream()
                .map(line -> line.account().equals("A4001") ? line : line.withAccount(""))
                .toList();
        try (TestingOffice office = TestingOffice.seeded(folder, 1)) {
            office.run(pack, shop.file(folder, "first.csv", chosen.subList(0, 800)), "0.2");
            Json.Obj second = office.run(pack, shop.file(folder, "second.csv", chosen), null);
            AuthorReviews.Standing standing = standing(office, "chosen");
            assertThat(standing.last()).as("it was tested").isNotNull();
            assertThat(standing.from()).isNull();
            assertThat(second.number("auto_cleared", -1)).isZero();
        }
    }

    @Test
    void cases_count_oldest_first_up_to_one_whose_truth_need_not_be_known_yet() throws IOException {
        TestingShop shop = TestingShop.of("early").withAuthor(RECORDED);
        Path pack = constant(shop, "0.9");
        String today = LocalDate.now(ZoneOffset.UTC).minusDays(3).toString();
        String later = LocalDate.now(ZoneOffset.UTC).minusDays(2).toString();
        List<Line> lines = new ArrayList<>(LINES.subList(0, 100));
        for (Line line : LINES.subList(100, 110)) lines.add(on(today, line).withAccount(""));
        for (Line line : LINES.subList(110, 150)) lines.add(on(later, line).withAccount("A4001"));
        try (TestingOffice office = TestingOffice.seeded(folder, 1)) {
            office.run(pack, shop.file(folder, "lines.csv", lines), "0.2");
            assertThat(standing(office, "early").known()).isBetween(60L, 70L);
        }
    }

    private static Line on(String day, Line line) {
        return new Line(
                line.document(),
                day,
                line.supplier(),
                line.name(),
                line.department(),
                line.amount(),
                line.remark(),
                line.account());
    }

    @Test
    void what_is_proven_of_an_author_falls_with_the_kill_switch_and_only_newer_cases_prove_it_again()
            throws IOException {
        TestingShop shop = TestingShop.of("fallen").withAuthor(RECORDED);
        Path pack = constant(shop, "0.9");
        List<Line> right = LINES.stream().map(line -> line.withAccount("A4001")).toList();
        try (TestingOffice office = TestingOffice.seeded(folder, 1)) {
            office.run(pack, shop.file(folder, "first.csv", right.subList(0, 400)), "0.2");
            office.run(pack, shop.file(folder, "second.csv", right.subList(0, 440)), null);
            assertThat(standing(office, "fallen").from()).isNotNull();

            office.climb(pack, shop.file(folder, "third.csv", right.subList(0, 480)), null, Climbing.ON);
            assertThat(standing(office, "fallen").from()).isNotNull();
            var stop = new LadderDesk.Wanted(
                    LadderDesk.Verb.STOP, null, Map.of("cause", "kill_switch", "reason", "it went wrong"));
            new LadderDesk(office.installation().ladders().of("fallen"))
                    .move(stop, new Actor(Actor.Kind.PERSON, "p_clerk"), Instant.now())
                    .orThrow();
            AuthorReviews.Standing fallen = standing(office, "fallen");
            assertThat(fallen.from()).isNull();
            assertThat(fallen.known()).isZero();

            office.run(pack, shop.file(folder, "fourth.csv", right.subList(0, 800)), null);
            assertThat(standing(office, "fallen").from()).as("not tested yet").isNull();
            office.run(pack, shop.file(folder, "fifth.csv", right.subList(0, 840)), null);
            assertThat(standing(office, "fallen").from()).isNotNull();
        }
    }

    @Test
    void another_recording_is_another_author_and_begins_anew() throws IOException {
        TestingShop shop = TestingShop.of("other").withAuthor(RECORDED);
        Path pack = TestingShop.with(shop.pack(folder), "governance: {changes: files}\n");
        var proposals = new ArrayList<String>(List.of("supplier,department,decision,confidence"));
        model().forEach((key, said) -> proposals.add(key + "," + said.getKey() + "," + said.getValue()));
        Files.write(pack.resolve("proposals.csv"), proposals);
        try (TestingOffice office = TestingOffice.seeded(folder, 1)) {
            office.run(pack, shop.file(folder, "first.csv", LINES.subList(0, 500)), "0.2");
            proposals.add("S99,Parks,A4001,0.5");
            Files.write(pack.resolve("proposals.csv"), proposals);
            Json.Obj anew = office.run(pack, shop.file(folder, "second.csv", LINES.subList(0, 700)), null);
            assertThat(anew.number("auto_cleared", -1)).isZero();
            assertThat(count(office, "event where type = 'AuthorCertified'")).isZero();
        }
    }

    @Test
    void a_language_model_goes_through_the_same_certificate() throws IOException {
        Map<String, Map.Entry<String, Double>> model = model();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", exchange -> {
            var asked = Json.parseObject(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            String user = ((Json.Obj) asked.array("messages").get(1)).text("content", "");
            Json.Obj inputs = Json.parseObject(user.lines().skip(1).findFirst().orElse("{}"));
            var said = model.getOrDefault(
                    inputs.text("supplier", "") + "," + inputs.text("department", ""), Map.entry("A4000", 0.1));
            Json.Obj answer =
                    Json.object("decision", said.getKey(), "confidence", said.getValue(), "basis", "its past lines");
            byte[] reply = """
                    {"id":"c1","object":"chat.completion","created":1,"model":"stub","choices":[{"index":0,
                     "message":{"role":"assistant","content":%s},"finish_reason":"stop"}],
                     "usage":{"prompt_tokens":12,"completion_tokens":4,"total_tokens":16}}""".formatted(Json.of(answer.compact()).compact()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
            exchange.close();
        });
        server.start();
        try {
            TestingShop shop = TestingShop.of("chatting")
                    .withAuthor("""
                      kind: chat
                      target: {Account}
                      max_error: 10%
                      settings:
                        url: "http://localhost:PORT/v1"
                        model: stub
                        prompt: prompt.md
                        labels: [A4000, A4001, A4002, A4003, A4004, A4005, A4006, A4007, A4008]
                    """.replace("PORT", "" + server.getAddress().getPort()));
            Path pack = shop.pack(folder);
            Files.writeString(pack.resolve("prompt.md"), "Which account does a supplier's department buy for?\n");
            try (TestingOffice office = TestingOffice.seeded(folder, 1)) {
                Json.Obj first = office.run(pack, shop.file(folder, "first.csv", LINES.subList(0, 600)), "0.2");
                assertThat(first.number("auto_cleared", -1)).isZero();
                Json.Obj second = office.run(pack, shop.file(folder, "second.csv", LINES), null);
                assertThat(second.number("auto_cleared", 0)).isGreaterThan(100);
                assertThat(standing(office, "chatting").version()).startsWith("chat:stub@");
            }
        } finally {
            server.stop(0);
        }
    }
}
