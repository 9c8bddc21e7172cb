package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.access.ApiKey;

/** What may stand in an address, what answers one that may not, and the addresses that are open to everyone. */
class ApiAddressesTest {
    @TempDir
    static Path folder;

    static TestingWeb web;
    static String service;

    @BeforeAll
    static void start() {
        web = new TestingWeb(folder, 0, Set.of());
        var grant = new ApiKey.Grant(
                EnumSet.allOf(ApiKey.Scope.class), Instant.now().plus(Duration.ofDays(1)));
        service = web.access.newKey("ledger", "test", null, grant);
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    private static Json.Obj json(HttpResponse<String> answer) {
        return Json.parseObject(answer.body());
    }

    @Test
    void a_filter_may_be_written_with_its_brackets() throws Exception {
        // The JDK's own client refuses to send what a person may type.
        assertThat(web.raw("GET /api/v1/cases?filter[process]=invoices HTTP/1.1", "Authorization: Bearer " + service))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void what_is_no_http_is_answered_as_a_problem() throws Exception {
        assertThat(web.raw("GET /api/v1/cases?filter={process} HTTP/1.1"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "RMT-695")
                .doesNotContain("<html");
    }

    @Test
    void a_problem_s_type_leads_to_a_page_that_anyone_may_read() throws Exception {
        String type = json(web.browser()
                        .send(web.browser()
                                .request("/api/v1/cases?nonsense=1")
                                .header("Authorization", "Bearer " + service)))
                .text("type", "");
        assertThat(type).isEqualTo("/problems/RMT-613");
        var page = web.browser().get(type);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("RMT-613");
        assertThat(web.browser().get("/problems/RMT-000").statusCode()).isEqualTo(404);
    }

    @Test
    void schemas_are_published() throws Exception {
        for (String name : List.of("process", "intake", "cases", "change-log", "author-question", "author-answer")) {
            var answer = web.browser().get("/schemas/v1/" + name + ".json");
            assertThat(answer.statusCode()).as(name).isEqualTo(200);
            assertThat(json(answer).text("$schema", "")).contains("draft-07");
        }
        assertThat(web.browser().get("/schemas/v1/nothing.json").statusCode()).isEqualTo(404);
        assertThat(web.browser().get("/schemas/v1/..%2Fopenapi.json").statusCode())
                .isIn(400, 404);
    }
}
