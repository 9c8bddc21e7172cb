package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Json;
import remit.server.access.ApiKey.Scope;
import remit.server.access.Role;

/** The register as people and programs see it, over a database in which cases cleared. */
class AuthorityPageIT {
    @TempDir
    static Path folder;

    static TestingSite site;
    static String reader;
    static long cleared;

    @BeforeAll
    static void start() throws Exception {
        site = new TestingSite(folder);
        cleared = (long) site.load().json().number("auto_cleared", 0);
        site.access.newPerson("Vera Viewer", "vera@example.org", Set.of(Role.VIEWER), null);
        site.access.newPerson("Rick Reviewer", "rick@example.org", Set.of(Role.REVIEWER), null);
        reader = site.key(null, Scope.CASES_READ);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static Json.Obj read(String path) throws Exception {
        var browser = site.browser();
        var answer = browser.send(browser.request(path).header("Authorization", "Bearer " + reader));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parseObject(answer.body());
    }

    @Test
    void the_page_says_who_may_let_what_through_and_can_be_filtered() throws Exception {
        var browser = site.signedIn();
        String page = browser.get("/authority").body();
        assertThat(page)
                .contains("<a href=\"/authority\" aria-current=\"page\">Authority</a>")
                .contains("Cases clear by themselves by 1 row of the rules; people decide what 7 rows below hold.")
                .contains("agent:demo-claims", "claims of type “low”", "250 GBP", "decides")
                .contains("Amount (GBP) is above 0 and at most 250 and Evidence is “complete”")
                .contains("Rick Reviewer")
                .doesNotContain("Vera Viewer");
        String mine = browser.get("/authority?who=rick&process=demo-claims").body();
        assertThat(mine).contains("Rick Reviewer", "value=\"rick\"").doesNotContain("agent:demo-claims");
        assertThat(browser.get("/authority?who=Vera+Viewer").body())
                .contains("Nobody called “Vera Viewer” may decide anything here.");
        assertThat(browser.get("/authority?process=nowhere").body()).contains("No process is called “nowhere” here.");
        assertThat(browser.get("/processes/demo-claims").body())
                .contains("a claim may be")
                .contains("row 5: claims of type “low”, up to 250 GBP, where Amount (GBP) is above 0 and at most 250");
        assertThat(site.browser().get("/authority").statusCode())
                .as("without signing in")
                .isEqualTo(302);
    }

    @Test
    void the_check_shows_what_it_found_and_when_and_names_each_orphan() throws Exception {
        var browser = site.signedIn();
        String csrf = TestingWeb.Browser.csrf(browser.get("/authority").body());
        assertThat(browser.post("/authority/check", Map.of()).statusCode()).isEqualTo(403);
        assertThat(browser.post("/authority/check", Map.of("_csrf", csrf)).statusCode())
                .isEqualTo(303);
        assertThat(browser.get("/authority").body())
                .contains(String.format("%,d", cleared)
                        + " auto-clears, each allowed by exactly one row of the register; 0 orphans.")
                .containsPattern("Checked on [0-9]{1,2} [A-Z][a-z]+ [0-9]{4}, [0-9:]{8} UTC");
        var jdbc = JdbcClient.create(site.installation.source());
        String id = jdbc.sql("select min(case_id) from case_view where phase = 'cleared'")
                .query(String.class)
                .single();
        byte[] hash = jdbc.sql("select leaf_hash from event where case_id = ? and type = 'Decided'")
                .param(id)
                .query(byte[].class)
                .single();
        String change = "update event set leaf_hash = ? where case_id = ? and type = 'Decided'";
        jdbc.sql(change).params(new byte[] {1}, id).update();
        try {
            browser.post("/authority/check", Map.of("_csrf", csrf));
            assertThat(browser.get("/authority").body())
                    .contains("1 orphan.", "href=\"/cases/" + id, "its evidence does not agree with its own digests");
            assertThat(read("/api/v1/authority/check").number("orphans", -1)).isEqualTo(1);
        } finally {
            jdbc.sql(change).params(hash, id).update();
        }
    }

    @Test
    void programs_get_exactly_the_fields_that_the_document_promises() throws Exception {
        var schemas = read("/api/openapi.json").object("components").object("schemas");
        Json.Obj register = read("/api/v1/authority?who=agent:demo-claims&process=demo-claims");
        assertThat(register.fields().keySet())
                .isEqualTo(
                        schemas.object("Register").object("properties").fields().keySet());
        assertThat(register.array("items"))
                .singleElement()
                .satisfies(row -> assertThat(((Json.Obj) row).fields().keySet())
                        .isEqualTo(schemas.object("RegisterRow")
                                .object("properties")
                                .fields()
                                .keySet()));
        assertThat(read("/api/v1/authority/check?process=demo-claims").fields().keySet())
                .isEqualTo(schemas.object("OrphanReport")
                        .object("properties")
                        .fields()
                        .keySet());
        Json.Obj hygiene = read("/api/v1/processes/demo-claims/rules/hygiene");
        Json.Obj promised = schemas.object("Hygiene").object("properties");
        assertThat(hygiene.fields().keySet()).isEqualTo(promised.fields().keySet());
        assertThat(hygiene.array("rows"))
                .hasSize(7)
                .allSatisfy(row -> assertThat(((Json.Obj) row).fields().keySet())
                        .isEqualTo(promised.object("rows")
                                .object("items")
                                .object("properties")
                                .fields()
                                .keySet()));
        double hits = hygiene.array("rows").stream()
                .map(row -> (Json.Obj) row)
                .filter(row -> "auto_clear".equals(row.text("verdict")))
                .mapToDouble(row -> row.number("hits", -1))
                .sum();
        assertThat(hits).isGreaterThanOrEqualTo(cleared);
        for (String path : new String[] {"/api/v1/authority?process=x", "/api/v1/processes/x/rules/hygiene"}) {
            var browser = site.browser();
            assertThat(browser.send(browser.request(path).header("Authorization", "Bearer " + reader))
                            .statusCode())
                    .isEqualTo(404);
        }
    }
}
