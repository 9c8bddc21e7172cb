package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.server.access.Person;
import remit.server.access.Role;

/** What is found in rules, and what past cases make of them, stands where it concerns. */
class RuleFindingsIT {
    private static final String RULES = "/processes/" + TestingSite.PROCESS + "/rules";

    @TempDir
    static Path folder;

    static TestingSite site;
    static TestingWeb.Browser writer;
    static TestingWeb.Browser second;
    static TestingWeb.Browser auditor;
    static String first;
    static String change;

    @BeforeAll
    static void start() throws Exception {
        site = new TestingSite(folder);
        site.load();
        writer = signedIn("Edda Writer", Role.BUSINESS_EDITOR);
        second = signedIn("Apollo Second", Role.APPROVER);
        auditor = signedIn("Aude Auditor", Role.AUDITOR);
        first = writer.get(RULES).body();
        change = TestingRules.draft(writer, RULES, "fed.dmn", TestingRules.FED);
    }

    private static TestingWeb.Browser signedIn(String name, Role role) throws Exception {
        Person person = site.access.newPerson(name, "", Set.of(role), null);
        return site.browser().signIn(site.access, person);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static String draftVersion() throws Exception {
        Matcher sha256 = Pattern.compile("SHA-256 <code class=\"wrap\">([0-9a-f]{64})")
                .matcher(writer.get(change).body());
        assertThat(sha256.find()).isTrue();
        return sha256.group(1);
    }

    @Test
    void a_cell_reads_as_words_and_its_grammar_stands_beside_it() throws Exception {
        assertThat(TestingRules.read(first)).contains("above 250", "above 0 and at most 250", "partial or none");
        assertThat(first).contains("title=\"(0..250]\"").doesNotContain("<code class=\"also\">");
        assertThat(writer.get(RULES + "?written=yes").body())
                .contains("<code class=\"also\">(0..250]</code>", "<code class=\"also\">\"partial\", \"none\"</code>");
    }

    @Test
    void a_row_stands_with_its_hits_their_share_its_age_and_who_answers_for_it() {
        String page = TestingRules.read(first);
        assertThat(page)
                .containsPattern(
                        "[0-9]+\\.[0-9]% [0-9]+ [A-Z][a-z]{2} [0-9]{4} [0-9]+ [A-Z][a-z]{2,3} [0-9]{4} 0 days");
        assertThat(page).contains("Owner: ").containsPattern("Past cases: the last [0-9,]+ that were decided");
    }

    @Test
    void what_is_found_stands_in_the_row_that_it_concerns_and_a_missing_row_is_a_row() throws Exception {
        String html = writer.get(RULES + "?version=" + draftVersion()).body();
        assertThat(row(html, "row-2")).contains("matches together with row 3, for instance");
        assertThat(row(html, "row-3")).contains("matches together with row 2, for instance");
        assertThat(row(html, "row-4")).doesNotContain("matches together");
        String page = TestingRules.read(html);
        assertThat(page)
                .contains("This is not in force, and it never was.")
                .containsPattern("A row is missing here – ◐ needs a person low large or middle any yes no row speaks"
                        + " for instance Risk segment low, Size large, Confidence 0, Author confident yes"
                        + " [1-9][0-9,]* past cases of [0-9,]+ fall into it");
    }

    @Test
    void a_table_that_feeds_another_stands_below_it_with_its_own_findings() throws Exception {
        String html = writer.get(RULES + "?version=" + draftVersion()).body();
        assertThat(row(html, "table-1-row-2")).contains("from 250 up to (not including) 1,000", "middle");
        assertThat(TestingRules.read(html))
                .contains("A row is missing here – 1,000 no row speaks for instance Amount (GBP) 1,000");
    }

    private static String row(String html, String anchor) {
        int from = html.indexOf("<tr id=\"" + anchor + "\"");
        assertThat(from).as(anchor).isPositive();
        return TestingRules.read(html.substring(from, html.indexOf("</tr>", from)));
    }

    @Test
    void a_change_is_told_row_by_row_with_past_cases_and_what_is_missing() throws Exception {
        String page = TestingRules.read(writer.get(change).body());
        assertThat(page)
                .contains("Size", "table: nothing becomes UNIQUE")
                .containsPattern("2 added from 250 up to \\(not including\\) 1,000 middle [0-9,]+")
                .contains("hit policy: FIRST becomes UNIQUE")
                .containsPattern("demo-claims: [0-9,]+ of the last [0-9,]+ cases decide otherwise\\.")
                .containsPattern("Row 2 of Who decides a household claim matches together with row 3")
                .contains("Written by Edda Writer", "Approved by nobody yet")
                .contains("Somebody has to submit it with a reason.")
                .containsPattern("[0-9]+ examples fail: mend the rules")
                .contains("Who can: ", "Apollo Second");
    }

    @Test
    void an_auditor_reads_no_words_of_people() throws Exception {
        String words = "Mrs Smith of Elm Road asked for it";
        String secret =
                TestingRules.draft(writer, RULES, "fed.dmn", TestingRules.FED.replace("too much", "far too much"));
        TestingRules.submit(writer, secret, words);
        assertThat(writer.get(secret).body()).contains(words);
        for (String path : new String[] {secret, RULES, "/changes"}) {
            assertThat(auditor.get(path).body()).as(path).doesNotContain(words).doesNotContain("from the file");
        }
        String id = held(3, "amount");
        assertThat(auditor.get("/cases/" + id).body()).doesNotContain("would have cleared it", "failed only on");
    }

    /** A case that a row held, and that row 5 would have matched but for one column. */
    private static String held(int row, String column) {
        return JdbcClient.create(site.installation.source())
                .sql("select c.case_id from case_view c join event e on e.case_id = c.case_id and e.type = 'Decided'"
                        + " join payload p on p.event_id = e.id where c.phase = 'held'"
                        + " and jsonb_path_exists(p.content::jsonb, '$.checks[*].detail ? (@.row == " + row
                        + ").near_misses[*] ? (@.row == 5 && @.column == \"" + column + "\")')"
                        + " order by c.case_id limit 1")
                .query(String.class)
                .single();
    }

    @Test
    void a_held_case_says_which_row_spoke_and_on_what_alone_another_failed() throws Exception {
        String html = writer.get("/cases/" + held(3, "amount")).body();
        assertThat(TestingRules.read(html))
                .contains("Row 3 spoke")
                .containsPattern("Row 5 failed only on Amount \\(GBP\\): [0-9,.]+, needed above 0 and at most 250")
                .as("row 3 speaks of every amount above 250, whatever row 5 says")
                .doesNotContain("would have cleared it");
        Matcher link = Pattern.compile("href=\"(" + RULES + "\\?version=[0-9a-f]{64})#row-5\"")
                .matcher(html);
        assertThat(link.find()).isTrue();
        assertThat(writer.get(link.group(1)).body()).contains("id=\"row-5\"");
    }

    @Test
    void a_form_says_what_is_found_where_it_is_and_gives_the_row_that_is_missing() throws Exception {
        String id = change.substring(change.lastIndexOf('/') + 1);
        String html = writer.get(RULES + "/edit?change=" + id).body();
        assertThat(html).contains("value=\"fill.0\"");
        var fields = TestingForms.untouched(html);
        assertThat(TestingRules.read(part(html, "found-1"))).contains("matches together with row 3", "past cases");
        assertThat(TestingRules.read(part(html, "found-3"))).doesNotContain("matches together");

        fields.put("do", List.of("fill.0"));
        String filled = writer.postAll(RULES + "/edit", fields).body();
        assertThat(filled).contains("id=\"found-7\"").doesNotContain("value=\"fill.2\"");
        var more = TestingForms.untouched(filled);
        assertThat(more.get("c.7.0.v")).containsExactly("low");
        assertThat(more.get("o.7.0")).containsExactly("checkpoint");

        more.put("do", List.of("drop.2"));
        String mended = writer.postAll(RULES + "/edit", more).body();
        assertThat(TestingRules.read(part(mended, "found-1"))).doesNotContain("matches together");
    }

    private static String part(String html, String id) {
        int from = html.indexOf("id=\"" + id + "\"");
        assertThat(from).as(id).isPositive();
        return html.substring(html.indexOf('>', from), html.indexOf("</td>", from));
    }

    @Test
    void versions_that_are_not_of_this_process_are_not_shown_as_its_rules() throws Exception {
        assertThat(writer.get(RULES + "?version=" + "0".repeat(64)).statusCode())
                .isEqualTo(404);
        assertThat(writer.get("/levels/organisation/rules?version=" + draftVersion())
                        .statusCode())
                .isEqualTo(404);
        assertThat(writer.get(RULES + "/compare?from=x&to=y").statusCode()).isEqualTo(404);
        assertThat(writer.get("/levels/domains/Two%20Words/rules").statusCode()).isEqualTo(404);
    }

    @Test
    void a_file_outside_the_size_of_a_form_says_how_to_go_on() throws Exception {
        var fields = TestingForms.untouched(writer.get(RULES + "/edit").body());
        fields.put("rows", List.of("1001"));
        var answer = writer.postAll(RULES + "/edit", fields);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(TestingRules.read(answer.body())).contains("A form holds at most 1000 rows", "hand the sheet in");
        fields.remove("rows");
        assertThat(writer.postAll(RULES + "/edit", fields).statusCode())
                .as("a form that does not say its rows is not one without rows")
                .isEqualTo(400);
    }
}
