package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.server.access.ApiKey;
import remit.server.access.Role;

/** What people do with held cases on their pages. */
class ReviewPagesTest {
    @TempDir
    static Path folder;

    static TestingWeb web;

    @BeforeAll
    static void start() {
        web = new TestingWeb(folder, 0, Set.of());
        web.fill();
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    @Test
    void a_held_case_is_approved_once_and_the_second_one_hears_of_it() throws Exception {
        var browser = web.signedIn();
        String path = "/cases/" + web.evidence.id("W10");
        String token = TestingWeb.Browser.csrf(browser.get(path).body());
        var fields = Map.of("verb", "approve", "seq", "3", "_csrf", token);
        assertThat(browser.post(path, fields).statusCode()).isEqualTo(303);
        assertThat(browser.get(path).body()).contains("A person approved").contains("Dana Fox");
        var second = browser.post(path, fields);
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body()).contains("Someone decided meanwhile");
    }

    @Test
    void what_could_not_be_undone_is_marked_in_the_list_and_where_a_person_decides() throws Exception {
        var browser = web.signedIn();
        assertThat(browser.get("/held").body()).contains("cannot be undone");
        assertThat(browser.get("/cases/" + web.evidence.id("W12")).body())
                .contains("cannot be undone")
                .contains("pay_supplier, for 400100.");
        assertThat(browser.get("/cases/" + web.evidence.id("C1")).body()).doesNotContain("cannot be undone");
    }

    @Test
    void an_override_needs_a_reason_code() throws Exception {
        var browser = web.signedIn();
        String path = "/cases/" + web.evidence.id("W11");
        String token = TestingWeb.Browser.csrf(browser.get(path).body());
        var bare = browser.post(path, Map.of("verb", "reject", "seq", "3", "_csrf", token));
        assertThat(bare.statusCode()).isEqualTo(422);
        assertThat(bare.body()).contains("an override needs a reason");
        var wordless = browser.post(
                path, Map.of("verb", "edit", "decision", "400200", "seq", "3", "reason_code", "other", "_csrf", token));
        assertThat(wordless.statusCode()).isEqualTo(422);
        var good = browser.post(
                path,
                Map.of("verb", "edit", "decision", "400200", "seq", "3", "reason_code", "model_wrong", "_csrf", token));
        assertThat(good.statusCode()).isEqualTo(303);
        assertThat(browser.get(path).body())
                .contains("A person decided “400200” instead: The proposal is wrong")
                .contains("A person decided “400200” instead of “400100”: The proposal is wrong."
                        + " It had waited because: supplier never seen before.");
    }

    @Test
    void a_decision_that_nobody_ever_took_is_asked_about_and_the_form_keeps_what_was_written() throws Exception {
        var browser = web.signedIn();
        String path = "/cases/" + web.evidence.id("W14");
        var fields = new HashMap<>(Map.of(
                "verb",
                "edit",
                "decision",
                "400l00",
                "seq",
                "3",
                "reason_code",
                "model_wrong",
                "reason_text",
                "a slip"));
        fields.put("_csrf", TestingWeb.Browser.csrf(browser.get(path).body()));
        var asked = browser.post(path, fields);
        assertThat(asked.statusCode()).isEqualTo(422);
        assertThat(asked.body())
                .contains("was never decided in this process; did you mean")
                .contains("value=\"400l00\"")
                .contains("value=\"model_wrong\" selected")
                .contains(">a slip</textarea>");
        fields.put("new_decision", "true");
        assertThat(browser.post(path, fields).statusCode()).isEqualTo(303);
    }

    @Test
    void who_may_not_review_is_told_why() throws Exception {
        var viewer = web.access.newPerson("Vi", "", Set.of(Role.VIEWER), null);
        var browser = web.browser().signIn(web.access, viewer);
        String path = "/cases/" + web.evidence.id("W12");
        String page = browser.get(path).body();
        assertThat(page).contains("your roles do not include deciding held cases");
        var answer = browser.post(path, Map.of("verb", "approve", "seq", "3", "_csrf", TestingWeb.Browser.csrf(page)));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("Your roles do not include".substring(1));
    }

    @Test
    void author_may_not_approve_own_proposal() throws Exception {
        var author = web.access.newPerson("Au Thor", "", Set.of(Role.REVIEWER), null);
        String id = web.evidence.id("W13");
        web.evidence.append(
                new TestingEvidence.Happening(id, 4, "Proposed", TestingEvidence.START, author.actor()),
                remit.kernel.Json.EMPTY,
                null);
        var browser = web.browser().signIn(web.access, author);
        String page = browser.get("/cases/" + id).body();
        assertThat(page).contains("its author is never its approver");
        var answer = browser.post(
                "/cases/" + id, Map.of("verb", "approve", "seq", "3", "_csrf", TestingWeb.Browser.csrf(page)));
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void a_process_is_halted_with_a_reason_said_on_every_page_and_comes_back_stage_by_stage() throws Exception {
        var browser = web.signedIn();
        String page = browser.get("/processes/invoices").body();
        assertThat(page)
                .contains("Halt this process")
                .contains("There was no drill yet")
                .contains("no recent drill");
        String token = TestingWeb.Browser.csrf(page);
        var halt = Map.of("scope", "process", "id", "invoices", "verb", "halt", "_csrf", token);
        assertThat(browser.post("/halts", halt).statusCode())
                .as("without a reason")
                .isEqualTo(422);
        var reasoned = new HashMap<>(halt);
        reasoned.put("reason", "wrong accounts");
        assertThat(browser.post("/halts", reasoned).statusCode()).isEqualTo(303);
        assertThat(browser.post("/halts", reasoned).statusCode()).as("twice").isEqualTo(409);
        for (String path : List.of("/", "/held", "/processes/invoices", "/cases"))
            assertThat(browser.get(path).body()).as(path).contains("Process invoices is halted, stage halted");
        assertThat(browser.get("/halts").body()).contains("wrong accounts").contains("cases wait for a person");
        var viewer = web.access.newPerson("Vera", "", Set.of(Role.VIEWER), null);
        var reading = web.browser().signIn(web.access, viewer);
        String seen = reading.get("/halts").body();
        assertThat(seen).contains("wrong accounts").doesNotContain("Resume to").doesNotContain("<h2 id=\"pull\">");
        var sly = new HashMap<>(reasoned);
        sly.put("_csrf", TestingWeb.Browser.csrf(seen));
        assertThat(reading.post("/halts", sly).statusCode()).isEqualTo(403);
        assertThat(resumed(browser, token, "open"))
                .as("stages are not left out")
                .isEqualTo(409);
        for (String to : List.of("held", "reviewed", "open"))
            assertThat(resumed(browser, token, to)).as(to).isEqualTo(303);
        assertThat(browser.get("/").body()).doesNotContain("is halted");
    }

    @Test
    void a_program_in_a_persons_hand_halts_and_one_of_nobodys_cannot() throws Exception {
        var later = Instant.now().plus(Duration.ofDays(1));
        var grant = new ApiKey.Grant(EnumSet.allOf(ApiKey.Scope.class), later);
        String person = web.access.newKey("desk", "test", web.access.people().getFirst(), grant);
        String nobody = web.access.newKey("robot", "test", null, grant);
        String body = "{\"scope\":\"tool\",\"id\":\"post_line\",\"reason\":\"restore\"}";
        assertThat(sent(nobody, ":halt", body).statusCode()).isEqualTo(403);
        assertThat(sent(person, ":halt", body.replace("post_line", "post_lime")).statusCode())
                .isEqualTo(422);
        assertThat(sent(person, ":halt", body).body()).contains("\"stage\":\"halted\"");
        var listed =
                web.browser().send(web.browser().request("/api/v1/halts").header("Authorization", "Bearer " + person));
        assertThat(listed.body()).contains("\"reason\":\"restore\"").contains("\"next\":\"held\"");
        String back = "{\"scope\":\"tool\",\"id\":\"post_line\",\"reason\":\"done\",\"to\":\"STAGE\"}";
        assertThat(sent(person, ":resume", back.replace("STAGE", "open")).statusCode())
                .isEqualTo(409);
        for (String stage : List.of("held", "reviewed", "open"))
            assertThat(sent(person, ":resume", back.replace("STAGE", stage)).statusCode())
                    .as(stage)
                    .isEqualTo(200);
    }

    private static int resumed(TestingWeb.Browser browser, String token, String to) throws Exception {
        return browser.post(
                        "/halts",
                        Map.of(
                                "scope",
                                "process",
                                "id",
                                "invoices",
                                "to",
                                to,
                                "reason",
                                "looked",
                                "verb",
                                "resume",
                                "_csrf",
                                token))
                .statusCode();
    }

    private static HttpResponse<String> sent(String key, String verb, String body) throws Exception {
        return web.browser()
                .send(web.browser()
                        .request("/api/v1/halts" + verb)
                        .header("Authorization", "Bearer " + key)
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }
}
