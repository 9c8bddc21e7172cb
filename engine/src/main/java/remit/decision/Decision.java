package remit.decision;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;
import remit.kernel.CheckResult;
import remit.kernel.Json;
import remit.kernel.Verdict;
import remit.process.Disposition;

/**
 * What was decided about one case, with every check that had a say.
 *
 * @param verdict the strictest verdict of all checks
 * @param disposition what a STOP does with the case; null for the other verdicts
 * @param decision the proposed decision, null when the author gave none
 * @param approver for an AUTO_CLEAR {@code rule version#row}: the row that allowed it; null otherwise
 * @param reason one sentence: that of the strictest check
 * @param propensity probability with which the label of this case will be seen, and why
 */
public record Decision(
        Verdict verdict,
        @Nullable Disposition disposition,
        @Nullable String decision,
        @Nullable String approver,
        String reason,
        List<CheckResult> checks,
        Propensity propensity) {
    public Decision {
        checks = List.copyOf(checks);
        if ((verdict == Verdict.STOP) != (disposition != null)) throw new IllegalArgumentException("disposition");
        if (verdict == Verdict.AUTO_CLEAR && (approver == null || decision == null)) {
            throw new IllegalArgumentException("an AUTO_CLEAR names its decision and the row that allowed it");
        }
    }

    /** @param probability 1.0 for a held case, the sampling rate for a cleared one */
    public record Propensity(double probability, String why) {
        Json toJson() {
            return Json.object("probability", probability, "why", why);
        }
    }

    /** The verdict, and with a stop what becomes of the case. */
    public Ruling ruling() {
        return switch (verdict) {
            case AUTO_CLEAR -> Ruling.AUTO_CLEAR;
            case CHECKPOINT -> Ruling.CHECKPOINT;
            case STOP -> disposition == Disposition.RETURNED ? Ruling.RETURN : Ruling.STOP;
        };
    }

    /** Whether nothing but the stage of the ladder or a halt keeps the case from clearing, or nothing at all. */
    public boolean clearsButForStage() {
        return wouldClear(checks.stream()
                .map(check -> Map.entry(check.check(), check.verdict().word()))
                .toList());
    }

    /** The same of a decision as evidence keeps it. @param decided the body of its event */
    public static boolean clearsButForStage(Json.Obj decided) {
        return wouldClear(decided.array("checks").stream()
                .map(check -> (Json.Obj) check)
                .map(check -> Map.entry(check.text("check", ""), check.text("verdict", "")))
                .toList());
    }

    private static boolean wouldClear(List<Map.Entry<String, String>> verdicts) {
        boolean authority = verdicts.stream().anyMatch(each -> each.getKey().equals(Decider.AUTHORITY));
        return authority
                && verdicts.stream()
                        .filter(each -> !each.getKey().equals(Decider.STAGE)
                                && !each.getKey().equals(HaltCheck.HALTED))
                        .allMatch(each -> each.getValue().equals(Verdict.AUTO_CLEAR.word()));
    }

    /** The row of the process's own table that spoke; 0 where none did. */
    public int row() {
        return (int) authority().number("row", 0);
    }

    /** What checks come to, the process's own table left aside. */
    static Ruling ruling(List<CheckResult> checks) {
        Verdict strictest = Verdict.AUTO_CLEAR;
        boolean returned = true;
        for (CheckResult check : checks) {
            if (check.check().equals(Decider.AUTHORITY)) continue;
            strictest = strictest.strictest(check.verdict());
            if (check.verdict() == Verdict.STOP)
                returned &= Disposition.RETURNED.word().equals(check.detail().text("then"));
        }
        return switch (strictest) {
            case AUTO_CLEAR -> Ruling.AUTO_CLEAR;
            case CHECKPOINT -> Ruling.CHECKPOINT;
            case STOP -> returned ? Ruling.RETURN : Ruling.STOP;
        };
    }

    /** What the process's own table said, in detail. */
    public Json.Obj authority() {
        return checks.stream()
                .filter(check -> check.check().equals(Decider.AUTHORITY))
                .findFirst()
                .map(CheckResult::detail)
                .orElse(Json.EMPTY);
    }

    public Json.Obj toJson() {
        return Json.object(
                "verdict",
                verdict.word(),
                "disposition",
                disposition == null ? null : disposition.word(),
                "decision",
                decision,
                "approver",
                approver,
                "reason",
                reason,
                "checks",
                Json.array(checks.stream().map(CheckResult::toJson).toList()),
                "propensity",
                propensity.toJson());
    }
}
