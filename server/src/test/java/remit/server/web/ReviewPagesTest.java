package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        var fields = new java.util.HashMap<>(Map.of(
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
}
