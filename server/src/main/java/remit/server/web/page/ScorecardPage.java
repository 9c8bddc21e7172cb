package remit.server.web.page;

import java.util.List;
import remit.server.web.Figure;

/** The owner's numbers. @param sentence the answer, before any table; {@code running} what is still being loaded, {@code alarms} what went wrong */
public record ScorecardPage(String sentence, List<Score> processes, List<String> running, List<String> alarms) {
    /** One process. */
    public record Score(String id, String name, String sentence, List<Figure> figures) {}
}
