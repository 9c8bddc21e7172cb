package remit.server.authors;

import java.util.List;
import remit.kernel.Json;

/**
 * Weighs the witnesses of a case against each other: the linear model and the precedents under each key.
 *
 * <p>A conditional logit: a label's score is a weighted sum of what each witness says of it (log shares), with the same
 * few weights for every label, fitted on cases later than those the witnesses had learned from. So a vendor with thirteen
 * clean precedents carries its label into a new directorate, although the linear model never saw the pair. Convex;
 * fitted by Newton's method.
 */
final class Blend {
    private static final int ROUNDS = 40;
    private static final double SHRINK = 1;

    private final double[] weights;

    private Blend(double[] weights) {
        this.weights = weights;
    }

    /** What the witnesses say of each candidate, and which of them was right (-1: none). */
    record Hearing(double[][] said, int truth) {}

    /** @param prior the weights that are used when there was nothing to fit on, and towards which all others are drawn */
    static Blend learn(List<Hearing> hearings, double[] prior) {
        int witnesses = prior.length;
        var blend = new Blend(prior.clone());
        for (int round = 0; round < ROUNDS; round++) {
            var gradient = new double[witnesses];
            var curve = new double[witnesses][witnesses];
            for (int j = 0; j < witnesses; j++) {
                gradient[j] = SHRINK * (blend.weights[j] - prior[j]);
                curve[j][j] = SHRINK;
            }
            for (Hearing hearing : hearings) if (hearing.truth() >= 0) blend.add(hearing, gradient, curve);
            for (int j = 0; j < witnesses; j++) {
                if (blend.weights[j] == 0 && gradient[j] > 0) hold(j, curve, gradient);
            }
            double[] step = Equations.solve(curve, gradient);
            double length = 0;
            for (int j = 0; j < witnesses; j++) {
                double before = blend.weights[j];
                blend.weights[j] = Math.max(0, before - Math.clamp(step[j], -0.5, 0.5));
                length = Math.max(length, Math.abs(blend.weights[j] - before));
            }
            if (length < 1e-6) break;
        }
        return blend;
    }

    /** Takes a witness out of this round: its weight is 0 and would fall below. */
    private static void hold(int j, double[][] curve, double[] gradient) {
        gradient[j] = 0;
        for (int k = 0; k < j; k++) curve[j][k] = 0;
        for (int i = j + 1; i < gradient.length; i++) curve[i][j] = 0;
    }

    private void add(Hearing hearing, double[] gradient, double[][] curve) {
        double[] p = probabilities(hearing.said());
        int size = weights.length;
        var mean = new double[size];
        for (int c = 0; c < p.length; c++) {
            for (int j = 0; j < size; j++) mean[j] += p[c] * hearing.said()[c][j];
        }
        for (int j = 0; j < size; j++) gradient[j] += mean[j] - hearing.said()[hearing.truth()][j];
        for (int c = 0; c < p.length; c++) {
            if (p[c] < 1e-9) continue;
            for (int j = 0; j < size; j++) {
                double off = p[c] * (hearing.said()[c][j] - mean[j]);
                for (int k = 0; k <= j; k++) curve[j][k] += off * (hearing.said()[c][k] - mean[k]);
            }
        }
    }

    /** The probability of each candidate. */
    double[] probabilities(double[][] said) {
        var p = new double[said.length];
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < p.length; c++) {
            for (int j = 0; j < weights.length; j++) p[c] += weights[j] * said[c][j];
            most = Math.max(most, p[c]);
        }
        double sum = 0;
        for (int c = 0; c < p.length; c++) {
            p[c] = StrictMath.exp(p[c] - most);
            sum += p[c];
        }
        for (int c = 0; c < p.length; c++) p[c] /= sum;
        return p;
    }

    Json toJson() {
        return Json.array(java.util.Arrays.stream(weights).mapToObj(Json::of).toList());
    }

    static Blend fromJson(List<Json> json) {
        return new Blend(json.stream().mapToDouble(w -> ((Json.Num) w).number()).toArray());
    }
}
