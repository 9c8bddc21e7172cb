package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.server.access.Person;
import remit.server.access.Role;

/** From the page of a held case to a draft that is measured by it. */
class ProposedFromCaseIT {
    @TempDir
    Path folder;

    private static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        String to = answer.headers().firstValue("Location").orElseThrow();
        return to.substring(to.indexOf("/changes/"));
    }

    @Test
    void a_draft_from_a_held_case_shows_what_the_case_should_get_and_is_not_handed_in_when_it_does_not()
            throws Exception {
        try (var site = new TestingSite(folder)) {
            site.load();
            Person editor = site.access.newPerson("Edda Writer", "", Set.of(Role.BUSINESS_EDITOR, Role.REVIEWER), null);
            Person approver = site.access.newPerson("Apollo Second", "", Set.of(Role.APPROVER), null);
            var writer = site.browser().signIn(site.access, editor);
            var second = site.browser().signIn(site.access, approver);
            String id = JdbcClient.create(site.installation.source())
                    .sql(
                            "select case_id from case_view where phase = 'held' and state::jsonb->'proposal'->>'decision' is not null order by 1 limit 1")
                    .query(String.class)
                    .single();
            String csrf = TestingWeb.Browser.csrf(writer.get("/cases/" + id).body());
            String change = location(writer.post(
                    "/cases/" + id + "/propose",
                    Map.of("_csrf", csrf, "wanted", "stop", "note", "nobody looks at these")));
            String passing = writer.get(change).body();
            assertThat(passing)
                    .contains("Should get", "<option value=\"stop\" selected", "<strong>passes</strong>")
                    .doesNotContain("<strong>fails</strong>");
            location(writer.post(change, Map.of("_csrf", csrf, "verb", "expect", "case", id, "wanted", "return")));
            assertThat(writer.get(change).body()).contains("<strong>fails</strong>", "nor the cases that do");
            assertThat(TestingRules.read(writer.get(change).body()))
                    .as("what is missing")
                    .contains("1 case that it is for fails: mend the rules");
            var refused = writer.post(change, Map.of("_csrf", csrf, "verb", "submit", "text", "stop them"));
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains(id + ": the draft should give it return and gives it stop");
            location(writer.post(
                    change, Map.of("_csrf", csrf, "verb", "submit", "text", "stop them", "despite_examples", "yes")));
            assertThat(second.get(change).body())
                    .as("whoever approves it reads it")
                    .contains("case of it (" + id + ") failed")
                    .doesNotContain("name=\"wanted\"");
            location(writer.post(change, Map.of("_csrf", csrf, "verb", "withdraw")));
        }
    }
}
