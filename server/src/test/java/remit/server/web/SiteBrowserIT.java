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
import org.junit.jupiter.params.provider.ValueSource;
import remit.server.access.Person;
import remit.server.access.Role;

/** The product in a real browser, on real cases. */
class SiteBrowserIT {
    @TempDir
    static Path folder;

    private static final String LEVEL = "/levels/domains/claims/rules";

    static TestingSite site;
    static String draft;
    static Playwright playwright;
    static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        site = new TestingSite(folder);
        site.load();
        var writer = site.signedIn();
        draft = TestingRules.draft(writer, "/processes/demo-claims/rules", "fed.dmn", TestingRules.FED);
        Person approver = site.access.newPerson("Apollo Second", "", Set.of(Role.APPROVER), null);
        var second = site.browser().signIn(site.access, approver);
        TestingRules.force(writer, second, LEVEL, TestingRules.level("900"));
        TestingRules.force(writer, second, LEVEL, TestingRules.level("100"));
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

    private static Page signedIn(List<String> complaints) {
        Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1440, 900));
        page.onConsoleMessage(message -> complaints.add(message.text()));
        page.navigate(site.site.url() + "/sign-in?token=" + site.access.newLink(site.person()));
        page.locator("main button.primary").focus();
        page.keyboard().press("Enter");
        page.waitForURL(site.site.url() + "/");
        return page;
    }

    @Test
    void a_reviewer_finds_and_approves_a_held_case_with_the_keyboard_alone() {
        var complaints = new ArrayList<String>();
        Page page = signedIn(complaints);
        page.locator("nav a[href='/held']").focus();
        page.keyboard().press("Enter");
        page.waitForURL("**/held");
        page.locator("tbody a").first().focus();
        page.keyboard().press("Enter");
        page.waitForURL("**/cases/case_*");
        page.locator("button[value=approve]").focus();
        page.keyboard().press("Enter");
        page.waitForSelector(".label.person");
        assertThat(page.locator(".timeline").textContent()).contains("A person approved");
        assertThat(complaints).isEmpty();
        page.close();
    }

    /** The version that the draft brings. */
    private static String proposed(Page page) {
        page.navigate(site.site.url() + draft);
        return page.locator("code.wrap").first().textContent();
    }

    @Test
    void what_is_found_is_told_anew_while_a_form_is_filled_in_and_nothing_typed_is_lost() {
        var complaints = new ArrayList<String>();
        Page page = signedIn(complaints);
        page.navigate(site.site.url() + "/processes/demo-claims/rules/edit?change="
                + draft.substring(draft.lastIndexOf('/') + 1));
        assertThat(page.locator("#found-1").textContent()).contains("matches together with row 3");
        page.fill("[name='o.0.1']", "words that stay");
        page.selectOption("[name='c.1.3.k']", "false");
        page.selectOption("[name='c.2.3.k']", "true");
        page.locator("#found-1:not(:has-text('matches together'))").waitFor();
        assertThat(page.locator("#found-2").textContent()).doesNotContain("matches together");
        assertThat(page.inputValue("[name='o.0.1']")).isEqualTo("words that stay");
        assertThat(page.getAttribute("#found", "role")).isEqualTo("status");
        assertThat(complaints).isEmpty();
        page.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 390})
    void no_page_about_rules_scrolls_sideways(int width) {
        Page page = signedIn(new ArrayList<>());
        page.setViewportSize(width, 900);
        for (String path : List.of(
                "/processes/demo-claims/rules",
                "/processes/demo-claims/rules/edit",
                "/processes/demo-claims/rules?version=" + proposed(page),
                draft,
                LEVEL)) {
            page.navigate(site.site.url() + path);
            assertThat(((Number) page.evaluate("document.documentElement.scrollWidth")).intValue())
                    .as(path)
                    .isLessThanOrEqualTo(width);
        }
        page.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void no_page_breaks_a_rule_of_axe_or_the_policy(String theme) {
        var complaints = new ArrayList<String>();
        Page page = signedIn(complaints);
        page.click(".theme button[value=" + theme + "]");
        page.navigate(site.site.url() + "/held");
        String held = page.locator("tbody a").first().getAttribute("href");
        page.navigate(site.site.url() + "/cases?phase=cleared");
        String cleared = page.locator("tbody a").first().getAttribute("href");
        for (String path : List.of(
                "/",
                "/held",
                "/processes",
                "/processes/demo-claims",
                "/authority",
                "/changes",
                "/processes/demo-claims/rules",
                "/processes/demo-claims/rules?written=yes",
                "/processes/demo-claims/rules/edit",
                "/processes/demo-claims/rules/edit?change=" + draft.substring(draft.lastIndexOf('/') + 1),
                "/processes/demo-claims/rules?version=" + proposed(page),
                draft,
                "/levels/organisation/rules",
                "/levels/organisation/rules/edit",
                LEVEL,
                LEVEL + "/edit",
                "/cases?process=demo-claims&phase=live",
                "/cases?process=demo-claims&phase=cleared&outcome=wrong",
                held,
                cleared)) {
            page.navigate(site.site.url() + path);
            var violations = new AxeBuilder(page)
                            .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
                            .analyze()
                            .getViolations()
                            .stream()
                            .map(rule -> rule.getId() + " " + rule.getHelp())
                            .toList();
            assertThat(violations).as(theme + " " + path).isEmpty();
        }
        assertThat(complaints).isEmpty();
        page.close();
    }
}
