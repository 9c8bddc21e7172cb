package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.server.access.Access;
import remit.server.access.Role;

class SeparationOfDutyTest {
    @TempDir
    Path folder;

    @Test
    void author_of_the_rules_may_not_approve_what_they_hold_but_a_colleague_may() throws Exception {
        var author = Access.open(folder, InstantSource.system(), "Dana Fox")
                .orThrow()
                .people()
                .getFirst();
        try (var web = new TestingWeb(folder, 0, Set.of(author.actor()))) {
            web.fill();
            String path = "/cases/" + web.evidence.id("W1");
            var fields = Map.of("verb", "approve", "seq", "3");
            var refused = decide(web.signedIn(), path, fields);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("You wrote the rules".substring(1));
            var colleague = web.access.newPerson("Col League", "", Set.of(Role.REVIEWER), null);
            assertThat(decide(web.browser().signIn(web.access, colleague), path, fields)
                            .statusCode())
                    .isEqualTo(303);
        }
    }

    private static java.net.http.HttpResponse<String> decide(
            TestingWeb.Browser browser, String path, Map<String, String> fields) throws Exception {
        var all = new java.util.HashMap<>(fields);
        all.put("_csrf", TestingWeb.Browser.csrf(browser.get(path).body()));
        return browser.post(path, all);
    }
}
