package remit.server.web.page;

import java.util.List;

/** Changes of rules, newest movement first. @param sentence how many wait for a second person */
public record ChangesPage(String sentence, List<Line> lines) {
    /** @param versions from which version to which, {@code moved} when it last moved */
    public record Line(String id, String subject, CasePage.Label label, String versions, String reason, String moved) {}
}
