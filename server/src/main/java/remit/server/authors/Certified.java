package remit.server.authors;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import remit.assurance.threshold.FixedSequence;
import remit.assurance.threshold.Point;
import remit.assurance.threshold.Start;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.kernel.Share;

/**
 * From which confidence on it is proven that few proposals are wrong: Learn-then-Test along shares of the past cases, from
 * the surest 30% on, one percent after the other. The order and the starts are the same for every author and every file,
 * so they were fixed before any label was read.
 *
 * <p>Assumed: a past case was judged by what had not learned from it, and cases to come are like the past ones. For a
 * trained author it certifies the way of learning, on folds blocked by time; the model that proposes has learned from all
 * of history.
 *
 * @param alpha error share that must be proven
 * @param delta chance that the answer is wrong
 * @param starts where the tests began, and what each might spend
 * @param data hash of the labels that were read
 * @param cases all past cases that were judged
 * @param reached of those, which reach the threshold; where nothing is proven, which the first test was of
 * @param wrong of those
 * @param threshold null where nothing is proven
 * @param bound of the error share at the threshold; null where nothing is proven
 * @param needed how many cases in all would have proven the next step, were as many wrong; null where none would
 */
public record Certified(
        double alpha,
        double delta,
        List<Start> starts,
        String data,
        long cases,
        long reached,
        long wrong,
        @Nullable Double threshold,
        @Nullable Double bound,
        @Nullable Long needed) {
    /** The surest share, in percent, that is tested first: fewer cases prove nothing. */
    private static final int FIRST = 30;

    /** Looser shares where the tests begin anew: a narrow band of the surest may be worse than what follows. */
    private static final List<Integer> LATER = List.of(40, 50, 60, 70);

    public Certified {
        starts = List.copyOf(starts);
    }

    /** A case that came in, was proposed for and is known by now. @param confidence what the author said of it */
    public record Known(double confidence, boolean right) {}

    /** What the cases prove that an author proposed for. */
    public static Certified ofKnown(List<Known> known, double alpha, double delta) {
        return of(
                known.stream()
                        .map(each -> new Threshold.Scored(each.confidence(), each.right(), ""))
                        .toList(),
                alpha,
                delta);
    }

    /** With fewer cases nothing could be proven even if none were wrong: the surest would not be enough at the first start. */
    public static long fewest(double alpha, double delta) {
        double surest = Math.log(delta / 2) / Math.log1p(-alpha);
        return (long) Math.ceil(Math.ceil(surest) * 100 / FIRST);
    }

    static Certified of(List<Threshold.Scored> scored, double alpha, double delta) {
        List<Threshold.Scored> ordered = scored.stream()
                .sorted(Comparator.comparingDouble(each -> -each.confidence()))
                .toList();
        List<Start> starts =
                Start.declare(0, LATER.stream().map(share -> share - FIRST).toList(), delta);
        if (ordered.isEmpty()) return new Certified(alpha, delta, starts, data(ordered), 0, 0, 0, null, null, null);
        List<Point> points = points(ordered);
        FixedSequence.Certified tested = FixedSequence.certify(points, alpha, starts);
        FixedSequence.Failure failure = tested.failure();
        Point at = points.get(tested.loosest().orElse(0));
        boolean proven = tested.loosest().isPresent();
        return new Certified(
                alpha,
                delta,
                starts,
                data(ordered),
                ordered.size(),
                at.labels(),
                at.errors(),
                proven ? at.threshold() : null,
                tested.bound(),
                failure == null ? null : failure.labelsNeeded());
    }

    /** One for each percent; cases of the same confidence clear together. */
    private static List<Point> points(List<Threshold.Scored> ordered) {
        var points = new ArrayList<Point>();
        int size = ordered.size();
        int reached = 0;
        long wrong = 0;
        for (int percent = FIRST; percent <= 100; percent++) {
            int rank = Math.max(1, (int) ((long) size * percent / 100));
            double threshold = ordered.get(rank - 1).confidence();
            while (reached < size && ordered.get(reached).confidence() >= threshold) {
                if (!ordered.get(reached++).right()) wrong++;
            }
            points.add(new Point(threshold, reached, reached, wrong));
        }
        return points;
    }

    private static String data(List<Threshold.Scored> ordered) {
        var lines = new StringBuilder();
        for (Threshold.Scored each : ordered) {
            lines.append(each.confidence()).append(each.right() ? " right\n" : " wrong\n");
        }
        return Digest.sha256Hex(lines.toString());
    }

    /** Whether anything is proven. "Nothing" is an answer too. */
    public boolean proven() {
        return threshold != null;
    }

    /** One sentence for the owner. @param unit what a case is called, in the plural */
    public String explain(String unit) {
        String promise = String.format(Locale.ROOT, "%.0f%% confidence", 100 * (1 - delta));
        if (cases == 0) return "Nothing is certified: no past " + unit + " could be judged.";
        if (threshold == null) {
            return String.format(
                    Locale.ROOT,
                    "Nothing is certified at %s: of the %,d past %s that the author was surest of, %,d were wrong, which does"
                            + " not prove at most %.1f%%%s.",
                    promise,
                    reached,
                    unit,
                    wrong,
                    100 * alpha,
                    needed == null ? "" : String.format(Locale.ROOT, "; %,d such %s would", needed, unit));
        }
        return String.format(
                Locale.ROOT,
                "Certified at %s: at most %.1f%% of what reaches %.4f is wrong. Of %,d past %s, each judged by what knew only"
                        + " others, %,d (%s) reached it and %,d were wrong: at most %.2f%% (%s).",
                promise,
                100 * alpha,
                threshold,
                cases,
                unit,
                reached,
                new Share(reached, cases).percent(),
                wrong,
                100 * Objects.requireNonNull(bound),
                "it holds for cases like these, and for the way of learning");
    }

    public Json.Obj toJson() {
        return Json.object(
                "alpha",
                alpha,
                "delta",
                delta,
                "starts",
                Json.array(starts.stream()
                        .map(start -> Json.object("at", start.at(), "delta", start.delta()))
                        .toList()),
                "data",
                data,
                "cases",
                cases,
                "reached",
                reached,
                "wrong",
                wrong,
                "threshold",
                threshold,
                "bound",
                bound,
                "needed",
                needed);
    }

    static Certified fromJson(Json.Obj json) {
        return new Certified(
                json.number("alpha", 0),
                json.number("delta", 0),
                json.array("starts").stream()
                        .map(each -> (Json.Obj) each)
                        .map(each -> new Start((int) each.number("at", 0), each.number("delta", 0)))
                        .toList(),
                json.text("data", ""),
                (long) json.number("cases", 0),
                (long) json.number("reached", 0),
                (long) json.number("wrong", 0),
                json.get("threshold") instanceof Json.Num(double number) ? number : null,
                json.get("bound") instanceof Json.Num(double number) ? number : null,
                json.get("needed") instanceof Json.Num(double number) ? (long) number : null);
    }
}
