package remit.server.web;

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
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console in a real browser: the one that system property {@code remit.chromium} names. */
class ConsoleBrowserIT {
    @TempDir
    static Path folder;

    static TestingWeb web;
    static Playwright playwright;
    static Browser browser;

    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void start() {
        web = new TestingWeb(folder, 0, Set.of());
        web.fill();
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
        web.close();
    }

    @BeforeEach
    void signIn() {
        context = browser.newContext(new Browser.NewContextOptions().setViewportSize(1440, 900));
        page = context.newPage();
        page.navigate(
                web.server.signInUrl(web.access.newLink(web.access.people().getFirst())));
        page.click("text=Sign in as Dana Fox");
        page.waitForURL(web.server.url() + "/");
    }

    @AfterEach
    void close() {
        context.close();
    }

    private String url(String path) {
        return web.server.url() + path;
    }

    @Test
    void a_person_approves_a_held_case_with_the_keyboard_alone() {
        page.navigate(url("/cases/" + web.evidence.id("W40")));
        page.locator("button:has-text('Approve')").focus();
        page.keyboard().press("Enter");
        page.waitForSelector(".label.person");
        assertThat(page.locator("h1").textContent()).isEqualTo("Case W40");
        assertThat(page.locator(".timeline").textContent()).contains("A person approved");
    }

    @Test
    void a_rejection_without_a_reason_stays_on_the_form() {
        page.navigate(url("/cases/" + web.evidence.id("W41")));
        page.click("text=Reject case");
        assertThat(page.locator("#reason").evaluate("e => e.validity.valueMissing"))
                .isEqualTo(true);
        page.selectOption("#reason", "rule_outdated");
        page.click("text=Reject case");
        page.waitForSelector("text=A person rejected it: The rule is outdated");
    }

    @Test
    void the_first_tab_stop_leads_to_the_content_and_every_stop_is_visible() {
        page.navigate(url("/held"));
        page.keyboard().press("Tab");
        assertThat(page.evaluate("document.activeElement.textContent")).isEqualTo("Skip to the content");
        for (int i = 0; i < 12; i++) {
            page.keyboard().press("Tab");
            Object seen = page.evaluate("""
                    () => { const e = document.activeElement, b = e.getBoundingClientRect(), s = getComputedStyle(e);
                      return b.width > 0 && b.bottom > 0 && b.top < innerHeight && s.outlineStyle !== 'none'; }
                    """);
            assertThat(seen).as("stop " + i).isEqualTo(true);
        }
    }

    @ParameterizedTest
    @CsvSource({"light, 1440", "dark, 1440", "light, 1024", "light, 390", "dark, 390"})
    void no_page_breaks_a_rule_of_axe_or_scrolls_sideways(String theme, int width) {
        page.click(".theme button[value=" + theme + "]");
        page.setViewportSize(width, 900);
        for (String path : List.of(
                "/",
                "/held",
                "/processes",
                "/processes/invoices",
                "/authority",
                "/changes",
                "/cases?process=invoices&phase=live",
                "/cases?phase=rejected&month=1999-01",
                "/cases/" + web.evidence.id("W42"),
                "/cases/" + web.evidence.id("C9"),
                "/nowhere")) {
            page.navigate(url(path));
            assertThat(page.getAttribute("html", "data-theme")).isEqualTo(theme);
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
            assertThat(violations).as(theme + " " + width + " " + path).isEmpty();
            assertThat(((Number) page.evaluate("document.documentElement.scrollWidth")).intValue())
                    .as(path)
                    .isLessThanOrEqualTo(width);
        }
    }

    @Test
    void pages_are_read_without_script() {
        try (var plain = browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
            Page reader = plain.newPage();
            reader.navigate(
                    web.server.signInUrl(web.access.newLink(web.access.people().getFirst())));
            reader.click("text=Sign in as Dana Fox");
            reader.navigate(url("/cases/" + web.evidence.id("C9")));
            assertThat(reader.locator(".strip").textContent()).contains("Mira Okafor");
        }
    }

    @Test
    void nothing_is_asked_of_another_server_and_nothing_is_blocked() {
        var requests = new java.util.ArrayList<String>();
        var messages = new java.util.ArrayList<String>();
        page.onRequest(request -> requests.add(request.url()));
        page.onConsoleMessage(message -> messages.add(message.text()));
        page.navigate(url("/processes/invoices"));
        assertThat(requests).isNotEmpty().allMatch(request -> request.startsWith(web.server.url()));
        assertThat(messages).isEmpty();
    }
}
