package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.access.ApiKey;
import remit.server.runs.HistoryOption;
import remit.server.runs.RunReport;

/** A pack whose headline is the net: its scorecard and API give what the run printed. */
class ScorecardIT {
    @TempDir
    static Path folder;

    static TestingSite site;
    static RunReport report;

    @BeforeAll
    static void start() {
        Path pack = TestingSite.pack("claims");
        site = new TestingSite(folder, pack);
        report = site.run(pack, pack.resolve("sample.csv"), new HistoryOption.Unset());
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static String printed() {
        return report.text().lines().findFirst().orElseThrow();
    }

    @Test
    void the_scorecard_leads_with_the_sentence_that_the_run_printed() throws Exception {
        assertThat(printed()).startsWith("net ").contains("officers would have paid less on");
        assertThat(site.signedIn().get("/").body()).contains("<p class=\"lead\">" + printed() + ".</p>");
    }

    @Test
    void every_number_of_the_value_opens_the_cases_behind_it() throws Exception {
        var browser = site.signedIn();
        String page = browser.get("/").body();
        Json.Obj value = report.json().object("value");
        for (String[] figure : new String[][] {
            {"Net", "net"}, {"Handling saved", "handling_saved"}, {"Overpaid", "leak"}, {"Paid", "paid"}
        }) {
            var shown = Pattern.compile("<dt>" + figure[0] + "</dt>\\s*<dd>\\s*<a class=\"figure\" href=\"([^\"]+)\">"
                            + "([^<]+) USD</a>\\s*<span class=\"base\">[a-z ]*([0-9,]+)")
                    .matcher(page);
            assertThat(shown.find()).as(figure[0]).isTrue();
            assertThat(shown.group(2)).as(figure[0]).isEqualTo(value.text(figure[1]));
            String list = browser.get(shown.group(1).replace("&amp;", "&")).body();
            assertThat(list).as(figure[0]).contains("id=\"count\">" + shown.group(3) + " case");
        }
    }

    @Test
    void the_api_gives_the_same_sentence_and_value() throws Exception {
        var answer = site.browser()
                .send(site.browser()
                        .request("/api/v1/processes/claims")
                        .header("Authorization", "Bearer " + site.key(null, ApiKey.Scope.CASES_READ)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Json.Obj process = Json.parseObject(answer.body());
        assertThat(process.text("sentence")).isEqualTo(printed() + ".");
        assertThat(process.object("value")).isEqualTo(report.json().object("value"));
    }

    @Test
    void every_declared_kpi_is_measured_or_said_to_be_its_owner_s_to_report() throws Exception {
        String page = site.signedIn().get("/").body();
        assertThat(page)
                .containsPattern("Claims paid without an officer</dt>\\s*<dd>\\s*<a class=\"figure\"")
                .containsPattern("Handling saved less money overpaid</dt>\\s*<dd>\\s*<a class=\"figure\"")
                .contains("target 25,000 USD by 31 Dec 2026")
                .contains("not measured by Remit: Marcus Bell reports it");
    }
}
