package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.server.access.Person;
import remit.server.access.Role;

/** The rules above the processes have the same pages, and a version in force is taken back from them. */
class LevelPagesIT {
    private static final String ALL = "/levels/organisation/rules";
    private static final String DOMAIN = "/levels/domains/claims/rules";
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
        writer = signedIn("Edda Writer", Role.BUSINESS_EDITOR);
        second = signedIn("Apollo Second", Role.APPROVER);
        viewer = signedIn("Vera Viewer", Role.VIEWER);
    }

    private static TestingWeb.Browser signedIn(String name, Role role) throws Exception {
        Person person = site.access.newPerson(name, "", Set.of(role), null);
        return site.browser().signIn(site.access, person);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void the_first_rules_of_a_level_are_written_as_a_form_that_holds_nothing_back() throws Exception {
        String empty = TestingRules.read(viewer.get(DOMAIN).body());
        assertThat(empty).contains("No table of domain claims is in force").doesNotContain("Propose a change");
        assertThat(viewer.get(DOMAIN + ".csv").statusCode()).isEqualTo(404);
        Map<String, List<String>> fields =
                TestingForms.untouched(writer.get(DOMAIN + "/edit").body());
        assertThat(writer.get(DOMAIN + "/edit").body()).contains("it makes a draft of the first table, which a second");
        assertThat(fields.get("o.0.0")).containsExactly("auto_clear");
        fields.put("c.0.2.k", List.of("most"));
        fields.put("c.0.2.a", List.of("5000"));
        fields.put("do", List.of("draft"));
        String change = TestingRules.location(writer.postAll(DOMAIN + "/edit", fields));
        String page = writer.get(change).body();
        assertThat(TestingRules.read(page)).contains("Change of domain claims", "at most 5,000");
        assertThat(page).contains("href=\"" + DOMAIN + "/edit?change=");
        TestingRules.submit(writer, change, "limits");
        TestingRules.approve(second, change);
        assertThat(TestingRules.read(viewer.get(DOMAIN).body())).contains("is in force since", "at most 5,000");
        assertThat(viewer.get(DOMAIN + ".csv").body()).contains("<= 5000");
    }

    @Test
    void a_level_in_force_is_linked_from_what_it_binds_and_taken_back_with_a_reason_and_measured() throws Exception {
        assertThat(viewer.get(RULES).body()).contains("href=\"" + ALL + "\"");
        TestingRules.force(writer, second, ALL, TestingRules.level("900"));
        TestingRules.force(writer, second, ALL, TestingRules.level("100"));
        String page = second.get(ALL).body();
        assertThat(TestingRules.read(page))
                .contains("above 100", "too large for all", "Take the version in force back");
        assertThat(TestingRules.read(viewer.get("/authority").body()))
                .contains("Rules above the processes: the organisation");
        assertThat(TestingRules.read(viewer.get(RULES).body())).contains("the organisation (2 rows, asked too");
        assertThat(viewer.get(ALL).body()).doesNotContain("Take the version in force back");
        String ofProcess = viewer.get(RULES).body();
        assertThat(TestingRules.read(viewer.get(differs(RULES, ofProcess)).body()))
                .as("what the level says otherwise is what the process's versions differ in")
                .contains("Above it, organisation", "before: above 900", "now: above 100")
                .doesNotContain("Nothing that decides");
        Matcher versions = Pattern.compile("href=\"" + RULES + "([?]version=[0-9a-f]{64})\"")
                .matcher(ofProcess);
        String first = "";
        while (versions.find()) first = versions.group(1);
        assertThat(TestingRules.read(viewer.get(RULES + first).body()))
                .contains("the organisation (no table in this version)");

        Matcher target = Pattern.compile("<option value=\"([0-9a-f]{64})\" selected>[0-9a-f]{12}, in force since [0-9]")
                .matcher(page);
        assertThat(target.find()).as(page).isTrue();
        String to = target.group(1);
        String forged = TestingWeb.Browser.csrf(viewer.get(ALL).body());
        var refused = viewer.post(ALL + "/rollback", Map.of("_csrf", forged, "to", to, "reason", "I want it"));
        assertThat(refused.statusCode()).isEqualTo(422);
        String csrf = TestingWeb.Browser.csrf(page);
        var silent = second.post(ALL + "/rollback", Map.of("_csrf", csrf, "to", to, "reason", " "));
        assertThat(silent.statusCode()).isEqualTo(422);
        assertThat(silent.body()).contains("role=\"alert\"", "no reason is given");
        assertThat(TestingRules.location(second.post(
                        ALL + "/rollback", Map.of("_csrf", csrf, "to", to, "reason", "it held everything"))))
                .isEqualTo(ALL + "#taken-back");
        String back = TestingRules.read(viewer.get(ALL).body());
        assertThat(back)
                .contains("above 900")
                .containsPattern("Last taken back on .* by Apollo Second: from version [0-9a-f]{12} to version "
                        + to.substring(0, 12) + ", in [0-9,]+ ms\\.")
                .contains("taken back");
        String differs = differs(ALL, viewer.get(ALL).body());
        assertThat(TestingRules.read(viewer.get(differs).body())).contains("before: above 100", "now: above 900");
    }

    private static String differs(String rules, String page) {
        Matcher link = Pattern.compile("href=\"(" + rules + "/compare[^\"]+)\"").matcher(page);
        assertThat(link.find()).isTrue();
        return link.group(1).replace("&amp;", "&");
    }

    @Test
    void whoever_may_not_propose_hands_no_file_in() throws Exception {
        String csrf = TestingWeb.Browser.csrf(viewer.get(ALL).body());
        assertThat(viewer.upload(ALL + "/file", csrf, "l.dmn", TestingRules.level("1"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(viewer.get(ALL + "/edit").statusCode()).isEqualTo(403);
    }
}
