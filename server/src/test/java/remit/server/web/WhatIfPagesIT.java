package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.server.access.Person;
import remit.server.access.Role;

/** The past asked on a page, in a real browser and without one. */
class WhatIfPagesIT {
    @TempDir
    static Path folder;

    static TestingSite site;
    static Playwright playwright;
    static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        Path shadow = TestingSite.laddered(folder);
        site = new TestingSite(folder, TestingSite.pack(), shadow);
        site.load();
        site.shadow(shadow);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(System.getProperty("remit.chromium", "/usr/bin/chromium")))
                        .setArgs(List.of("--no-sandbox")));
    }

    @AfterAll
    static void stop() {
        browser.close();
        playwright.close();
        site.close();
    }

    private static Page signedIn(int width, List<String> complaints) {
        Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(width, 900));
        page.onConsoleMessage(message -> complaints.add(message.text()));
        page.navigate(site.site.url() + "/sign-in?token=" + site.access.newLink(site.person()));
        page.click("main button.primary");
        page.waitForURL(site.site.url() + "/");
        return page;
    }

    private static long certificates() {
        return JdbcClient.create(site.installation.source())
                .sql("select count(*) from event where type = 'CertificateIssued'")
                .query(Long.class)
                .single();
    }

    private static String now(Page page) {
        return page.getAttribute("#slider", "aria-valuenow");
    }

    @Test
    void the_arrow_keys_move_the_number_step_by_step_and_spend_nothing() {
        var complaints = new ArrayList<String>();
        long before = certificates();
        Page page = signedIn(1280, complaints);
        page.keyboard().press("g");
        page.keyboard().press("w");
        page.waitForURL("**/what-if");
        page.selectOption("[name=ask]", "limit:amount");
        page.fill("#value", "300");
        page.click(".filters button");
        page.waitForURL("**value=300**");
        String begun = now(page);
        String sentence = page.textContent("#said .lead");
        String next = page.getAttribute("#more", "href");
        page.focus("#slider");
        page.keyboard().press("ArrowRight");
        page.waitForCondition(() -> !now(page).equals(begun));
        assertThat(next).contains("&value=" + now(page) + "&");
        assertThat(page.url()).as("the address shows what is asked").endsWith(next.substring(next.indexOf('?')));
        assertThat(page.inputValue("#value")).isEqualTo(now(page));
        assertThat(page.textContent("#said .lead")).isNotEqualTo(sentence);
        assertThat(page.evaluate("document.activeElement.id")).isEqualTo("slider");
        double there = Double.parseDouble(now(page));
        page.keyboard().press("ArrowLeft");
        page.waitForCondition(() -> Double.parseDouble(now(page)) < there);
        double back = Double.parseDouble(now(page));
        page.click("#fewer");
        page.waitForCondition(() -> Double.parseDouble(now(page)) < back);
        assertThat(certificates()).isEqualTo(before);
        assertThat(complaints).isEmpty();
        page.close();
    }

    @Test
    void what_only_the_ladder_holds_is_said_and_the_rules_alone_are_one_choice_away() throws Exception {
        var complaints = new ArrayList<String>();
        long before = certificates();
        Page page = signedIn(1280, complaints);
        page.navigate(site.site.url() + "/what-if?process=in-shadow&max_error=10%25");
        assertThat(page.textContent("#said"))
                .contains("as it stands", "Today none of ", "But for the stage shadow, these rules would let ")
                .containsPattern("Held by the ladder alone\\s*[0-9]+ by the stage shadow");
        assertThat(page.locator("#certify button").count()).isZero();
        assertThat(page.locator("#curve, #slider").count())
                .as("there is nothing to draw")
                .isZero();
        page.click("#ladder");
        page.waitForURL("**rules_alone=true**");
        assertThat(page.textContent("#said"))
                .contains("safe to apply", "This is what the rules alone say", "Counted though the ladder held it");
        assertThat(page.getAttribute("#fewer", "href")).contains("rules_alone=true");
        assertThat(page.locator("#certify button").count()).isEqualTo(1);
        assertThat(complaints).isEmpty();
        page.close();
        var refused = site.signedIn();
        var csrf = TestingWeb.Browser.csrf(refused.get("/what-if").body());
        var answer = refused.post(
                "/what-if/certify", Map.of("_csrf", csrf, "process", "in-shadow", "ask", "confidence", "value", "0.9"));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("nothing would clear", "nothing was spent");
        assertThat(certificates()).isEqualTo(before);
    }

    @Test
    void one_number_has_one_bound_on_the_page() throws Exception {
        String page = site.signedIn()
                .get("/what-if?process=demo-claims&ask=limit:amount&value=1000&max_error=5%25")
                .body();
        var said = java.util.regex.Pattern.compile("All cleared claims: at most ([0-9.]+%)")
                .matcher(page);
        assertThat(said.find()).isTrue();
        assertThat(page)
                .contains("clear, at most " + said.group(1) + " wrong\"", ", at most " + said.group(1) + "</text>");
    }

    @Test
    void without_scripts_the_steps_are_links_and_the_question_a_form() throws Exception {
        String page = site.signedIn().get("/what-if").body();
        assertThat(page)
                .contains("<a href=\"/what-if\" aria-current=\"page\">What if</a>")
                .containsPattern("id=\"fewer\"[^>]* href=\"/what-if\\?process=demo-claims&amp;[^\"]*value=0")
                .contains("<form class=\"filters\" action=\"/what-if\">", "Looking around records nothing");
        String goal = site.signedIn()
                .get("/what-if?process=demo-claims&ask=goal&value=99%25&max_error=1%25&confidence=95%25")
                .body();
        assertThat(goal).contains("not reachable", "The largest share certified at 1% is ");
    }

    @Test
    void without_a_question_the_page_says_how_it_stands_and_offers_nothing_to_certify() throws Exception {
        for (String address : List.of("/what-if", "/what-if?process=demo-claims&goal=45%25&threshold=0.1")) {
            var answer = site.signedIn().get(address);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .contains("as it stands", "Choose above what shall change", "Nothing was asked yet")
                    .containsPattern(
                            "Today [0-9.]+% of [0-9,]+ claims clear by themselves: at most [0-9.]+% wrong at 95%"
                                    + " confidence")
                    .doesNotContain("safe to apply", "Certify this answer");
        }
    }

    @Test
    void only_the_button_certifies_and_the_certificate_is_listed_with_what_it_spent() {
        var complaints = new ArrayList<String>();
        long before = certificates();
        Page page = signedIn(1280, complaints);
        page.navigate(site.site.url() + "/what-if?ask=confidence&value=0.77&max_error=8%25");
        page.focus("#certify button");
        page.keyboard().press("Enter");
        page.waitForURL("**#certificates");
        assertThat(certificates()).isEqualTo(before + 1);
        assertThat(page.textContent("section[aria-labelledby=certificates]"))
                .contains(
                        "threshold 0.77",
                        "at most 8.0% wrong at 95.0% confidence",
                        "holds",
                        site.person().name());
        assertThat(complaints).isEmpty();
        page.close();
    }

    @Test
    void who_may_not_propose_looks_and_does_not_certify() throws Exception {
        Person viewer = site.access.newPerson("Vera Viewer", "", Set.of(Role.VIEWER), null);
        var reader = site.browser().signIn(site.access, viewer);
        long before = certificates();
        String page = reader.get("/what-if?ask=confidence&value=0.7").body();
        assertThat(page).contains("You may look around here").doesNotContain("Certify this answer");
        var refused = reader.post(
                "/what-if/certify",
                Map.of("_csrf", TestingWeb.Browser.csrf(page), "ask", "confidence", "value", "0.7"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(site.browser().get("/what-if").statusCode()).as("signed out").isEqualTo(302);
        assertThat(certificates()).isEqualTo(before);
    }

    @Test
    void what_cannot_be_asked_is_told_in_place_and_the_form_keeps_what_was_typed() throws Exception {
        var answer = site.signedIn().get("/what-if?ask=confidence&value=high&max_error=300%25");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("value=\"high\"", "value=\"300%\"", "is not a number from 0 on");
        var early = site.signedIn().get("/what-if?ask=confidence&value=0.5&to=1990-01-01");
        assertThat(early.body()).contains("no decided case can be compared");
        assertThat(site.signedIn().get("/what-if?process=nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void every_moved_case_is_in_the_file_and_the_first_are_marked_and_linked() throws Exception {
        var reader = site.signedIn();
        String question = "?process=demo-claims&ask=limit:amount&value=1000";
        String page = reader.get("/what-if" + question).body();
        String csv = reader.get("/what-if/moved.csv" + question).body();
        assertThat(csv).startsWith("case,current,outcome,confidence,segment,money\r\n");
        String first = csv.lines().skip(1).findFirst().orElseThrow().split(",")[0];
        assertThat(page).contains("href=\"/cases/" + first + "\"");
        long wrong = csv.lines().filter(line -> line.contains(",wrong,")).count();
        assertThat(wrong).as("the outcomes of the demo are all known").isBetween(1L, 10L);
        assertThat(page.split("<td>review first</td>", -1)).hasSize((int) wrong + 1);
        assertThat(page).contains("Every outcome is known. Review the marked ones");
        assertThat(reader.get("/cases/" + first).statusCode()).isEqualTo(200);
    }

    @Test
    void a_draft_is_asked_about_and_shows_what_was_certified_of_its_table() throws Exception {
        var writer = site.signedIn();
        String draft = TestingRules.draft(
                writer,
                "/processes/demo-claims/rules",
                "fed.dmn",
                TestingRules.FED.replace("&gt;= 1<", "&gt;= 0.9<").replace("&lt; 1<", "&lt; 0.9<"));
        String id = draft.substring(draft.lastIndexOf('/') + 1);
        String page = writer.get("/what-if?process=demo-claims").body();
        assertThat(page).contains("value=\"change:" + id + "\"");
        String asked =
                writer.get("/what-if?process=demo-claims&ask=change:" + id).body();
        assertThat(asked).contains("href=\"/changes/" + id + "\"");
        assertThat(writer.get(draft).body()).contains("Nothing was certified of this table");
        var done = writer.post(
                "/what-if/certify",
                Map.of(
                        "_csrf",
                        TestingWeb.Browser.csrf(asked),
                        "process",
                        "demo-claims",
                        "ask",
                        "change:" + id,
                        "max_error",
                        "3%"));
        assertThat(done.statusCode()).isEqualTo(303);
        assertThat(writer.get(draft).body()).containsPattern("crt_[0-9a-f]{20}");
    }

    @ParameterizedTest
    @CsvSource({"light,1280", "dark,1280", "light,390", "dark,390"})
    void the_page_breaks_no_rule_of_axe_and_never_scrolls_sideways(String theme, int width) {
        var complaints = new ArrayList<String>();
        Page page = signedIn(width, complaints);
        page.click(".theme button[value=" + theme + "]");
        for (String question : List.of(
                "?process=demo-claims",
                "?process=demo-claims&ask=limit:amount&value=1000&max_error=5%25",
                "?process=demo-claims&ask=goal&value=70%25",
                "?process=in-shadow&max_error=10%25",
                "?process=in-shadow&max_error=10%25&rules_alone=true",
                "?process=in-shadow&max_error=10%25&ask=goal&value=60%25")) {
            page.navigate(site.site.url() + "/what-if" + question);
            var violations = new AxeBuilder(page)
                            .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
                            .analyze()
                            .getViolations()
                            .stream()
                            .map(rule -> rule.getId() + " " + rule.getHelp())
                            .toList();
            assertThat(violations).as(theme + " " + question).isEmpty();
            assertThat(((Number) page.evaluate("document.documentElement.scrollWidth")).intValue())
                    .isLessThanOrEqualTo(width);
            picture(page, theme + "-" + width + "-" + question.length());
        }
        assertThat(complaints).isEmpty();
        page.close();
    }

    /** For whoever looks at it: {@code -Dremit.pictures=FOLDER}. */
    private static void picture(Page page, String name) {
        String pictures = System.getProperty("remit.pictures");
        if (pictures == null) return;
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of(pictures, name + ".png"))
                .setFullPage(true));
    }
}
