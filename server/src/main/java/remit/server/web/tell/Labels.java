package remit.server.web.tell;

import remit.kernel.CheckResult;
import remit.kernel.Verdict;
import remit.server.web.page.CasePage;

/** The four states everywhere the same: word, shape and tone. */
public final class Labels {
    private Labels() {}

    public static CasePage.Label of(Verdict verdict) {
        return switch (verdict) {
            case AUTO_CLEAR -> new CasePage.Label("clears", "●", "clear");
            case CHECKPOINT -> new CasePage.Label("needs a person", "◐", "human");
            case STOP -> new CasePage.Label("stops", "■", "stop");
        };
    }

    /** What a check says. One that does not concern the case clears nothing. */
    public static CasePage.Label of(CheckResult result) {
        return result.verdict() == Verdict.AUTO_CLEAR && result.reason().equals("does not apply")
                ? new CasePage.Label("no objection", "○", "neutral")
                : of(result.verdict());
    }

    /** The word of a table's cell, which also knows {@code return}. An unknown one stops. */
    public static CasePage.Label ofCell(String word) {
        return switch (word) {
            case "auto_clear" -> of(Verdict.AUTO_CLEAR);
            case "checkpoint" -> of(Verdict.CHECKPOINT);
            case "return" -> new CasePage.Label("returns to sender", "■", "stop");
            default -> of(Verdict.STOP);
        };
    }
}
