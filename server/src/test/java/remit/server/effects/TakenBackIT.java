package remit.server.effects;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.access.ApiKey.Scope;
import remit.server.runs.HistoryOption;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;
import remit.server.scorecards.LiveFigures;
import remit.server.web.TestingSite;

/** A case that cleared and whose effect was taken back over the API: what its page, its lists and the figures make of it. */
class TakenBackIT {
    @TempDir
    static Path folder;

    static TestingSite site;
    static String person;

    @BeforeAll
    static void start() {
        TestingShop shop = TestingShop.of("taken-back");
        Path pack = shop.pack(folder);
        site = new TestingSite(folder.resolve("data"), pack);
        Path file = shop.file(folder, "ledger.csv", TestingPurchases.ledger(61, 700));
        site.run(pack, file, new HistoryOption.ShareOf(new BigDecimal("0.6")));
        person = site.key(site.person(), Scope.values());
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static Json.Obj get(String path) throws Exception {
        var answer = site.browser().send(site.browser().request(path).header("Authorization", "Bearer " + person));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parseObject(answer.body());
    }

    private static HttpResponse<String> post(String path, String key, String body) throws Exception {
        return site.browser()
                .send(site.browser()
                        .request(path)
                        .header("Authorization", "Bearer " + person)
                        .header("Idempotency-Key", key)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String action(String caseId) {
        return site.installation
                .reader()
                .byId(caseId)
                .orElseThrow()
                .state()
                .actions()
                .keySet()
                .iterator()
                .next();
    }

    private static long counted(String outcome) throws Exception {
        return (long) get("/api/v1/cases?filter[process]=taken-back&filter[phase]=cleared&count=exact&filter[outcome]="
                        + outcome)
                .number("count", -1);
    }

    @Test
    void it_is_wrong_in_figures_and_lists_and_its_page_says_why() throws Exception {
        Json.Obj before = get("/api/v1/processes/taken-back");
        long wrong = counted("wrong");
        assertThat(before.number("auto_clear_errors", -1)).isEqualTo(wrong);
        Json.Obj right = (Json.Obj)
                get("/api/v1/cases?filter[process]=taken-back&filter[phase]=cleared" + "&filter[outcome]=right&limit=1")
                        .array("items")
                        .getFirst();
        assertThat(right.flag("irreversible")).isFalse();
        String caseId = right.text("id", "");
        assertThat(((Json.Obj) get("/api/v1/effects?done=true&process=taken-back")
                                .array("items")
                                .getFirst())
                        .text("way_back"))
                .isEqualTo("by_tool");
        String undo = "/api/v1/effects/" + action(caseId) + ":undo";
        String reason = "{\"reason\":\"the supplier called\"}";
        assertThat(post(undo, "k1", "{\"why\":\"x\"}").body()).contains("RMT-647");
        assertThat(post(undo, "k2", "{}").body()).contains("RMT-471");
        var undone = post(undo, "k3", reason);
        assertThat(undone.statusCode()).as(undone.body()).isEqualTo(200);
        assertThat(Json.parseObject(undone.body()).text("state")).isEqualTo("verified");
        assertThat(post(undo, "k3", reason).body()).as("the same request again").isEqualTo(undone.body());
        assertThat(post(undo, "k4", reason).statusCode()).isEqualTo(409);

        assertThat(counted("wrong")).isEqualTo(wrong + 1);
        Json.Obj after = get("/api/v1/processes/taken-back");
        assertThat(after.number("auto_clear_errors", -1)).isEqualTo(wrong + 1);
        assertThat(after.number("auto_clear_known", -1)).isEqualTo(before.number("auto_clear_known", -2));
        var process =
                site.installation.catalog().latest("taken-back").orElseThrow().orThrow();
        var figures = new LiveFigures(site.installation.source(), site.installation.clock());
        assertThat(figures.of(process).orElseThrow().score().all().errors())
                .as("the scorer of a run counts as the list does")
                .isEqualTo(wrong + 1);
        assertThat(after.object("phases")).isEqualTo(before.object("phases"));
        assertThat(site.signedIn().get("/cases/" + caseId).body())
                .contains("What was done of it was taken back.")
                .contains("wants action post_line taken back: the supplier called")
                .contains("Action post_line was taken back");
        assertThat(get("/api/v1/cases/" + caseId).array("events").toString()).contains("CompensationVerified");
    }

    @Test
    void a_word_on_an_effect_is_taken_over_the_api() throws Exception {
        Json.Obj effect = (Json.Obj) get("/api/v1/effects?done=true&process=taken-back")
                .array("items")
                .getFirst();
        String settle = "/api/v1/effects/" + effect.text("action", "") + ":settle";
        assertThat(post(settle, "s1", "{\"outcome\":\"maybe\",\"reason\":\"x\"}")
                        .body())
                .contains("RMT-473");
        assertThat(post(settle, "s2", "{\"outcome\":\"done\"}").body()).contains("RMT-464");
        assertThat(post(settle, "s3", "{\"outcome\":\"done\",\"reason\":\"seen\"}")
                        .body())
                .contains("RMT-461");
        assertThat(post("/api/v1/effects/act_none:undo", "s4", "{\"reason\":\"x\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(get("/api/v1/effects").array("items")).isEmpty();
        String reader = site.key(null, Scope.CASES_READ);
        var forbidden = site.browser()
                .send(site.browser()
                        .request(settle)
                        .header("Authorization", "Bearer " + reader)
                        .header("Idempotency-Key", "s5")
                        .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(forbidden.statusCode()).isEqualTo(403);
    }
}
