package remit.server.authors;

import java.util.ArrayList;
import java.util.List;
import remit.kernel.Json;

/**
 * The second stage: chooses the proposal and says how likely it is right, fitted on cases later than those the first
 * stage had learned from.
 *
 * <p>Two ways lead to confidence, and the surer one counts. Either the weighed witnesses are sure, calibrated by
 * logistic regression; or the case's group has a clean record (every earlier case on the proposed label) of a length
 * that held in later cases. The second way matters for a vendor that moves into a new corner of the ledger.
 */
record Judge(Blend blend, Calibrator calibrator, CleanRecord clean) {

    /** A look at a held-out case, and the place of the truth among its candidates (-1: not among them). */
    record Tried(Core.Look look, int truth) {}

    /** @param top place of the proposal among the candidates */
    record Opinion(int top, double confidence, double[] probabilities) {}

    static Judge learn(List<Tried> tried, double[] prior) {
        Blend blend = Blend.learn(
                tried.stream()
                        .map(t -> new Blend.Hearing(t.look().said(), t.truth()))
                        .toList(),
                prior);
        var signals = new ArrayList<double[]>();
        var right = new boolean[tried.size()];
        var clean = new CleanRecord.Learner();
        for (int i = 0; i < right.length; i++) {
            Tried one = tried.get(i);
            double[] probabilities = blend.probabilities(one.look().said());
            int top = top(probabilities);
            right[i] = top == one.truth();
            signals.add(signals(one.look(), probabilities[top]));
            clean.add(one.look(), top, right[i]);
        }
        return new Judge(blend, Calibrator.learn(signals, right), clean.learn());
    }

    Opinion of(Core.Look look) {
        double[] probabilities = blend.probabilities(look.said());
        int top = top(probabilities);
        double weighed = calibrator.probability(signals(look, probabilities[top]));
        return new Opinion(top, Math.max(weighed, clean.probability(look, top)), probabilities);
    }

    private static int top(double[] probabilities) {
        int top = 0;
        for (int c = 1; c < probabilities.length; c++) if (probabilities[c] > probabilities[top]) top = c;
        return top;
    }

    /** The log odds of the proposal, and whether the group is new. */
    private static double[] signals(Core.Look look, double probability) {
        double p = Math.clamp(probability, 1e-6, 1 - 1e-6);
        boolean fresh = look.entries().length > 0 && look.entries()[0].total() == 0;
        return new double[] {StrictMath.log(p / (1 - p)), fresh ? 1 : 0};
    }

    Json.Obj toJson() {
        return Json.object("blend", blend.toJson(), "calibrator", calibrator.toJson(), "clean_record", clean.toJson());
    }

    static Judge fromJson(Json.Obj json) {
        return new Judge(
                Blend.fromJson(json.array("blend")),
                Calibrator.fromJson(json.object("calibrator")),
                CleanRecord.fromJson(json.array("clean_record")));
    }
}
