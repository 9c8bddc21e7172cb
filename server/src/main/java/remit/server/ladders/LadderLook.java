package remit.server.ladders;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import remit.assurance.sequential.ConfidenceSequence;
import remit.assurance.sequential.Mixture;
import remit.assurance.sequential.Promotion;
import remit.assurance.sequential.Reviews;
import remit.kernel.Json;
import remit.ladder.Checkpoint;
import remit.ladder.Evidence;
import remit.ladder.LadderState;
import remit.ladder.Terms;

/**
 * How one ladder stands, as a person looks at it: the stage, what was seen, and what is missing for the next promotion.
 *
 * @param now business time, or that of whoever looks
 */
public record LadderLook(Segment segment, LadderState state, Instant now) {
    /** With this confidence a bound holds at any time. */
    private static final double CONFIDENCE = 0.95;

    /** More reviews than anybody would wait for. */
    private static final long MOST = 1_000_000;

    /** Bounds of the error share, at any time. */
    public ConfidenceSequence bounds() {
        return ConfidenceSequence.of(state.watch().seen(), 1 - CONFIDENCE, Mixture.UNIFORM);
    }

    /** How far the detector of errors has come, 1 being the alarm. */
    public double alarm() {
        return state.watch().detector().statistic() / state.terms().limits().alarm();
    }

    /** How many more reviews the next promotion takes if none of them is wrong; -1 where nothing may go or more than a million. */
    public long cleanReviewsMissing() {
        Checkpoint next = state.next();
        if (next == null || !state.terms().mayReach(next.then())) return -1;
        if (proven(next, MOST)) {
            long low = 0;
            long high = MOST;
            while (low < high) {
                long middle = (low + high) / 2;
                if (proven(next, middle)) high = middle;
                else low = middle + 1;
            }
            return low;
        }
        return -1;
    }

    private boolean proven(Checkpoint next, long more) {
        Reviews seen = state.watch().seen();
        var then = new Reviews(seen.errors(), seen.correct() + more);
        Terms.Limits limits = state.terms().limits();
        if (then.count() < limits.leastReviews()) return false;
        double logE = Promotion.logE(then, state.terms().target(next), Mixture.UNIFORM);
        return Promotion.proven(logE, limits.alpha(), state.attempts().get(state.removed()));
    }

    /** When a promotion may come at the earliest. */
    public Instant earliest() {
        return state.watch().since().plus(state.terms().limits().leastTime());
    }

    /** What stands in the way of the next promotion, a phrase each; empty where one is proposed or nothing is left. */
    public List<String> missing() {
        Checkpoint next = state.next();
        if (next == null || state.proposal() != null) return List.of();
        var missing = new ArrayList<String>();
        if (state.killed()) missing.add("the kill switch is pulled");
        if (state.overdue() != null) missing.add("the review of the process is overdue");
        if (!state.terms().mayReach(next.then())) {
            missing.add("work of tier " + state.terms().tier().number() + " never clears by itself");
            return missing;
        }
        long reviews = cleanReviewsMissing();
        if (reviews < 0) missing.add("more reviews than a million");
        else if (reviews > 0) {
            // Only such cases are evidence: where the rules clear none, no review brings the next stage nearer.
            String none = state.watch().seen().count() == 0 ? " (so far none was)" : "";
            missing.add(String.format(
                    Locale.ROOT,
                    "%,d more reviews of cases that its rules clear, none of them wrong%s",
                    reviews,
                    none));
        }
        if (earliest().isAfter(now))
            missing.add("not before " + earliest().toString().substring(0, 10));
        return missing;
    }

    public Json.Obj toJson() {
        Reviews seen = state.watch().seen();
        ConfidenceSequence bounds = bounds();
        Checkpoint next = state.next();
        return Json.object(
                "segment", segment.name(),
                "stage", state.stage().word(),
                "tier", state.terms().tier().number(),
                "killed", state.killed(),
                "review_overdue", state.overdue() != null,
                "sampling_rate", state.samplingRate(),
                "sampling_raised", state.raised(),
                "reviews", seen.count(),
                "errors", seen.errors(),
                "error_lower", bounds.lower(),
                "error_upper", bounds.upper(),
                "target",
                        next == null
                                ? state.terms().limits().target()
                                : state.terms().target(next),
                "tolerated", state.terms().limits().tolerated(),
                "alarm", alarm(),
                "next", next == null ? null : next.name(),
                "then", next == null ? null : next.then().word(),
                "proposed", state.proposal() == null ? null : proposal(state.proposal()),
                "seen", state.proposal() == null ? null : state.proposalSeen(),
                "authorised", granted(),
                "missing", Json.strings(missing()),
                "checkpoints", checkpoints());
    }

    private Json granted() {
        return Json.array(state.granted().stream()
                .map(each -> (Json) Json.object(
                        "by", each.person().toString(),
                        "up_to", each.upTo().word(),
                        "limit", each.limit()))
                .toList());
    }

    private Json checkpoints() {
        var all = new ArrayList<Json>();
        for (int i = 0; i < state.terms().checkpoints().size(); i++) {
            Checkpoint each = state.terms().checkpoints().get(i);
            all.add(Json.object(
                    "name", each.name(),
                    "then", each.then().word(),
                    "removed", i < state.removed()));
        }
        return Json.array(all);
    }

    private static Json.Obj proposal(Evidence evidence) {
        return Json.object(
                "checkpoint", evidence.checkpoint(),
                "then", evidence.then().word(),
                "reviews", evidence.seen().count(),
                "errors", evidence.seen().errors(),
                "error_upper", evidence.upper());
    }
}
