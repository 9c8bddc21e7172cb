package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.server.access.Person;
import remit.server.access.Role;

/** Rules are seen, changed and approved by people with nothing but a browser. */
class RulesPagesIT {
    private static final String RULES = "/processes/" + TestingSite.PROCESS + "/rules";

    @TempDir
    static Path folder;

    static TestingSite site;
    static TestingWeb.Browser writer;
    static TestingWeb.Browser second;
    static TestingWeb.Browser viewer;

    @BeforeAll
    static void start() throws Exception {
        site = new TestingSite(folder);
        Person editor = site.access.newPerson("Edda Writer", "", Set.of(Role.BUSINESS_EDITOR), null);
        Person approver = site.access.newPerson("Apollo Second", "", Set.of(Role.APPROVER), null);
        Person reader = site.access.newPerson("Vera Viewer", "", Set.of(Role.VIEWER), null);
        writer = site.browser().signIn(site.access, editor);
        second = site.browser().signIn(site.access, approver);
        viewer = site.browser().signIn(site.access, reader);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static int number(Map<String, List<String>> fields) {
        return Integer.parseInt(fields.get("rows").getFirst());
    }

    @Test
    void the_rules_in_force_stand_with_their_hits_and_an_editor_s_file() throws Exception {
        var page = viewer.get(RULES);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("is in force").contains("never").doesNotContain("Propose a change");
        assertThat(writer.get(RULES).body()).contains("Propose a change");
        assertThat(viewer.get(RULES + ".dmn").body()).contains("https://www.omg.org/spec/DMN/20191111/MODEL/");
        assertThat(viewer.get(RULES + ".dmn?dmn=1.5").body()).contains("https://www.omg.org/spec/DMN/20230324/MODEL/");
        assertThat(viewer.get("/processes/nothing/rules").statusCode()).isEqualTo(404);
    }

    @Test
    void the_table_is_taken_as_a_sheet_and_a_sheet_becomes_a_draft() throws Exception {
        var sheet = viewer.get(RULES + ".csv");
        assertThat(sheet.statusCode()).isEqualTo(200);
        assertThat(sheet.body()).contains("an officer decides claims above 250 GBP");
        assertThat(viewer.get(RULES + ".xlsx").statusCode()).isEqualTo(200);
        String csrf = TestingWeb.Browser.csrf(writer.get(RULES).body());
        assertThat(writer.upload(RULES + "/file", csrf, "rules.csv", sheet.body())
                        .statusCode())
                .as("nothing would change")
                .isEqualTo(400);
        String edited = sheet.body().replace("an officer decides claims above 250 GBP", "officers decide large claims");
        String change = TestingRules.location(writer.upload(RULES + "/file", csrf, "rules.csv", edited));
        assertThat(writer.get(change).body()).contains("officers decide large claims");
        assertThat(viewer.upload(
                                RULES + "/file",
                                TestingWeb.Browser.csrf(viewer.get(RULES).body()),
                                "r.csv",
                                edited)
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void whoever_approves_reads_what_newly_clears_before_what_past_cases_would_have_got() throws Exception {
        String file = viewer.get(RULES + ".dmn").body();
        String looser =
                file.replaceFirst("(?s)(<outputEntry id=\"row_2_verdict\"><text>)\"[a-z_]+\"", "$1\"auto_clear\"");
        assertThat(looser).isNotEqualTo(file);
        String csrf = TestingWeb.Browser.csrf(writer.get(RULES).body());
        String change = TestingRules.location(writer.upload(RULES + "/file", csrf, "rules.dmn", looser));
        String page = second.get(change).body();
        String clears = page.substring(page.indexOf("id=\"clears\""), page.indexOf("id=\"trial\""));
        assertThat(TestingRules.read(clears))
                .contains(
                        "1 row newly clears cases by itself.",
                        "row 2 newly clears segment \"medium\"",
                        "before, row 2 said checkpoint");
        String stricter = file.replaceFirst("(?s)(<outputEntry id=\"row_2_verdict\"><text>)\"[a-z_]+\"", "$1\"stop\"");
        TestingRules.location(writer.post(change, Map.of("_csrf", csrf, "verb", "withdraw")));
        String other = TestingRules.location(writer.upload(RULES + "/file", csrf, "rules.dmn", stricter));
        assertThat(second.get(other).body()).contains("Nothing newly clears by itself.");
        TestingRules.location(writer.post(other, Map.of("_csrf", csrf, "verb", "withdraw")));
    }

    @Test
    void a_table_longer_than_a_form_holds_goes_in_and_out_as_a_sheet() throws Exception {
        String sheet = viewer.get(RULES + ".csv").body();
        List<String> lines = sheet.lines().toList();
        int rule = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).contains("an officer decides claims above 250 GBP"))
                .findFirst()
                .orElseThrow();
        var longer = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            longer.append(lines.get(i)).append("\n");
            for (int more = 1; i == rule && more <= 1_000; more++) {
                longer.append(lines.get(i).replace("> 250", "> " + (250 + more)))
                        .append("\n");
            }
        }
        String csrf = TestingWeb.Browser.csrf(writer.get(RULES).body());
        String change = TestingRules.location(writer.upload(RULES + "/file", csrf, "rules.csv", longer.toString()));
        assertThat(writer.get(change).body()).contains("above 1,250");
        var form = writer.get(RULES + "/edit?change=" + change.substring(change.lastIndexOf('/') + 1));
        assertThat(form.statusCode()).isEqualTo(400);
        assertThat(form.body()).contains("A form holds at most 1000 rows, not 1", "hand the sheet in");
        TestingRules.location(writer.post(change, Map.of("_csrf", csrf, "verb", "withdraw")));
    }

    @Test
    void a_change_without_a_row_that_an_example_names_is_looked_at_and_handed_in_by_the_box() throws Exception {
        String shorter = viewer.get(RULES + ".csv")
                .body()
                .lines()
                .filter(line -> !line.contains("the author is not confident"))
                .collect(Collectors.joining("\n", "", "\n"));
        String csrf = TestingWeb.Browser.csrf(writer.get(RULES).body());
        String change = TestingRules.location(writer.upload(RULES + "/file", csrf, "rules.csv", shorter));
        assertThat(TestingRules.read(writer.get(change).body()))
                .contains("an unsure author waits for an officer: expected row 7, which is gone")
                .doesNotContain("It cannot be looked at");
        var refused = writer.post(change, Map.of("_csrf", csrf, "verb", "submit", "text", "shorter"));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(TestingRules.read(refused.body())).contains("which is gone", "say that it no longer holds");
        TestingRules.location(writer.post(
                change, Map.of("_csrf", csrf, "verb", "submit", "text", "shorter", "despite_examples", "yes")));
        assertThat(TestingRules.read(writer.get(change).body())).contains("although 1 example");
        TestingRules.location(writer.post(change, Map.of("_csrf", csrf, "verb", "withdraw")));
    }

    @Test
    void a_form_that_nobody_touched_changes_nothing() throws Exception {
        Map<String, List<String>> fields =
                TestingForms.untouched(writer.get(RULES + "/edit").body());
        fields.put("do", List.of("draft"));
        var answer = writer.postAll(RULES + "/edit", fields);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("nothing would change");
    }

    /** Puts the table in force with this instead of that, by two people. */
    private static void inForce(String from, String to) throws Exception {
        String dmn = viewer.get(RULES + ".dmn").body();
        assertThat(dmn).contains(from);
        TestingRules.force(writer, second, RULES, dmn.replace(from, to));
    }

    @Test
    void a_form_from_before_another_change_takes_nothing_of_it_back() throws Exception {
        Map<String, List<String>> stale =
                TestingForms.untouched(writer.get(RULES + "/edit").body());
        String page = writer.get(RULES).body();
        String sheet = viewer.get(RULES + ".csv").body().replace("an officer decides claims above", "by sheet: above");
        inForce("an officer decides claims above 250 GBP", "an officer decides claims above 250 pounds");
        for (String button : List.of("draft", "check", "add.0")) {
            stale.put("do", List.of(button));
            stale.put("note", List.of("words that stay"));
            var answer = writer.postAll(RULES + "/edit", stale);
            assertThat(answer.statusCode()).as(button).isEqualTo(409);
            assertThat(answer.body())
                    .contains("another version came into force since this form was opened", "words that stay")
                    .contains("above 250 pounds")
                    .doesNotContain("above 250 GBP");
            Map<String, List<String>> anew = TestingForms.untouched(answer.body());
            assertThat(number(anew)).isEqualTo(number(stale));
            anew.put("do", List.of("check"));
            assertThat(writer.postAll(RULES + "/edit", anew).statusCode()).isEqualTo(200);
        }
        stale.remove("seen");
        assertThat(writer.postAll(RULES + "/edit", stale).statusCode())
                .as("a form that does not say what it was made from")
                .isEqualTo(409);
        var uploaded = writer.upload(
                RULES + "/file", Map.of("_csrf", TestingWeb.Browser.csrf(page), "seen", seen(page)), "r.csv", sheet);
        assertThat(uploaded.statusCode()).isEqualTo(409);
        assertThat(uploaded.body()).contains("came into force since the page was opened");
        inForce("an officer decides claims above 250 pounds", "an officer decides claims above 250 GBP");
    }

    private static String seen(String page) {
        Matcher field =
                Pattern.compile("name=\"seen\" value=\"([0-9a-f]{64})\"").matcher(page);
        assertThat(field.find()).isTrue();
        return field.group(1);
    }

    @Test
    void a_form_of_a_draft_from_before_another_s_revision_takes_nothing_of_it_back() throws Exception {
        String change = TestingRules.draft(
                writer,
                RULES,
                "rules.dmn",
                viewer.get(RULES + ".dmn").body().replace("an officer decides claims above", "whoever: claims above"));
        String form = RULES + "/edit?change=" + change.substring(change.lastIndexOf('/') + 1);
        Map<String, List<String>> mine = TestingForms.untouched(writer.get(form).body());
        Map<String, List<String>> theirs =
                TestingForms.untouched(writer.get(form).body());
        String reason = theirs.keySet().stream()
                .filter(name -> theirs.get(name).getFirst().startsWith("whoever: claims above"))
                .findFirst()
                .orElseThrow();
        theirs.put(reason, List.of("revised by somebody else"));
        theirs.put("do", List.of("draft"));
        assertThat(TestingRules.location(writer.postAll(RULES + "/edit", theirs)))
                .isEqualTo(change);
        mine.put("do", List.of("draft"));
        var answer = writer.postAll(RULES + "/edit", mine);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("the draft was moved since", "revised by somebody else");
        assertThat(writer.get(change).body())
                .contains("revised by somebody else")
                .doesNotContain("whoever: claims above");
        String csrf = TestingWeb.Browser.csrf(writer.get(change).body());
        TestingRules.location(writer.post(change, Map.of("_csrf", csrf, "verb", "withdraw")));
    }

    @Test
    void a_cell_outside_the_grammar_is_told_in_the_form_and_nothing_is_lost() throws Exception {
        Map<String, List<String>> fields =
                TestingForms.untouched(writer.get(RULES + "/edit").body());
        String kind = fields.keySet().stream()
                .filter(name -> name.startsWith("c.0.") && name.endsWith(".k"))
                .findFirst()
                .orElseThrow();
        fields.put(kind, List.of("written"));
        fields.put(kind.replace(".k", ".a"), List.of("about 5k"));
        fields.put("do", List.of("draft"));
        fields.put("note", List.of("words that stay"));
        var answer = writer.postAll(RULES + "/edit", fields);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body())
                .contains("about 5k")
                .contains("words that stay")
                .contains("role=\"alert\"");
    }

    @Test
    void an_added_row_is_a_draft_that_a_second_person_puts_in_force() throws Exception {
        Map<String, List<String>> fields =
                TestingForms.untouched(writer.get(RULES + "/edit").body());
        fields.put("do", List.of("add.0"));
        Map<String, List<String>> longer =
                TestingForms.untouched(writer.postAll(RULES + "/edit", fields).body());
        assertThat(number(longer)).isEqualTo(number(fields) + 1);
        longer.put("do", List.of("draft"));
        String reason = longer.keySet().stream()
                .filter(name ->
                        name.startsWith("o.1.") && longer.get(name).getFirst().isEmpty())
                .findFirst()
                .orElseThrow();
        longer.put(reason, List.of("looked at while we learn"));
        String change = TestingRules.location(writer.postAll(RULES + "/edit", longer));

        var shown = writer.get(change);
        assertThat(shown.body()).contains("looked at while we learn").contains("never speaks");
        String csrf = TestingWeb.Browser.csrf(shown.body());
        assertThat(writer.post(change, Map.of("_csrf", csrf, "verb", "submit", "text", ""))
                        .statusCode())
                .isEqualTo(422);
        // The row moved those below it, so examples that name rows fail: they are mended, or given up in so many words.
        var failing = writer.post(change, Map.of("_csrf", csrf, "verb", "submit", "text", "we learn"));
        assertThat(failing.statusCode()).isEqualTo(422);
        assertThat(failing.body()).contains("The examples that fail no longer hold");
        TestingRules.location(writer.post(
                change, Map.of("_csrf", csrf, "verb", "submit", "text", "we learn", "despite_examples", "yes")));
        TestingRules.location(writer.post(change, Map.of("_csrf", csrf, "verb", "withdraw")));
    }

    @Test
    void who_may_only_look_proposes_nothing_and_whoever_wrote_a_change_does_not_approve_it() throws Exception {
        Map<String, List<String>> fields =
                TestingForms.untouched(writer.get(RULES + "/edit").body());
        String reason = fields.keySet().stream()
                .filter(name -> name.startsWith("o.0.")
                        && !name.endsWith(".k")
                        && fields.get(name).getFirst().contains(" "))
                .findFirst()
                .orElseThrow();
        fields.put(reason, List.of("other words for the same"));
        fields.put("do", List.of("draft"));
        var refused = new LinkedHashMap<>(fields);
        refused.put("_csrf", List.of(TestingWeb.Browser.csrf(viewer.get(RULES).body())));
        assertThat(viewer.postAll(RULES + "/edit", refused).statusCode()).isEqualTo(403);

        String change = TestingRules.location(writer.postAll(RULES + "/edit", fields));
        String csrf = TestingWeb.Browser.csrf(writer.get(change).body());
        TestingRules.location(writer.post(change, Map.of("_csrf", csrf, "verb", "submit", "text", "clearer words")));
        assertThat(writer.get(change).body()).contains("You cannot approve it").doesNotContain("Approve this version");
        assertThat(second.get("/changes").body()).contains("1 change waits for a second person");
        var seen = second.get(change);
        assertThat(seen.body()).contains("Approve this version").contains("other words for the same");
        Matcher version = Pattern.compile("name=\"version\" value=\"(([0-9a-f]{64})\\.2)\"")
                .matcher(seen.body());
        assertThat(version.find()).isTrue();
        String stale = version.group(2) + ".1";
        var refusal = second.post(
                change, Map.of("_csrf", TestingWeb.Browser.csrf(seen.body()), "verb", "approve", "version", stale));
        assertThat(refusal.statusCode()).isEqualTo(422);
        assertThat(refusal.body()).contains("it has moved since you saw it");
        TestingRules.location(second.post(
                change,
                Map.of(
                        "_csrf", TestingWeb.Browser.csrf(seen.body()),
                        "verb", "approve",
                        "version", version.group(1))));
        assertThat(viewer.get(RULES).body())
                .contains("other words for the same")
                .contains(version.group(1).substring(0, 12));
        assertThat(viewer.get("/processes/" + TestingSite.PROCESS).body()).contains("other words for the same");
    }
}
