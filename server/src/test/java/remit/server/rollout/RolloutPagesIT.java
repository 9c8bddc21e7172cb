package remit.server.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.CheckedNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import remit.server.access.Person;
import remit.server.access.Role;

/** People see how far a process is trusted, sign, stop and look, in a real browser. */
class RolloutPagesIT {
    private static final String ROLLOUT = "/processes/" + TestingRollout.PROCESS + "/rollout";
    private static final Path PICTURES = Path.of("target", "screenshots");

    @TempDir
    static Path folder;

    static TestingRollout rollout;
    static Playwright playwright;
    static Browser browser;
    static String admin;
    static Page approver;
    static Page reviewer;
    static Page viewer;
    static Page auditor;

    @BeforeAll
    static void start() {
        rollout = new TestingRollout(folder);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(System.getProperty("remit.chromium", "/usr/bin/chromium")))
                        .setArgs(List.of("--no-sandbox")));
        admin = rollout.key(rollout.access.people().getFirst());
        approver = signedIn("Apollo Approver", Role.APPROVER);
        reviewer = signedIn("Rita Reviewer", Role.REVIEWER);
        viewer = signedIn("Vera Viewer", Role.VIEWER);
        auditor = signedIn("Audra Auditor", Role.AUDITOR);
    }

    private static Page signedIn(String name, Role role) {
        Person person = rollout.person(name, role);
        BrowserContext context = browser.newContext(new Browser.NewContextOptions().setViewportSize(1280, 900));
        Page page = context.newPage();
        page.navigate(url("/sign-in?token=" + rollout.access.newLink(person)));
        page.click("text=Sign in as " + name);
        page.waitForURL(url("/"));
        return page;
    }

    @AfterAll
    static void stop() {
        browser.close();
        playwright.close();
        rollout.close();
    }

    private static String url(String path) {
        return rollout.site.url() + path;
    }

    private static String card(Page page, String segment) {
        return page.locator("section.segment", new Page.LocatorOptions().setHasText(segment))
                .first()
                .textContent()
                .replaceAll("\\s+", " ");
    }

    /** Presses a button that leads to another page, and says with which status that came. */
    private static int press(Page page, String selector) {
        return page.waitForNavigation(() -> page.locator(selector).first().click())
                .status();
    }

    @Test
    void the_page_says_first_how_far_it_is_and_what_waits_for_a_signature() {
        viewer.navigate(url("/processes/" + TestingRollout.PROCESS));
        viewer.click("main a:text-is('Rollout')");
        assertThat(viewer.locator("h1").textContent()).isEqualTo("Rollout of Synthetic purchases");
        assertThat(viewer.locator(".lead").textContent())
                .startsWith("Of 4 segments")
                .containsPattern("(1 is|2 are) sampled")
                .contains("signature");
        assertThat(viewer.locator("button[name=verb]").count()).isZero();
        var ladder = viewer.locator("ol[aria-label='Ladder of " + TestingRollout.CLIMBED + "'] li");
        assertThat(ladder.allTextContents().stream().map(each -> each.replaceAll("\\s+", " ")))
                .containsExactly(
                        "○shadow compared only",
                        "✓shadow gone",
                        "◐checkpointed a person sees each",
                        "✓review gone",
                        "◕sampled now: clears, often looked at",
                        "▮raised sampling proposed to go",
                        "●autonomous clears, a floor looked at");
        assertThat(card(viewer, TestingRollout.CLIMBED))
                .contains("reviews since the last move wrong: between", "tolerated 30%", "90% of what clears");
        assertThat(viewer.locator("#history ~ .scroll").textContent())
                .contains(
                        "Begins to earn its way. Up to sampled",
                        "pre-authorised",
                        "Sampled from here on, without “review”");
    }

    @Test
    void whoever_may_signs_for_what_they_saw_and_a_form_that_was_overtaken_is_refused() {
        approver.navigate(url(ROLLOUT));
        String form = "section.segment:has(h2:has-text('Parks')) ";
        assertThat(approver.locator(form + "button:has-text('Sign: remove “shadow”')")
                        .count())
                .isEqualTo(1);
        approver.locator(form + "form:has(button[value=sign]) input[name=seen]").evaluate("e => e.value = '1-2-0-4'");
        assertThat(press(approver, form + "button[value=sign]")).isEqualTo(409);
        assertThat(approver.locator("[role=alert]").textContent()).contains("rests on other evidence than you saw");
        assertThat(press(approver, form + "button[value=sign]")).isEqualTo(200);
        assertThat(card(approver, "Parks")).contains("checkpointed now: a person sees each");
        assertThat(approver.locator("#history ~ .scroll").textContent()).contains("Apollo Approver, signed");
    }

    @Test
    void the_words_of_a_refusal_are_not_for_auditors() {
        approver.navigate(url(ROLLOUT));
        String form = "section.segment:has(h2:has-text('Roads')) ";
        approver.locator(form + "summary:text-is('Decline it')").click();
        approver.locator(form + "textarea[name=reason]").first().fill("a quarrel with the depot");
        press(approver, form + "button[value=decline]");
        assertThat(approver.locator("#history ~ .scroll").textContent()).contains("a quarrel with the depot");
        auditor.navigate(url(ROLLOUT));
        assertThat(auditor.locator("#history ~ .scroll").textContent())
                .contains("declined", "The evidence begins anew");
        assertThat(auditor.content()).doesNotContain("quarrel");
        assertThat(auditor.locator("button[name=verb]").count()).isZero();
    }

    @Test
    void a_button_that_somebody_may_not_press_is_refused() {
        reviewer.navigate(url(ROLLOUT));
        for (String verb :
                List.of("sign", "decline", "authorise", "revoke", "stop", "lift", "lower-sampling", "begin")) {
            Object status = reviewer.evaluate(
                    "async verb => (await fetch('" + ROLLOUT + "', {method: 'POST', body: new URLSearchParams({verb,"
                            + " segment: 'Schools', _csrf: document.querySelector('[name=_csrf]').value})})).status",
                    verb);
            assertThat(status).as(verb).isEqualTo(403);
        }
        Object forged = approver.evaluate(
                "async url => (await fetch(url, {method: 'POST', body: new URLSearchParams({verb: 'stop'})})).status",
                url(ROLLOUT));
        assertThat(forged).isEqualTo(403);
    }

    @Test
    void a_process_that_rests_on_its_rules_alone_says_so_and_can_begin() {
        String resting = url("/processes/resting/rollout");
        viewer.navigate(resting);
        assertThat(viewer.locator(".lead").textContent()).contains("does not earn its way");
        assertThat(viewer.locator("button[name=verb]").count()).isZero();
        approver.navigate(resting);
        approver.locator("#begin-limit").fill("three");
        approver.locator("#begin").selectOption("sampled");
        assertThat(press(approver, "button[value=begin]")).isEqualTo(422);
        assertThat(approver.locator("[role=alert]").textContent()).contains("is not a share");
        press(approver, "button[value=begin]");
        assertThat(approver.locator(".lead").textContent()).contains("no case has come in since it began");
    }

    @Test
    void what_cleared_stands_beside_what_is_held_and_a_blind_look_is_not_led() throws Exception {
        String id = rollout.drawn(admin, TestingRollout.CLIMBED, true);
        String decision = rollout.text("select decision from case_view where case_id = '" + id + "'");
        reviewer.navigate(url("/held"));
        reviewer.click(".tabs a:has-text('To look at')");
        assertThat(reviewer.locator("h1").textContent()).isEqualTo("Cases to look at");
        assertThat(reviewer.locator("tr:has(a[href='/cases/" + id + "'])").textContent())
                .contains("hidden until the look")
                .doesNotContain(decision);
        reviewer.click("a[href='/cases/" + id + "']");
        String source =
                reviewer.content().replaceAll("(?s)<datalist.*?</datalist>", "").replaceAll("<option[^>]*>", "");
        assertThat(source)
                .contains("Hidden until somebody has looked")
                .doesNotContain(decision, "Decided", "confident");
        assertThat(reviewer.locator("input[name=severe]").count()).isZero();
        reviewer.fill("#would", "A40");
        assertThat(press(reviewer, "text=Record look")).isEqualTo(422);
        assertThat(reviewer.locator("[role=alert]").textContent()).contains("was never decided in this process");
        reviewer.fill("#would", decision);
        press(reviewer, "text=Record look");
        assertThat(reviewer.locator(".desk").first().textContent())
                .contains("would have decided the same", "They did not see the proposal before", "It counts as right");
        assertThat(reviewer.locator(".proposal").textContent()).isEqualTo(decision);
    }

    @Test
    void autonomy_is_taken_back_at_once_by_a_severe_error_and_by_the_switch() throws Exception {
        String id = rollout.drawn(admin, TestingRollout.TAKEN_BACK, false);
        viewer.navigate(url("/cases/" + id));
        assertThat(viewer.locator(".desk").first().textContent()).contains("You cannot look at this case");
        reviewer.navigate(url("/cases/" + id));
        String decision = reviewer.locator(".proposal").textContent();
        reviewer.fill("#would", decision);
        reviewer.check("input[name=severe]");
        assertThat(press(reviewer, "text=Record look")).isEqualTo(422);
        assertThat(reviewer.locator("[role=alert]").textContent()).contains("is no error");
        reviewer.fill("#would", decision.equals("A4001") ? "A4002" : "A4001");
        press(reviewer, "text=Record look");
        assertThat(reviewer.locator(".desk").first().textContent())
                .contains(
                        "an error of the gravest kind",
                        "Autonomy was taken back in the same moment",
                        "“review” is back");
        reviewer.click("text=How far this process is trusted");
        assertThat(reviewer.locator("#history ~ .scroll").textContent())
                .contains("Back to checkpointed, with “review”: an error of the gravest kind");
        approver.navigate(url(ROLLOUT));
        String form = "section.segment:has(h2:has-text('" + TestingRollout.TAKEN_BACK + "')) ";
        approver.locator(form + "summary:has-text('Other moves')").click();
        assertThat(press(approver, form + "button[value=stop]")).isEqualTo(422);
        assertThat(approver.locator("[role=alert]").textContent()).contains("No reason is given");
        approver.locator(form + "summary:has-text('Other moves')").click();
        approver.locator(form + "textarea[name=reason]").last().fill("letters to the wrong school");
        press(approver, form + "button[value=stop]");
        assertThat(approver.locator("#history ~ .scroll").textContent())
                .contains("the kill switch was pulled (“letters to the wrong school”)");
        assertThat(card(approver, TestingRollout.TAKEN_BACK))
                .contains("kill switch pulled", "shadow now: compared only", "Missing: the kill switch is pulled");
        approver.locator(form + "summary:has-text('Other moves')").click();
        press(approver, form + "button[value=lift]");
        assertThat(card(approver, TestingRollout.TAKEN_BACK)).doesNotContain("kill switch pulled");
    }

    @ParameterizedTest
    @CsvSource({"light, 1280", "dark, 1280", "light, 390", "dark, 390"})
    void no_page_breaks_a_rule_of_axe_or_scrolls_sideways(String theme, int width) throws Exception {
        String blind = rollout.text("select min(case_id) from case_view where sample = 'open'"
                + " and (state::jsonb->'sample'->>'blind')::boolean");
        String shown = rollout.text("select min(case_id) from case_view where sample = 'open'"
                + " and not (state::jsonb->'sample'->>'blind')::boolean");
        Page page = approver;
        page.navigate(url("/"));
        page.setViewportSize(width, 900);
        page.click(".theme button[value=" + theme + "]");
        var paths = new java.util.LinkedHashMap<String, String>();
        paths.put("rollout", ROLLOUT);
        paths.put("resting", "/processes/resting/rollout");
        paths.put("looks", "/looks?process=" + TestingRollout.PROCESS);
        paths.put("blind", "/cases/" + blind);
        paths.put("shown", "/cases/" + shown);
        for (var each : paths.entrySet()) {
            page.navigate(url(each.getValue()));
            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(PICTURES.resolve(each.getKey() + "-" + theme + "-" + width + ".png")));
            var violations = new AxeBuilder(page)
                            .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
                            .analyze()
                            .getViolations()
                            .stream()
                            .map(rule -> rule.getId() + " at "
                                    + rule.getNodes().stream()
                                            .map(CheckedNode::getHtml)
                                            .toList())
                            .toList();
            assertThat(violations).as(theme + " " + width + " " + each.getKey()).isEmpty();
            assertThat(((Number) page.evaluate("document.documentElement.scrollWidth")).intValue())
                    .as(each.getKey())
                    .isLessThanOrEqualTo(width);
        }
        page.setViewportSize(1280, 900);
    }
}
