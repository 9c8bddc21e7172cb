package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.access.Role;
import remit.server.store.RunStore;

class ConsoleTest {
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
    void nobody_sees_a_page_without_signing_in() throws Exception {
        for (String path :
                new String[] {"/", "/held", "/cases", "/processes/invoices", "/cases/" + web.evidence.id("W1")}) {
            var answer = web.browser().get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(302);
            assertThat(answer.headers().firstValue("location").orElse("")).endsWith("/sign-in");
        }
    }

    @Test
    void opening_a_link_does_not_use_it_up_and_using_it_does() throws Exception {
        String token = web.access.newLink(web.access.people().getFirst());
        assertThat(web.browser().get("/sign-in?token=" + token).body()).contains("Sign in as Dana Fox");
        var browser = web.browser();
        String page = browser.get("/sign-in?token=" + token).body();
        assertThat(page).doesNotContain("back\" value=\"/sign-in?token");
        var fields = Map.of("token", token, "_csrf", TestingWeb.Browser.csrf(page));
        assertThat(browser.post("/sign-in", fields).statusCode()).isEqualTo(303);
        assertThat(browser.get("/").statusCode()).isEqualTo(200);
        assertThat(browser.get("/sign-in").headers().firstValue("location"))
                .as("already in")
                .contains("/");
        var other = web.browser();
        String again = other.get("/sign-in?token=" + token).body();
        assertThat(again).contains("This link does not sign in");
    }

    @Test
    void a_form_without_its_token_is_refused() throws Exception {
        var browser = web.signedIn();
        var answer = browser.post("/cases/" + web.evidence.id("W1"), Map.of("verb", "approve", "seq", "3"));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("<h1>Not allowed</h1>");
    }

    @Test
    void a_run_that_was_cut_off_is_not_said_to_go_on() throws Exception {
        var runs = new RunStore(web.database.source());
        var run = new RunStore.Identity("cut-off", "invoices", "p", "f", Json.object());
        runs.begin(run, Instant.now());
        try (var session = web.database.source().getConnection();
                var statement = session.createStatement()) {
            statement.execute("select pg_advisory_lock(hashtextextended('remit run invoices', 0))");
            assertThat(web.signedIn().get("/").body())
                    .contains("A file is being run through")
                    .doesNotContain("was cut off");
            statement.execute("select pg_advisory_unlock_all()");
            assertThat(web.signedIn().get("/").body())
                    .contains("was cut off after 0 rows: start the same run again")
                    .doesNotContain("A file is being run through");
        } finally {
            runs.forget(run.runId());
        }
    }

    @Test
    void every_number_of_the_scorecard_opens_as_many_cases() throws Exception {
        var browser = web.signedIn();
        String page = browser.get("/").body();
        assertThat(page).contains("80 of 134 lines coded and posted without a person (59.7%)");
        assertThat(page)
                .contains("8.3% of those with a known outcome were wrong")
                .contains("net 584.99 GBP (780.00 of handling saved less 195.01 paid above what officers paid)")
                .contains("9 stopped, 3 of them returned to their sender.")
                .contains("3 of them returned to their sender; of 134 lines");
        var links = Pattern.compile(
                        "<a class=\"figure\" href=\"([^\"]+)\">([^<]+)</a>\\s*<span class=\"base\">([^<]+)<")
                .matcher(page);
        int checked = 0;
        while (links.find()) {
            String list = browser.get(links.group(1).replace("&amp;", "&")).body();
            var count = Pattern.compile("id=\"count\">([0-9,]+) case").matcher(list);
            assertThat(count.find()).as(links.group(1)).isTrue();
            String value = links.group(2).matches("[0-9,]+") ? links.group(2) : digits(links.group(3));
            assertThat(count.group(1)).as(links.group(1)).isEqualTo(value);
            checked++;
        }
        assertThat(checked).isEqualTo(10);
    }

    private static String digits(String base) {
        var first = Pattern.compile("[0-9,]*[0-9]").matcher(base);
        assertThat(first.find()).isTrue();
        return first.group();
    }

    @Test
    void pages_of_a_list_hold_every_case_once() throws Exception {
        var browser = web.signedIn();
        var seen = new java.util.HashSet<String>();
        int rows = 0;
        String path = "/cases?process=invoices&phase=live";
        while (path != null) {
            String page = browser.get(path).body();
            var ids = Pattern.compile("href=\"/cases/(case_[0-9a-f]+)\"").matcher(page);
            while (ids.find()) {
                seen.add(ids.group(1));
                rows++;
            }
            var next = Pattern.compile("class=\"next\" href=\"([^\"]+)\"").matcher(page);
            path = next.find() ? next.group(1).replace("&amp;", "&") : null;
        }
        assertThat(rows).isEqualTo(134);
        assertThat(seen).hasSize(134);
    }

    @Test
    void a_case_is_found_by_its_key_and_by_the_beginning_of_its_id() throws Exception {
        var browser = web.signedIn();
        String id = web.evidence.id("W7");
        for (String asked : new String[] {"W7", "invoices/W7", id, id.substring(0, 20)}) {
            var answer = browser.get("/search?q=" + asked);
            assertThat(answer.statusCode()).as(asked).isEqualTo(303);
            assertThat(answer.headers().firstValue("location").orElse("")).endsWith("/cases/" + id);
        }
        assertThat(browser.get("/search?q=nothing").statusCode()).isEqualTo(404);
        assertThat(browser.get("/search?q=/").statusCode()).isEqualTo(404);
    }

    @Test
    void the_key_that_a_page_shows_finds_its_case_and_so_does_its_beginning() throws Exception {
        var browser = web.signedIn();
        for (String key : new String[] {"M1/V999/10/X", "M1/V999/100/Y", "M2/V999/1.5/Z"}) {
            web.evidence.write(
                    key,
                    new TestingEvidence.Plan("history", new BigDecimal("10.00"), "V999", "400100", null),
                    TestingEvidence.START);
        }
        String id = web.evidence.id("M1/V999/10/X");
        assertThat(browser.get("/cases/" + id).body()).contains("Case M1 / V999 / 10 / X");
        for (String asked :
                new String[] {"M1+/+V999+/+10+/+X", "M1/V999/10/X", "invoices/M1+/+V999+/+10+/", "M1/V999/10/"}) {
            var answer = browser.get("/search?q=" + asked);
            if (!asked.endsWith("/")) assertThat(answer.statusCode()).as(asked).isEqualTo(303);
            else assertThat(answer.body()).as("10 and 100").contains("2 cases begin with");
        }
        assertThat(browser.get("/search?q=M2").headers().firstValue("location").orElse(""))
                .as("the document number alone")
                .endsWith(web.evidence.id("M2/V999/1.5/Z"));
        assertThat(browser.get("/search?q=M1").body()).contains("2 cases begin with “M1”.");
        assertThat(browser.get("/search?q=M%25").statusCode()).as("no wildcard").isEqualTo(404);
    }

    @Test
    void what_several_keys_or_ids_begin_with_is_listed() throws Exception {
        var browser = web.signedIn();
        assertThat(browser.get("/search?q=S").body())
                .contains("6 cases begin with “S”.")
                .contains(web.evidence.id("S5"));
        assertThat(browser.get("/search?q=case_").body())
                .contains("More than 50 cases begin with “case_”; here are 50. Type more of it.");
        var auditor = web.access.newPerson("Keyless", "", EnumSet.of(Role.AUDITOR), null);
        var reader = web.browser().signIn(web.access, auditor);
        assertThat(reader.get("/search?q=S").statusCode())
                .as("it would read keys out")
                .isEqualTo(404);
    }

    @Test
    void the_page_of_a_case_tells_every_check_and_who_answers_for_it() throws Exception {
        String page = web.signedIn().get("/cases/" + web.evidence.id("C3")).body();
        assertThat(page)
                .contains("row 3 of version 5f5f5f5f5f5f")
                .as("a version is told when it changes, not with every event")
                .containsOnlyOnce(" · Pack <span class=\"mono\">5f5f5f5f5f5f</span>")
                .contains("Mira Okafor, finance")
                .contains("model classifier:tfidf-logistic@1a2b3c4d5e6f")
                .contains("every required input is there")
                .contains("Required inputs")
                .doesNotContain("stops</span>")
                .contains("GL-77")
                .contains("The outcome became known: account 999999")
                .contains("recorded ");
        String held = web.signedIn().get("/cases/" + web.evidence.id("W3")).body();
        assertThat(held).contains("none yet").contains("Approve proposal “400100”");
        String stopped = web.signedIn().get("/cases/" + web.evidence.id("S3")).body();
        assertThat(stopped).contains("none: it was stopped");
    }

    @Test
    void an_erased_case_says_so_and_still_shows_its_leaf() throws Exception {
        web.evidence.erase(web.evidence.id("R0"));
        String page = web.signedIn().get("/cases/" + web.evidence.id("R0")).body();
        assertThat(page)
                .contains("The inputs were erased")
                .contains("payload_digest")
                .doesNotContain("Acme Paving");
    }

    @Test
    void an_event_type_nobody_knows_is_shown_as_it_is() throws Exception {
        String id = web.evidence.id("S1");
        web.evidence.append(
                new TestingEvidence.Happening(
                        id, 9, "SomethingNew", TestingEvidence.START, new Actor(Actor.Kind.SERVICE, "s_1")),
                remit.kernel.Json.EMPTY,
                null);
        assertThat(web.signedIn().get("/cases/" + id).body()).contains("Something New");
    }

    @Test
    void an_auditor_sees_evidence_but_nothing_that_identifies_a_person() throws Exception {
        var auditor = web.access.newPerson("Audrey", "", EnumSet.of(Role.AUDITOR), null);
        var browser = web.browser().signIn(web.access, auditor);
        String page = browser.get("/cases/" + web.evidence.id("C5")).body();
        assertThat(page)
                .contains("Your role may not see")
                .contains("payload_digest")
                .doesNotContain("Borough Lighting");
        assertThat(browser.get("/cases?process=invoices").body()).doesNotContain(">C5<");
    }

    @Test
    void a_person_who_was_removed_is_out_with_the_next_request() throws Exception {
        var person = web.access.newPerson("Tom", "", Set.of(Role.VIEWER), null);
        var browser = web.browser().signIn(web.access, person);
        assertThat(browser.get("/").statusCode()).isEqualTo(200);
        Path file = folder.resolve("access.yaml");
        String text = java.nio.file.Files.readString(file);
        int from = text.indexOf("  - id: " + person.id());
        int to = text.indexOf("  - id: ", from + 5);
        int end = to < 0 ? Math.max(text.indexOf("links:", from), text.length()) : to;
        java.nio.file.Files.writeString(file, text.substring(0, from) + text.substring(end));
        assertThat(browser.get("/").statusCode()).isEqualTo(303);
    }

    @Test
    void a_broken_access_file_is_told_as_what_it_is_until_it_is_mended() throws Exception {
        var browser = web.signedIn();
        Path file = folder.resolve("access.yaml");
        String whole = java.nio.file.Files.readString(file);
        try {
            for (String broken : new String[] {"people: [", "", whole.substring(0, whole.length() / 2)}) {
                java.nio.file.Files.writeString(file, broken);
                for (String path : new String[] {"/", "/cases", "/changes", "/sign-in"}) {
                    var answer = browser.get(path);
                    assertThat(answer.statusCode())
                            .as(path + " under " + broken)
                            .isEqualTo(503);
                    assertThat(answer.headers().firstValue("retry-after")).isPresent();
                    assertThat(answer.body()).contains("Not available", "access.yaml");
                }
            }
            java.nio.file.Files.delete(file);
            assertThat(browser.get("/").statusCode()).isEqualTo(503);
        } finally {
            java.nio.file.Files.writeString(file, whole);
        }
        assertThat(browser.get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void strict_headers_stand_on_every_answer() throws Exception {
        var browser = web.signedIn();
        for (String path : new String[] {"/", "/cases/nothing", "/assets/remit.css"}) {
            var headers = browser.get(path).headers();
            assertThat(headers.firstValue("content-security-policy").orElse(""))
                    .as(path)
                    .startsWith("default-src 'self'");
            assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
            assertThat(headers.firstValue("x-frame-options")).contains("DENY");
            assertThat(headers.firstValue("referrer-policy")).contains("no-referrer");
        }
        var cookie =
                web.browser().get("/sign-in").headers().firstValue("set-cookie").orElse("");
        assertThat(cookie).startsWith("remit_session=").contains("HttpOnly").contains("SameSite=Lax");
    }

    @Test
    void no_page_holds_an_inline_script_or_style() throws Exception {
        var browser = web.signedIn();
        for (String path : new String[] {
            "/", "/held", "/cases", "/processes", "/processes/invoices", "/cases/" + web.evidence.id("W5")
        }) {
            assertThat(browser.get(path).body())
                    .as(path)
                    .doesNotContain(" style=")
                    .doesNotContain("<style")
                    .doesNotContainPattern("<script(?! src)")
                    .doesNotContainPattern(" on[a-z]+=");
        }
    }

    @Test
    void wrong_addresses_and_filters_get_a_page_that_says_what_to_do() throws Exception {
        var browser = web.signedIn();
        assertThat(browser.get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(browser.get("/nowhere").body())
                .contains("<h1>Not found</h1>")
                .contains("Check the address");
        assertThat(browser.get("/processes/nowhere").statusCode()).isEqualTo(404);
        var bad = browser.get("/cases?phase=asleep");
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.body()).contains("asleep");
        assertThat(browser.get("/cases?cursor=zzz").statusCode()).isEqualTo(400);
    }

    @Test
    void the_theme_is_kept_and_leads_back_only_to_us() throws Exception {
        var browser = web.signedIn();
        String token = TestingWeb.Browser.csrf(browser.get("/").body());
        var answer = browser.post("/theme", Map.of("theme", "dark", "back", "//evil.example/", "_csrf", token));
        assertThat(answer.headers().firstValue("location")).contains("/");
        assertThat(browser.get("/").body()).contains("data-theme=\"dark\"");
    }

    @Test
    void a_server_that_can_no_longer_write_is_neither_ready_nor_well() throws Exception {
        web.writing.set(false);
        try {
            assertThat(web.browser().get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(web.browser().get("/health/live").statusCode()).isEqualTo(503);
        } finally {
            web.writing.set(true);
        }
        assertThat(web.browser().get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void health_and_metrics_answer_and_tell_nothing_of_cases() throws Exception {
        assertThat(web.browser().get("/health/live").statusCode()).isEqualTo(200);
        assertThat(web.browser().get("/health/ready").body()).contains("UP");
        var metrics = web.browser().get("/metrics");
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body()).contains("jvm_memory_used_bytes").doesNotContain("case_");
    }

    @Test
    void metrics_count_the_work_by_process_and_phase() throws Exception {
        assertThat(web.browser().get("/metrics").body())
                .contains("remit_cases{phase=\"history\",process=\"invoices\"} 40.0")
                .containsPattern("remit_held\\{process=\"invoices\"} [0-9]+")
                .containsPattern("remit_decided_total\\{process=\"invoices\",verdict=\"stop\"} [0-9]+")
                .contains("remit_notices_undelivered 0.0")
                .containsPattern("remit_evidence_events_total [1-9]");
    }

    @Test
    void metrics_tell_the_age_of_what_is_relied_on_and_what_is_open() throws Exception {
        assertThat(web.browser().get("/metrics").body())
                .contains(
                        "remit_evidence_head_age_seconds +Inf",
                        "remit_days_since_backup +Inf",
                        "remit_halts{scope=\"everything\"} 0.0",
                        "remit_incidents_open{severity=\"1\"} 0.0",
                        "remit_effects_open{state=\"held\"} 0.0",
                        "remit_effects_open{state=\"unknown\"} 0.0")
                .containsPattern("remit_evidence_waiting [0-9]");
    }

    @Test
    void the_process_page_says_who_may_decide_what() throws Exception {
        String page = web.signedIn().get("/processes/invoices").body();
        assertThat(page)
                .contains("On behalf of Mira Okafor, a line may be coded and posted:")
                .contains("<li>row 3: every line, up to 100,000 GBP</li>", "<li>row 4: every line of Transport</li>")
                .contains("A reviewer decides every other line.")
                .containsPattern("confident and small</td><td class=\"number\">80</td>");
    }
}
