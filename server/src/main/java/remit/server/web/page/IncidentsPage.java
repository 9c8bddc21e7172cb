package remit.server.web.page;

import java.util.List;

/**
 * Incidents that are not over, or one of them.
 *
 * @param sentence the answer first
 * @param may whether this reader may take them up
 * @param errors why what was sent was refused
 */
public record IncidentsPage(String sentence, boolean may, List<Line> lines, List<String> errors) {
    /**
     * One incident.
     *
     * @param what in words, {@code facts} what it rests on, {@code next} what to do about it
     * @param standing with shape and tone; {@code open} whether nobody has taken it up, {@code over} whether it is closed
     */
    public record Line(
            String id,
            String process,
            String what,
            CasePage.Label standing,
            String facts,
            String next,
            boolean open,
            boolean over) {}
}
