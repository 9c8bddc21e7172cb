package remit.server.cases;

import java.util.ArrayList;
import java.util.List;
import remit.decision.Autonomy;
import remit.decision.CaseFacts;
import remit.decision.Decider;
import remit.decision.Decision;
import remit.decision.HaltCheck;
import remit.kernel.CheckResult;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.Verdict;
import remit.ports.Author.Answer;
import remit.server.gateway.Action;

/**
 * What a case comes to once somebody has proposed, and what evidence keeps of it: live work writes it down, a replay
 * compares it with what was written.
 *
 * @param decision of rules and guardrails; held where no tool can carry it out
 * @param actions that carry it out; none unless it clears
 */
public record Conclusion(Decision decision, List<Action> actions) {
    public Conclusion {
        actions = List.copyOf(actions);
    }

    /**
     * Decides, and prepares what follows where it clears. Does nothing to the outside.
     *
     * @param effects of the version that decides, {@code opening} the payload of the case's first event
     */
    public static Conclusion of(CaseFacts facts, Answer answer, Effects effects, Json.Obj opening, String caseId) {
        Decision decision = Decider.decide(facts, answer, effects.process().pinned());
        if (decision.verdict() != Verdict.AUTO_CLEAR) return new Conclusion(decision, List.of());
        return switch (effects.of(opening, caseId, decision.decision())) {
            case Checked.Ok<List<Action>>(List<Action> prepared) -> new Conclusion(decision, prepared);
            case Checked.Refused<List<Action>>(List<Problem> problems) ->
                new Conclusion(heldBack(decision, problems), List.of());
        };
    }

    /** A decision that no tool can carry out does not clear: a person must see it. */
    private static Decision heldBack(Decision decision, List<Problem> problems) {
        var checks = new ArrayList<>(decision.checks());
        String reason = "no tool can carry it out";
        checks.add(new CheckResult(
                "tools",
                Verdict.CHECKPOINT,
                reason,
                Json.object(
                        "problems",
                        Json.array(problems.stream().map(Problem::toJson).toList()))));
        return new Decision(
                Verdict.CHECKPOINT,
                null,
                decision.decision(),
                null,
                reason,
                checks,
                new Decision.Propensity(1.0, "held for a person"));
    }

    /** The decision as the leaf keeps it: what a detail quotes of the case is in the payload only. */
    public Json.Obj body() {
        var checks = new ArrayList<Json>();
        for (CheckResult check : decision.checks()) {
            checks.add(Json.object(
                    "check", check.check(), "verdict", check.verdict().word(), "reason", check.reason()));
        }
        return decision.toJson().with("checks", Json.array(checks));
    }

    /**
     * What may be erased of the reasons, and of what keeps a case from clearing the line that it came from. Beside them
     * what the rules saw that stands neither in the case nor in its proposal: history goes on, the verdict must stay
     * explainable.
     */
    public Json.Obj details(CaseFacts facts, Json.Obj opening) {
        var checks = new ArrayList<Json>();
        for (CheckResult check : decision.checks()) {
            if (check.detail().fields().isEmpty()) continue;
            Json.Obj detail = check.verdict() == Verdict.STOP
                    ? check.detail().with("source", opening.object("source"))
                    : check.detail();
            checks.add(Json.object("check", check.check(), "detail", detail));
        }
        Boolean seen = facts.groupSeenInHistory();
        Autonomy autonomy = facts.autonomy();
        Json.Obj kept = seen == null ? Json.EMPTY : Json.object("new_group", !seen);
        if (autonomy != null) kept = kept.with("autonomy", autonomy.toJson());
        if (!facts.halted().isEmpty()) kept = kept.with("halted", HaltCheck.toJson(facts.halted()));
        return Json.object("checks", Json.array(checks), "facts", kept);
    }
}
