package remit.server.authors;

import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/**
 * What training found on history.
 *
 * @param rows cases it saw, {@code labelled} of them with a known truth
 * @param threshold the confidence from which a proposal counts as confident, or null: nothing is
 * @param maxError the error share that the threshold aims at
 * @param heldOut how the folds blocked by time came out
 * @param explain one sentence on the threshold, for the owner
 * @param leaks inputs that predict the truth suspiciously well
 * @param certified what is proven of its errors; null for a model from before there were certificates
 */
public record TrainingReport(
        long rows,
        long labelled,
        @Nullable Double threshold,
        double maxError,
        HeldOut heldOut,
        String explain,
        List<SuspectedLeak> leaks,
        @Nullable Certified certified) {
    public TrainingReport {
        leaks = List.copyOf(leaks);
    }

    /**
     * Proposals on cases later than those the fold's model had learned from.
     *
     * @param cases scored ones, {@code right} of them with the right label
     * @param cleared those that reached the threshold, {@code wrong} of them wrong
     */
    public record HeldOut(long cases, long right, long cleared, long wrong) {}

    /**
     * An input whose value alone predicts the truth of later cases.
     *
     * @param covered later cases whose value had been seen before, {@code right} of them predicted rightly
     */
    public record SuspectedLeak(String input, long covered, long right) {}

    /** Whether a confidence counts as confident. */
    public boolean reaches(double confidence) {
        return threshold != null && confidence >= threshold;
    }

    Json.Obj toJson() {
        Json.Obj written = Json.object(
                "rows", rows,
                "labelled", labelled,
                "threshold", threshold,
                "max_error", maxError,
                "held_out",
                        Json.object(
                                "cases", heldOut.cases(),
                                "right", heldOut.right(),
                                "cleared", heldOut.cleared(),
                                "wrong", heldOut.wrong()),
                "explain", explain,
                "leaks",
                        Json.array(leaks.stream()
                                .map(l -> Json.object("input", l.input(), "covered", l.covered(), "right", l.right()))
                                .toList()));
        return certified == null ? written : written.with("certified", certified.toJson());
    }

    static TrainingReport fromJson(Json.Obj json) {
        Json.Obj held = json.object("held_out");
        return new TrainingReport(
                (long) json.number("rows", 0),
                (long) json.number("labelled", 0),
                json.get("threshold") instanceof Json.Num(double number) ? number : null,
                json.number("max_error", 0),
                new HeldOut(
                        (long) held.number("cases", 0),
                        (long) held.number("right", 0),
                        (long) held.number("cleared", 0),
                        (long) held.number("wrong", 0)),
                json.text("explain", ""),
                json.array("leaks").stream()
                        .map(l -> (Json.Obj) l)
                        .map(l -> new SuspectedLeak(
                                l.text("input", ""), (long) l.number("covered", 0), (long) l.number("right", 0)))
                        .toList(),
                json.get("certified") instanceof Json.Obj certified ? Certified.fromJson(certified) : null);
    }
}
