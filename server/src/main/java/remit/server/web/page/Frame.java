package remit.server.web.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every page has around it.
 *
 * @param title the object of the page; also the heading
 * @param nav which place of the navigation is current: {@code scorecard}, {@code held}, {@code processes},
 *     {@code authority}, {@code changes}, {@code what-if}, {@code cases}, {@code halts}
 * @param path of this page, to come back to
 * @param halted what is halted, a sentence each
 */
public record Frame(
        String title, String nav, String path, @Nullable Viewer viewer, List<String> halted, Look look, Csrf csrf) {
    /** The same with another way back: an address that holds a secret is not repeated. */
    public Frame withPath(String other) {
        return new Frame(title, nav, other, viewer, halted, look, csrf);
    }

    /** Who looks. */
    public record Viewer(String name, boolean mayReview, boolean seesContent, boolean mayHalt) {}

    /** @param theme {@code light}, {@code dark} or empty: as the system says. @param banner null for none */
    public record Look(
            String theme, String environment, @Nullable String banner, String style, String script) {}

    /** The hidden field of every form. */
    public record Csrf(String name, String token) {}
}
