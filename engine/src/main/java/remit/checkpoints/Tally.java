package remit.checkpoints;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import remit.assurance.bounds.ClopperPearson;
import remit.kernel.Json;

/**
 * What doing without a checkpoint would have meant for some cases.
 *
 * @param cases that would have skipped it, {@code missed} those of them that it rejected
 * @param rejections all cases that it rejected, whomever
 * @param caughtLater missed ones that a checkpoint behind it rejected too
 * @param completed missed ones that were carried out in the end
 * @param medianWait from what happened before until its look; zero without a case
 */
public record Tally(long cases, long missed, long rejections, long caughtLater, long completed, Duration medianWait) {

    static Tally of(List<Looked> looked, Whom whom) {
        long missed = 0;
        long rejections = 0;
        long caught = 0;
        long completed = 0;
        var waits = new ArrayList<Duration>();
        for (Looked each : looked) {
            Passage passage = each.passage();
            if (passage.rejected()) rejections++;
            if (!whom.holds(each)) continue;
            waits.add(passage.waited());
            if (!passage.rejected()) continue;
            missed++;
            if (passage.caughtLater()) caught++;
            if (passage.completed()) completed++;
        }
        Collections.sort(waits);
        Duration median = waits.isEmpty() ? Duration.ZERO : waits.get(waits.size() / 2);
        return new Tally(waits.size(), missed, rejections, caught, completed, median);
    }

    /** Missed rejections of each case that skips it; NaN without a case. */
    public double perCase() {
        return cases == 0 ? Double.NaN : (double) missed / cases;
    }

    /** The share of all its rejections that is missed; NaN where it never rejected. */
    public double share() {
        return rejections == 0 ? Double.NaN : (double) missed / rejections;
    }

    /**
     * Both shares at most, exact (Clopper and Pearson 1934); 1 where nothing is known. Given how many it rejected, how many
     * of those fall among the cases that skip it is binomial, too.
     *
     * @param delta the chance that one of the bounds is wrong, in (0, 1)
     */
    public Bounds bounds(double delta) {
        return new Bounds(
                cases == 0 ? 1 : ClopperPearson.upper(missed, cases, delta),
                rejections == 0 ? 1 : ClopperPearson.upper(missed, rejections, delta));
    }

    /** @param perCase missed rejections of each case at most, {@code share} of all rejections at most */
    public record Bounds(double perCase, double share) {
        boolean keep(Terms terms) {
            return perCase <= terms.maxPerCase() && share <= terms.maxShare();
        }

        /** How far the worse of the two is beyond its limit: at most 1 where both are kept. */
        double excess(Terms terms) {
            return Math.max(perCase / terms.maxPerCase(), share / terms.maxShare());
        }

        Json.Obj toJson() {
            return Json.object("missed_per_case_at_most", perCase, "missed_share_at_most", share);
        }
    }

    Json.Obj toJson() {
        return Json.object(
                "cases", cases,
                "missed", missed,
                "rejections", rejections,
                "missed_per_case", Double.isNaN(perCase()) ? Json.NULL : Json.of(perCase()),
                "missed_share", Double.isNaN(share()) ? Json.NULL : Json.of(share()),
                "caught_later", caughtLater,
                "completed_later", completed,
                "median_wait_seconds", medianWait.toSeconds());
    }

    /** The same rates seen so many times more often, rounded against the checkpoint's going. */
    Tally times(double factor) {
        long more = Math.round(cases * factor);
        long rejected = (long) Math.floor(rejections * factor);
        long lost = Math.min(more, (long) Math.ceil(missed * factor));
        return new Tally(more, lost, Math.max(lost, rejected), 0, 0, medianWait);
    }
}
