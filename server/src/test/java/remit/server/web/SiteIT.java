package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.casework.CaseEvent;
import remit.kernel.Json;
import remit.server.access.ApiKey.Scope;
import remit.server.cases.CaseStory;
import remit.server.runs.RunReport;
import remit.server.store.CaseReader;
import remit.server.store.CaseWrite;
import remit.server.store.ChangeLog;
import remit.server.store.EvidenceLog;

/** From the HTTP client to the database and the outbox: nothing in between is a stand-in. */
class SiteIT {
    private static final String CASES = "/api/v1/processes/" + TestingSite.PROCESS + "/cases";

    @TempDir
    static Path folder;

    static TestingSite site;
    static RunReport report;
    static String service;
    static String person;
    static String reader;

    @BeforeAll
    static void start() throws Exception {
        site = new TestingSite(folder);
        report = site.load();
        service = site.key(null, Scope.values());
        person = site.key(site.person(), Scope.values());
        reader = site.key(null, Scope.CASES_READ);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void a_link_signs_in_once() throws Exception {
        String token = site.access.newLink(site.person());
        var browser = site.browser();
        var fields = Map.of(
                "token",
                token,
                "_csrf",
                TestingWeb.Browser.csrf(browser.get("/sign-in?token=" + token).body()));
        assertThat(browser.post("/sign-in", fields).statusCode()).isEqualTo(303);
        assertThat(browser.get("/").statusCode()).isEqualTo(200);
        var second = site.browser();
        String csrf = TestingWeb.Browser.csrf(second.get("/sign-in").body());
        assertThat(second.post("/sign-in", Map.of("token", token, "_csrf", csrf))
                        .statusCode())
                .isEqualTo(403);
        assertThat(second.get("/").statusCode()).isEqualTo(302);
    }

    @Test
    void an_approval_needs_the_form_s_token_and_ends_in_evidence_and_the_outbox() throws Exception {
        Json.Obj item = TestingCalls.held();
        String path = "/cases/" + item.text("id", "");
        var browser = site.signedIn();
        String page = browser.get(path).body();
        String seq = String.valueOf((long) item.number("seq", 0));
        assertThat(browser.post(path, Map.of("verb", "approve", "seq", seq)).statusCode())
                .isEqualTo(403);
        assertThat(TestingCalls.types(item.text("id", ""))).doesNotContain("Reviewed");
        var fields = Map.of("verb", "approve", "seq", seq, "_csrf", TestingWeb.Browser.csrf(page));
        assertThat(browser.post(path, fields).statusCode()).isEqualTo(303);
        assertThat(TestingCalls.types(item.text("id", ""))).contains("Reviewed", "ActionPrepared");
        assertThat(TestingSite.eventually(() -> written(item.text("key", "")))).isTrue();
        assertThat(browser.post(path, fields).statusCode()).isEqualTo(409);
    }

    /** Whether the outbox holds an action about this claim. */
    private static boolean written(String claim) {
        Path outbox = folder.resolve("outbox");
        if (!Files.isDirectory(outbox)) return false;
        try (var files = Files.walk(outbox)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                if (Files.readString(file).contains(claim)) return true;
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void an_edit_and_a_rejection_say_why() throws Exception {
        Json.Obj edited = TestingCalls.held();
        Json.Obj rejected = TestingCalls.held();
        var browser = site.signedIn();
        String csrf = TestingWeb.Browser.csrf(
                browser.get("/cases/" + edited.text("id", "")).body());
        String seq = String.valueOf((long) edited.number("seq", 0));
        var bare = Map.of("verb", "edit", "decision", "Settle", "seq", seq, "_csrf", csrf);
        assertThat(browser.post("/cases/" + edited.text("id", ""), bare).statusCode())
                .isEqualTo(422);
        var full = new java.util.HashMap<>(bare);
        full.put("reason_code", "model_wrong");
        assertThat(browser.post("/cases/" + edited.text("id", ""), full).statusCode())
                .isEqualTo(303);
        assertThat(TestingCalls.read("/api/v1/cases/" + edited.text("id", "")).text("decision", ""))
                .isEqualTo("Settle");
        assertThat(TestingSite.eventually(() -> written(edited.text("key", ""))))
                .isTrue();
        String body = "{\"seq\": " + (long) rejected.number("seq", 0)
                + ", \"reason_code\": \"other\", \"reason_text\": \"a duplicate of another claim\"}";
        var answer =
                TestingCalls.post("/api/v1/cases/" + rejected.text("id", "") + ":reject", person, "reject-1", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(TestingCalls.read("/api/v1/cases/" + rejected.text("id", "")).text("phase", ""))
                .isEqualTo("rejected");
        assertThat(written(rejected.text("key", ""))).isFalse();
        assertThat(TestingCalls.read("/api/v1/cases/" + edited.text("id", "") + "/who")
                        .text("approver", ""))
                .as("the name stands beside the id")
                .matches("person:p_[0-9a-z]+ \\(.+\\)");
        assertThat(TestingCalls.read("/api/v1/cases/" + rejected.text("id", "") + "/who")
                        .text("approver", ""))
                .matches("none: person:p_[0-9a-z]+ \\(.+\\) rejected it");
    }

    @Test
    void author_may_not_approve_own_proposal() throws Exception {
        Json.Obj item = TestingCalls.held();
        CaseReader.CaseRow row =
                site.installation.reader().byId(item.text("id", "")).orElseThrow();
        EvidenceLog.await(site.installation
                .log()
                .append(new CaseWrite(
                        new CaseWrite.CasePlace(row.process(), row.caseId(), null),
                        row.state(),
                        row.state().at(),
                        List.of(new CaseWrite.Step(
                                new CaseEvent.Proposed("answered", "Settle", 1, true),
                                site.person().actor(),
                                null)),
                        Json.EMPTY,
                        null)));
        String body = "{\"seq\": " + (row.state().seq() + 1) + "}";
        var answer = TestingCalls.post("/api/v1/cases/" + row.caseId() + ":approve", person, "own", body);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(TestingCalls.types(row.caseId())).doesNotContain("Reviewed");
    }

    @Test
    void of_two_who_decide_at_once_one_is_told_of_the_other() throws Exception {
        Json.Obj item = TestingCalls.held();
        String body = "{\"seq\": " + (long) item.number("seq", 0) + "}";
        var codes = new ArrayList<Integer>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var tries = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < 6; i++) {
                String once = "race-" + i;
                tries.add(
                        () -> TestingCalls.post("/api/v1/cases/" + item.text("id", "") + ":approve", person, once, body)
                                .statusCode());
            }
            for (var answer : pool.invokeAll(tries)) codes.add(answer.get());
        }
        assertThat(codes).containsOnlyOnce(200).containsOnly(200, 409);
        assertThat(TestingCalls.types(item.text("id", ""))).containsOnlyOnce("Reviewed");
    }

    @Test
    void a_repeated_request_is_answered_as_the_first_and_another_body_is_refused() throws Exception {
        String first = TestingCalls.row("LIVE-1", "low", "20.00");
        var made = TestingCalls.post(CASES, service, "once", first);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        var again = TestingCalls.post(CASES, service, "once", first);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(made.body());
        assertThat(TestingCalls.post(CASES, service, "once", TestingCalls.row("LIVE-2", "low", "20.00"))
                        .statusCode())
                .isEqualTo(422);
        var known = TestingCalls.post(CASES, service, "another", first);
        assertThat(known.statusCode()).isEqualTo(200);
        assertThat(Json.parseObject(known.body()).flag("already_known")).isTrue();
        assertThat(Json.parseObject(known.body()).text("id", ""))
                .isEqualTo(Json.parseObject(made.body()).text("id", ""));
        var contradicting = TestingCalls.post(CASES, service, "changed", TestingCalls.row("LIVE-1", "low", "21.00"));
        assertThat(contradicting.statusCode()).isEqualTo(422);
        var browser = site.browser();
        var keyless = browser.send(browser.request(CASES)
                .header("Authorization", "Bearer " + service)
                .POST(HttpRequest.BodyPublishers.ofString(first)));
        assertThat(keyless.statusCode()).isEqualTo(400);
    }

    @Test
    void a_bad_row_is_refused_with_field_why_and_fix() throws Exception {
        var answer = TestingCalls.post(CASES, service, "bad", TestingCalls.row("", "low", "20.00"));
        assertThat(answer.statusCode()).isEqualTo(422);
        Json.Obj error = (Json.Obj)
                Json.parseObject(answer.body()).array("errors").iterator().next();
        assertThat(error.text("pointer", "")).isEqualTo("Claim No");
        assertThat(error.text("message", "")).isNotBlank();
        assertThat(error.text("fix", "")).isNotBlank();
        for (String cell : List.of("LIVE-\\u0000", "LIVE-\\ud800")) {
            String row = TestingCalls.row("LIVE-X", "low", "20.00").replace("LIVE-X", cell);
            assertThat(TestingCalls.post(CASES, service, "bad " + cell, row).statusCode())
                    .as(cell)
                    .isIn(400, 422);
        }
    }

    @Test
    void keys_reach_as_far_as_their_scopes() throws Exception {
        assertThat(TestingCalls.post(CASES, reader, "r1", TestingCalls.row("LIVE-3", "low", "1.00"))
                        .statusCode())
                .isEqualTo(403);
        Json.Obj item = TestingCalls.held();
        String approve = "/api/v1/cases/" + item.text("id", "") + ":approve";
        String body = "{\"seq\": " + (long) item.number("seq", 0) + "}";
        assertThat(TestingCalls.post(approve, service, "r2", body).statusCode()).isEqualTo(403);
        assertThat(TestingCalls.get("/api/v1/changelog", reader).statusCode()).isEqualTo(403);
        Json.Obj seen = Json.parseObject(
                TestingCalls.get("/api/v1/cases/" + item.text("id", ""), reader).body());
        assertThat(seen.text("key")).isNull();
        assertThat(seen.compact()).doesNotContain("policyholder");
    }

    @Test
    void a_signed_hook_makes_a_case_and_a_forged_one_none() throws Exception {
        String body = TestingCalls.row("HOOK-1", "high", "90.00").replaceFirst("\"row\"", "\"data\"");
        assertThat(TestingCalls.hook("m1", body, body).statusCode()).isEqualTo(201);
        assertThat(TestingCalls.hook("m2", body, body.replace("90.00", "91.00")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void a_reviewer_is_told_that_work_waits() throws Exception {
        assertThat(TestingCalls.post(CASES, service, "told", TestingCalls.row("LIVE-9", "high", "70.00"))
                        .statusCode())
                .isEqualTo(201);
        site.moveOn(Duration.ofMinutes(6));
        Path log = folder.resolve("notices.log");
        assertThat(TestingSite.eventually(() -> told(log))).isTrue();
    }

    private static boolean told(Path log) {
        try {
            return Files.exists(log)
                    && Files.readString(log).contains("case.held")
                    && Files.readString(log).contains("claims-officers@example.org");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void health_metrics_and_the_document_are_open() throws Exception {
        for (String path : List.of("/health", "/health/ready", "/health/live", "/metrics", "/api/openapi.json")) {
            assertThat(site.browser().get(path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(site.browser().get("/metrics").body()).contains("http_server_requests_seconds_count");
    }

    @Test
    void a_client_that_hangs_up_mid_answer_is_no_error() throws Exception {
        assertThat(TestingCalls.loggedWhenHungUp("/api/v1/changelog"))
                .isNotEmpty()
                .containsOnly("DEBUG");
    }

    @Test
    void a_notice_that_was_given_up_is_told_on_the_scorecard_and_counted() throws Exception {
        assertThat(site.browser().get("/metrics").body()).contains("remit_notices_dead 0.0");
        var jdbc = JdbcClient.create(site.installation.source());
        jdbc.sql("insert into notice (id, process, content, state, due_at) values ('n', 'p', '{}', 'dead', now())")
                .update();
        try {
            assertThat(site.signedIn().get("/").body()).contains("1 notice could not be delivered");
            assertThat(site.browser().get("/metrics").body()).contains("remit_notices_dead 1.0");
        } finally {
            jdbc.sql("delete from notice where id = 'n'").update();
        }
        assertThat(site.signedIn().get("/").body()).doesNotContain("could not be delivered");
    }

    @Test
    void every_number_of_the_scorecard_equals_the_list_behind_it() throws Exception {
        site.moveOn(Duration.ofSeconds(10));
        var browser = site.signedIn();
        String page = browser.get("/").body();
        var links = Pattern.compile(
                        "<a class=\"figure\" href=\"([^\"]+)\">([^<]+)</a>\\s*<span class=\"base\">([^<]+)<")
                .matcher(page);
        var checked = new ArrayList<String>();
        while (links.find()) {
            String list = browser.get(links.group(1).replace("&amp;", "&")).body();
            var count = Pattern.compile("id=\"count\">([0-9,]+) case").matcher(list);
            assertThat(count.find()).as(links.group(1)).isTrue();
            String value = links.group(2).matches("[0-9,]+") ? links.group(2) : firstNumber(links.group(3));
            assertThat(count.group(1)).as(links.group(1)).isEqualTo(value);
            checked.add(links.group(1));
        }
        assertThat(checked).hasSizeGreaterThanOrEqualTo(10).anyMatch(link -> link.contains("segment=low"));
        assertThat(page).contains("60,000 a year x ").contains(" min / 60 / 1,650 h = ");
        assertThat(page).contains("baseline 9 days, target 5 days by 31 Dec 2026");
    }

    private static String firstNumber(String base) {
        var first = Pattern.compile("[0-9,]*[0-9]").matcher(base);
        assertThat(first.find()).isTrue();
        return first.group();
    }

    @Test
    void the_scorecard_agrees_with_what_the_run_printed() throws Exception {
        String wrong = "/api/v1/cases?filter%5Bprocess%5D=demo-claims&filter%5Bmonth%5D=2026-03&filter%5Boutcome%5D=";
        long known = 0;
        long errors = 0;
        for (String month : List.of("2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06")) {
            String of = wrong.replace("2026-03", month);
            String cleared = "&filter%5Bverdict%5D=auto_clear&count=exact&limit=1";
            known += (long) TestingCalls.read(of + "known" + cleared).number("count", -1);
            errors += (long) TestingCalls.read(of + "wrong" + cleared).number("count", -1);
        }
        assertThat(known).isPositive();
        assertThat((double) known).isEqualTo(report.json().number("auto_clear_known", -1));
        assertThat((double) errors).isEqualTo(report.json().number("auto_clear_errors", -1));
    }

    @Test
    void the_api_tells_a_case_as_the_command_line_does() throws Exception {
        Json.Obj item = TestingCalls.held();
        CaseReader reading = site.installation.reader();
        var story = new CaseStory(reading, site.installation.versions(), site.access::nameOf);
        CaseReader.CaseRow row = reading.byId(item.text("id", "")).orElseThrow();
        assertThat(TestingCalls.read("/api/v1/cases/" + row.caseId() + "/who")).isEqualTo(story.who(row));
        Json.Obj told = story.tell(row);
        Json.Obj api = TestingCalls.read("/api/v1/cases/" + row.caseId());
        assertThat(api.text("phase")).isEqualTo(told.text("phase"));
        assertThat(api.text("at")).isEqualTo(told.text("at"));
        assertThat(api.text("key")).isEqualTo(told.text("key"));
        var timeline = told.array("timeline");
        var events = api.array("events");
        assertThat(events).hasSameSizeAs(timeline);
        var pairs = events.iterator();
        for (Json step : timeline) {
            Json.Obj event = (Json.Obj) pairs.next();
            assertThat(event.object("leaf").text("type")).isEqualTo(((Json.Obj) step).text("type"));
            assertThat(event.object("leaf").text("recorded_at")).isEqualTo(((Json.Obj) step).text("recorded_at"));
        }
    }

    @Test
    void the_change_log_of_the_api_is_the_one_of_the_store() throws Exception {
        var stored = new ArrayList<String>();
        long lines = new ChangeLog(site.installation.source())
                .write(TestingSite.PROCESS, entry -> stored.add(entry.compact()));
        assertThat(lines).isGreaterThan(600);
        List<String> api = TestingCalls.get("/api/v1/changelog?process=" + TestingSite.PROCESS, service)
                .body()
                .lines()
                .toList();
        assertThat(api).containsAll(stored);
    }
}
