package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.server.access.ApiKey;
import remit.server.access.ApiKey.Scope;
import remit.server.web.api.ApiRoutes;
import remit.server.web.api.HookSignature;

class ApiTest {
    @TempDir
    static Path folder;

    static TestingWeb web;
    static String service;
    static String person;
    static String reader;

    @BeforeAll
    static void start() {
        web = new TestingWeb(folder, 0, Set.of());
        web.fill();
        Instant later = Instant.now().plus(Duration.ofDays(1));
        service = web.access.newKey("ledger", "test", null, new ApiKey.Grant(EnumSet.allOf(Scope.class), later));
        // The administrator of a first start sees no content by that role, but does as process owner.
        person = web.access.newKey(
                "dana's", "test", web.access.people().getFirst(), new ApiKey.Grant(EnumSet.allOf(Scope.class), later));
        reader = web.access.newKey("reader", "test", null, new ApiKey.Grant(EnumSet.of(Scope.CASES_READ), later));
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    private static HttpResponse<String> get(String path, String key) throws Exception {
        return web.browser().send(web.browser().request(path).header("Authorization", "Bearer " + key));
    }

    private static HttpResponse<String> post(String path, String key, String idempotencyKey, String body)
            throws Exception {
        return web.browser()
                .send(web.browser()
                        .request(path)
                        .header("Authorization", "Bearer " + key)
                        .header("Idempotency-Key", idempotencyKey)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static Json.Obj json(HttpResponse<String> answer) {
        return Json.parseObject(answer.body());
    }

    @Test
    void the_published_document_lists_exactly_the_routes() throws Exception {
        var document = Json.parseObject(web.browser().get("/api/openapi.json").body());
        assertThat(document.text("openapi", "")).isEqualTo("3.1.0");
        var published = new TreeSet<String>();
        document.object("paths")
                .fields()
                .forEach((path, item) -> ((Json.Obj) item)
                        .fields()
                        .keySet()
                        .forEach(method -> published.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path)));
        var served = new TreeSet<String>();
        var parts = new ApiRoutes(new Callers(web.access), null, null, "");
        parts.endpoints().forEach(endpoint -> served.add(endpoint.method() + " " + endpoint.path()));
        assertThat(published).isEqualTo(served);
    }

    @Test
    void every_reference_of_the_document_resolves() throws Exception {
        String text = web.browser().get("/api/openapi.json").body();
        var schemas = Json.parseObject(text)
                .object("components")
                .object("schemas")
                .fields()
                .keySet();
        var references = java.util.regex.Pattern.compile("#/components/schemas/([A-Za-z]+)")
                .matcher(text);
        var used = new HashSet<String>();
        while (references.find()) used.add(references.group(1));
        assertThat(schemas).containsAll(used);
        assertThat(used).contains("CaseWithEvents", "Problem");
    }

    @Test
    void answers_have_exactly_the_fields_that_the_document_promises() throws Exception {
        var schemas = Json.parseObject(web.browser().get("/api/openapi.json").body())
                .object("components")
                .object("schemas");
        assertThat(json(get("/api/v1/processes/invoices", service)).fields().keySet())
                .isEqualTo(
                        schemas.object("Process").object("properties").fields().keySet());
        assertThat(json(get("/api/v1/cases/" + web.evidence.id("C1"), service))
                        .fields()
                        .keySet())
                .isEqualTo(schemas.object("CaseWithEvents")
                        .object("properties")
                        .fields()
                        .keySet());
        assertThat(json(get("/api/v1/cases/" + web.evidence.id("C1") + "/who", service))
                        .fields()
                        .keySet())
                .isEqualTo(schemas.object("Who").object("properties").fields().keySet());
        assertThat(json(get("/api/v1/cases/none", service)).fields().keySet())
                .isSubsetOf(
                        schemas.object("Problem").object("properties").fields().keySet());
    }

    @Test
    void without_a_key_there_is_nothing_but_a_problem() throws Exception {
        var answer = web.browser().get("/api/v1/cases");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("application/problem+json");
        assertThat(json(answer).text("code", "")).isEqualTo("RMT-640");
        assertThat(get("/api/v1/nowhere", service)
                        .headers()
                        .firstValue("content-type")
                        .orElse(""))
                .startsWith("application/problem+json");
    }

    @Test
    void a_list_walks_through_every_case_once() throws Exception {
        var ids = new ArrayList<String>();
        String path =
                "/api/v1/cases?filter[phase]=held&filter[process]=invoices&filter[month]=2026-01&limit=7&count=exact"
                        .replace("[", "%5B")
                        .replace("]", "%5D");
        String cursor = "";
        do {
            var page = json(get(path + (cursor.isEmpty() ? "" : "&cursor=" + cursor), service));
            page.array("items").forEach(item -> ids.add(((Json.Obj) item).text("id", "")));
            cursor = page.text("next_cursor", "");
        } while (!cursor.isEmpty());
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids).contains(web.evidence.id("W20"));
        assertThat(ids.size()).isBetween(40, 46);
        assertThat(get("/api/v1/cases?phase=held", service).statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/cases?limit=501", service).statusCode()).isEqualTo(400);
    }

    @Test
    void content_is_withheld_from_a_key_without_that_scope() throws Exception {
        var answer = json(get("/api/v1/cases/" + web.evidence.id("C2"), reader));
        assertThat(answer.get("key")).isEqualTo(Json.NULL);
        assertThat(((Json.Obj) answer.array("events").getFirst()).text("content_state", ""))
                .isEqualTo("withheld");
        assertThat(get("/api/v1/changelog", reader).statusCode()).isEqualTo(403);
        assertThat(get("/api/v1/changelog?process=invoices", service).body())
                .isEqualTo("{\"process_id\":\"invoices\"}\n");
    }

    @Test
    void a_repeated_request_gets_the_first_answer_and_makes_no_second_case() throws Exception {
        String path = "/api/v1/processes/invoices/cases";
        String body = "{\"row\": {\"Document\": \"D-1\", \"Amount\": \"12.50\"}}";
        var first = post(path, service, "k1", body);
        assertThat(first.statusCode()).isEqualTo(201);
        var again = post(path, service, "k1", body);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(post(path, service, "k1", body.replace("D-1", "D-2")).statusCode())
                .isEqualTo(422);
        assertThat(json(post(path, service, "k2", body)).flag("already_known")).isTrue();
        assertThat(post(path, person, "k1", body).statusCode()).isEqualTo(200);
    }

    @Test
    void what_is_kept_of_a_request_holds_no_refused_value_and_goes_after_a_day() throws Exception {
        JdbcClient jdbc = JdbcClient.create(web.database.source());
        String path = "/api/v1/processes/invoices/cases";
        String refused = "{\"row\": {\"Amount\": \"12.50\"}}";
        assertThat(post(path, service, "kept", refused).statusCode()).isEqualTo(422);
        assertThat(post(path, service, "kept", refused).statusCode()).isEqualTo(422);
        assertThat(jdbc.sql("select count(*) from idempotency where status >= 400 or answer like '%RMT-%'")
                        .query(Long.class)
                        .single())
                .isZero();
        String mended = refused.replace("\"Amount", "\"Document\": \"D-kept\", \"Amount");
        assertThat(post(path, service, "kept", mended).statusCode()).isEqualTo(201);
        jdbc.sql("insert into idempotency (key, fingerprint, created_at) values"
                        + " ('old', '', now() - interval '25 hours'), ('young', '', now() - interval '23 hours')")
                .update();
        assertThat(post(path, service, "another", mended).statusCode()).isEqualTo(200);
        assertThat(jdbc.sql("select key from idempotency where key in ('old', 'young')")
                        .query(String.class)
                        .list())
                .containsExactly("young");
    }

    @Test
    void of_many_same_requests_at_once_one_makes_the_case() throws Exception {
        String body = "{\"row\": {\"Document\": \"D-many\", \"Amount\": \"1.00\"}}";
        var codes = new ArrayList<Integer>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var tries = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < 12; i++) {
                tries.add(() -> post("/api/v1/processes/invoices/cases", service, "many", body)
                        .statusCode());
            }
            for (var answer : pool.invokeAll(tries)) codes.add(answer.get());
        }
        assertThat(codes).contains(201).isSubsetOf(201, 409);
    }

    @Test
    void bad_intake_is_told_what_is_wrong() throws Exception {
        String path = "/api/v1/processes/invoices/cases";
        assertThat(json(post(path, service, "b1", "{\"row\": {\"Amount\": 12.5}}"))
                        .text("code", ""))
                .isEqualTo("RMT-645");
        assertThat(json(post(path, service, "b2", "{\"line\": {}}")).text("code", ""))
                .isEqualTo("RMT-647");
        assertThat(post(path, service, "b3", "[1]").statusCode()).isEqualTo(400);
        assertThat(post(path, service, "b4", "{").statusCode()).isEqualTo(400);
        assertThat(post(path, service, "b5", "{\"row\": {\"Document\": \"\"}}").statusCode())
                .isEqualTo(422);
        assertThat(post(path, service, "b6", "{\"row\": {\"x\": \"" + "y".repeat(1 << 20) + "\"}}")
                        .statusCode())
                .isEqualTo(413);
        assertThat(post(path, reader, "b7", "{}").statusCode()).isEqualTo(403);
        var keyless = web.browser()
                .send(web.browser()
                        .request(path)
                        .header("Authorization", "Bearer " + service)
                        .POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertThat(json(keyless).text("code", "")).isEqualTo("RMT-648");
    }

    @Test
    void only_a_persons_key_decides_and_only_what_it_saw() throws Exception {
        String path = "/api/v1/cases/" + web.evidence.id("W30") + ":approve";
        assertThat(post(path, service, "r0", "{\"seq\": 3}").statusCode()).isEqualTo(403);
        assertThat(post(path, person, "r1", "{\"seq\": 2}").statusCode()).isEqualTo(409);
        var done = post(path, person, "r2", "{\"seq\": 3}");
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        assertThat(post(path, person, "r3", "{\"seq\": 3}").statusCode()).isEqualTo(409);
        String other = "/api/v1/cases/" + web.evidence.id("W31") + ":reject";
        assertThat(json(post(other, person, "r4", "{\"seq\": 3}")).text("code", ""))
                .isEqualTo("RMT-624");
        assertThat(post(other, person, "r5", "{\"seq\": 3, \"reason_code\": \"model_wrong\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    private static HttpResponse<String> edit(String key, String once, String decision, String more) throws Exception {
        return post(
                "/api/v1/cases/" + web.evidence.id(key) + ":edit",
                person,
                once,
                "{\"seq\": 3, \"decision\": " + new Json.Str(decision).compact() + ", \"reason_code\": \"model_wrong\""
                        + more + "}");
    }

    @Test
    void a_slip_of_the_pen_is_no_decision_and_a_new_one_is_confirmed() throws Exception {
        var slip = edit("W32", "e1", "refuse", "");
        assertThat(slip.statusCode()).isEqualTo(422);
        assertThat(json(slip).text("code", "")).isEqualTo("RMT-631");
        assertThat(json(slip).text("fix", ""))
                .contains("did you mean \"Refuse\"?")
                .contains("new_decision: true");
        assertThat(edit("W32", "e2", "400 317", "").statusCode()).isEqualTo(422);
        assertThat(edit("W32", "e3", "400 317", ", \"new_decision\": false").statusCode())
                .isEqualTo(422);
        assertThat(edit("W32", "e4", " 400 317 ", ", \"new_decision\": true").statusCode())
                .isEqualTo(200);
        assertThat(edit("W33", "e5", "Refuse", "").statusCode()).isEqualTo(200);
    }

    @Test
    void what_a_case_came_to_is_a_known_decision() throws Exception {
        assertThat(edit("W34", "k1", "999999", "").statusCode()).isEqualTo(200);
    }

    @Test
    void a_decision_is_one_short_line_whoever_sends_it() throws Exception {
        for (String bad : List.of("a\0b", "a\nb", "x".repeat(201), " ", "\u2028")) {
            var answer = edit("W35", "l" + bad.hashCode(), bad, ", \"new_decision\": true");
            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(json(answer).text("code", "")).isEqualTo("RMT-626");
        }
        assertThat(json(edit("W35", "l-text", "Refuse", ", \"reason_text\": \"a\\u0000b\""))
                        .text("code", ""))
                .isEqualTo("RMT-625");
    }

    @Test
    void what_a_process_has_to_say_is_not_asked_of_all_at_once() throws Exception {
        for (String filter : List.of("outcome%5D=wrong", "closed%5D=yes")) {
            String path = "/api/v1/cases?filter%5B" + filter;
            assertThat(json(get(path, service)).text("code", "")).isEqualTo("RMT-611");
            assertThat(get(path + "&filter%5Bprocess%5D=invoices", service).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_character_that_no_database_holds_is_refused_wherever_it_is_asked_for() throws Exception {
        String cursor =
                Base64.getUrlEncoder().encodeToString("2026-01-05T09:00:00Z|\0".getBytes(StandardCharsets.UTF_8));
        for (String path : List.of(
                "/api/v1/cases?filter%5Bsegment%5D=%00",
                "/api/v1/cases?filter%5Bprocess%5D=%00",
                "/api/v1/cases?filter%5Bdecision%5D=a%00b",
                "/api/v1/cases?cursor=" + cursor,
                "/api/v1/cases/%00",
                "/api/v1/processes/%00",
                "/api/v1/changelog?process=%00")) {
            assertThat(get(path, service).statusCode()).as(path).isIn(400, 404);
        }
        var browser = web.signedIn();
        for (String path : List.of("/cases?segment=%00", "/held?decision=%00", "/search?q=%00", "/cases/%00")) {
            assertThat(browser.get(path).statusCode()).as(path).isIn(400, 404);
        }
    }

    @Test
    void a_hook_needs_a_fresh_signature_over_its_exact_bytes() throws Exception {
        String body = "{\"type\": \"line\", \"extra\": 1, \"data\": {\"Document\": \"D-hook\", \"Amount\": \"3.00\"}}";
        long now = Instant.now().getEpochSecond();
        assertThat(hook("m1", now, body, body).statusCode()).isEqualTo(201);
        assertThat(hook("m1", now, body, body).statusCode()).isEqualTo(201);
        assertThat(hook("m2", now, body, body.replace("3.00", "4.00")).statusCode())
                .isEqualTo(401);
        assertThat(hook("m3", now - 600, body, body).statusCode()).isEqualTo(401);
    }

    @Test
    void a_hook_is_told_what_a_hook_has_to_send() throws Exception {
        long now = Instant.now().getEpochSecond();
        String row = "{\"row\": {\"Document\": \"D-wrong\"}}";
        var wrong = hook("n1", now, row, row);
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(json(wrong).text("fix", "")).contains("{\"data\": ").doesNotContain("row");
        String data = row.replace("row", "data");
        // A refusal did nothing: the mended row may come under the same id.
        assertThat(hook("n1", now, data, data).statusCode()).isEqualTo(201);
        String other = data.replace("D-wrong", "D-other");
        assertThat(json(hook("n1", now, other, other))
                        .array("errors")
                        .getFirst()
                        .compact())
                .contains("\"RMT-651\"", "\"webhook-id\"")
                .doesNotContain("Idempotency-Key");
        assertThat(json(hook("n2", now, data, row)).text("title", "")).isEqualTo("The signature is not right");
    }

    private static HttpResponse<String> hook(String id, long time, String signed, String sent) throws Exception {
        byte[] key = Base64.getDecoder().decode(TestingWeb.HOOK_SECRET.substring(6));
        byte[] mac = Digest.hmac(key, (id + "." + time + "." + signed).getBytes(StandardCharsets.UTF_8));
        return web.browser()
                .send(web.browser()
                        .request("/hooks/invoices")
                        .header("webhook-id", id)
                        .header("webhook-timestamp", String.valueOf(time))
                        .header(
                                "webhook-signature",
                                "v1,AAAA v1," + Base64.getEncoder().encodeToString(mac))
                        .POST(HttpRequest.BodyPublishers.ofString(sent)));
    }

    @Test
    void the_signature_of_the_standards_own_example_is_accepted() {
        // Test vector published with Standard Webhooks 1.0.0.
        var headers = new HookSignature.Headers(
                "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
        assertThat(HookSignature.check(
                        headers,
                        body,
                        List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                        Instant.ofEpochSecond(1614265330)))
                .isEmpty();
    }
}
