package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.access.ApiKey.Scope;

/** Rows handed in one at a time: what they are taken for, and what stays beside the amount. */
class HandedInIT {
    @TempDir
    static Path folder;

    static TestingSite site;
    static String service;
    static String person;

    @BeforeAll
    static void start() throws Exception {
        site = new TestingSite(folder);
        site.load();
        service = site.key(null, Scope.values());
        person = site.key(site.person(), Scope.values());
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static HttpResponse<String> post(String path, String key, String body) throws Exception {
        var browser = site.browser();
        return browser.send(browser.request(path)
                .header("Authorization", "Bearer " + key)
                .header("Idempotency-Key", body)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> handIn(String row) throws Exception {
        return post("/api/v1/processes/" + TestingSite.PROCESS + "/cases", service, row.replaceAll("\\s+", " "));
    }

    private static String get(String path) throws Exception {
        var browser = site.browser();
        return browser.send(browser.request(path).header("Authorization", "Bearer " + service))
                .body();
    }

    private static Json.Obj story(String id) throws Exception {
        return Json.parseObject(get("/api/v1/stories?case=" + id));
    }

    private static String currencyCheck(Json.Obj story) {
        for (Json event : story.array("timeline")) {
            for (Json check : ((Json.Obj) event).object("body").array("checks")) {
                if (((Json.Obj) check).text("check", "").equals("currency"))
                    return ((Json.Obj) check).text("reason", "");
            }
        }
        return "";
    }

    @Test
    void an_amount_in_another_currency_waits_for_a_person() throws Exception {
        Json.Obj answer = Json.parseObject(
                handIn(TestingCalls.row("EURO-1", "low", "90.00 EUR")).body());
        assertThat(answer.text("phase")).isEqualTo("held");
        Json.Obj story = story(answer.text("id", ""));
        assertThat(currencyCheck(story)).isEqualTo("amount is in EUR, not in GBP");
        assertThat(story.object("inputs").text("amount")).isEqualTo("90.00");
        assertThat(story.object("currencies").text("amount")).isEqualTo("EUR");

        String page = site.signedIn().get("/cases/" + answer.text("id", "")).body();
        assertThat(page).contains("90.00 EUR");

        long seq = (long)
                Json.parseObject(get("/api/v1/cases/" + answer.text("id", ""))).number("seq", 0);
        String approval = Json.object(
                        "seq", seq, "decision", "Approve in Full", "reason_code", "other", "reason_text", "by hand")
                .compact();
        var approved = post("/api/v1/cases/" + answer.text("id", "") + ":edit", person, approval);
        assertThat(approved.statusCode())
                .as("no tool may take euros for pounds")
                .isEqualTo(422);
        assertThat(approved.body()).contains("RMT-508", "90.00 EUR");
    }

    @Test
    void an_amount_in_the_declared_currency_may_say_so() throws Exception {
        Json.Obj answer = Json.parseObject(
                handIn(TestingCalls.row("POUND-1", "low", "GBP 90.00")).body());
        Json.Obj story = story(answer.text("id", ""));
        assertThat(currencyCheck(story)).isEqualTo("every amount is in its declared currency");
        assertThat(story.object("currencies").text("amount")).isEqualTo("GBP");
    }

    @Test
    void a_time_that_is_empty_is_refused_as_in_a_file_and_one_that_is_not_there_is_now() throws Exception {
        String row = TestingCalls.row("TIME-1", "low", "90.00");
        var empty = handIn(row.replace("\"2026-06-22\"", "\"\""));
        assertThat(empty.statusCode()).isEqualTo(422);
        assertThat(Json.parseObject(empty.body()).text("code")).isEqualTo("RMT-073");
        assertThat(handIn(row.replace("\"Received\":\"2026-06-22\",", "")).statusCode())
                .isEqualTo(201);
    }

    @Test
    void the_change_log_of_an_approval_names_author_person_and_the_versions_of_the_verdict() throws Exception {
        Json.Obj held = held();
        String id = held.text("id", "");
        Json.Obj body = Json.object("seq", (long) held.number("seq", 0));
        assertThat(post("/api/v1/cases/" + id + ":approve", person, body.compact())
                        .statusCode())
                .isEqualTo(200);

        List<Json.Obj> lines = get("/api/v1/changelog?process=" + TestingSite.PROCESS)
                .lines()
                .map(Json::parseObject)
                .filter(line -> line.object("ext").text("case", "").equals(id))
                .toList();
        assertThat(lines).hasSize(2);
        Json.Obj verdict = lines.getFirst();
        Json.Obj review = lines.getLast();
        assertThat(review.text("model")).isEqualTo(verdict.text("model")).isNotEqualTo("none");
        assertThat(review.object("ext").text("approver")).startsWith("person:");
        assertThat(review.object("ext").object("versions"))
                .isEqualTo(verdict.object("ext").object("versions"));
        assertThat(review.object("ext").object("versions").fields()).containsKeys("pack", "author", "authority");
        assertThat(review.object("ext").object("currencies").text("amount")).isEqualTo("GBP");
        assertThat(story(id).object("who").text("approver"))
                .as("people read a name beside the id")
                .startsWith(review.object("ext").text("approver") + " (");
    }

    private static Json.Obj held() throws Exception {
        return (Json.Obj)
                Json.parseObject(get("/api/v1/cases?filter%5Bphase%5D=held&filter%5Bverdict%5D=checkpoint&limit=500"))
                        .array("items")
                        .stream()
                        .filter(item -> ((Json.Obj) item).text("decision") != null)
                        .filter(item -> !((Json.Obj) item).text("key", "").startsWith("EURO"))
                        .findFirst()
                        .orElseThrow();
    }
}
