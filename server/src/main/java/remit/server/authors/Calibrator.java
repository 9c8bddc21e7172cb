package remit.server.authors;

import java.util.Arrays;
import java.util.List;
import remit.kernel.Json;

/**
 * Logistic regression on a few signals: the probability that a proposal is right.
 *
 * <p>Signals are standardised and shrunk (L2), then fitted by Newton's method: convex, so the result does not depend on
 * the order of the cases. Two invented cases, one right and one wrong, keep a perfect past from claiming certainty.
 */
final class Calibrator {
    private static final double SHRINK = 1;

    private final double[] mean;
    private final double[] spread;
    private final double[] slope;

    private Calibrator(double[] mean, double[] spread, double[] slope) {
        this.mean = mean;
        this.spread = spread;
        this.slope = slope;
    }

    static Calibrator learn(List<double[]> signals, boolean[] right) {
        int width = signals.isEmpty() ? 0 : signals.getFirst().length;
        var mean = new double[width];
        var spread = new double[width];
        for (int i = 0; i < right.length; i++) {
            for (int j = 0; j < width; j++) mean[j] += signals.get(i)[j];
        }
        for (int j = 0; j < width; j++) mean[j] /= Math.max(right.length, 1);
        for (int i = 0; i < right.length; i++) {
            for (int j = 0; j < width; j++) {
                double off = signals.get(i)[j] - mean[j];
                spread[j] += off * off;
            }
        }
        for (int j = 0; j < width; j++) spread[j] = Math.max(Math.sqrt(spread[j] / Math.max(right.length, 1)), 1e-6);
        var fitted = new Calibrator(mean, spread, new double[width + 1]);
        fitted.newton(signals, right);
        return fitted;
    }

    private void newton(List<double[]> signals, boolean[] right) {
        int size = slope.length;
        var row = new double[size];
        for (int round = 0; round < 25; round++) {
            var gradient = new double[size];
            var curve = new double[size][size];
            for (int j = 1; j < size; j++) {
                gradient[j] = SHRINK * slope[j];
                curve[j][j] = SHRINK;
            }
            double even = sigmoid(slope[0]);
            gradient[0] += 2 * (even - 0.5);
            curve[0][0] += 2 * even * (1 - even) + 1e-9;
            for (int i = 0; i < right.length; i++) {
                standardise(signals.get(i), row);
                double p = sigmoid(dot(row));
                double miss = (p - (right[i] ? 1 : 0));
                double bend = Math.max(p * (1 - p), 1e-9);
                for (int j = 0; j < size; j++) {
                    gradient[j] += miss * row[j];
                    for (int k = 0; k <= j; k++) curve[j][k] += bend * row[j] * row[k];
                }
            }
            double[] step = Equations.solve(curve, gradient);
            double length = 0;
            for (int j = 0; j < size; j++) {
                double move = Math.clamp(step[j], -3, 3);
                slope[j] -= move;
                length = Math.max(length, Math.abs(move));
            }
            if (length < 1e-9) return;
        }
    }

    /** Beyond four spreads a signal says no more than at four. */
    private void standardise(double[] signals, double[] row) {
        row[0] = 1;
        for (int j = 0; j < mean.length; j++) row[j + 1] = Math.clamp((signals[j] - mean[j]) / spread[j], -4, 4);
    }

    private double dot(double[] row) {
        double sum = 0;
        for (int j = 0; j < row.length; j++) sum += slope[j] * row[j];
        return sum;
    }

    /** The probability that a proposal with these signals is right, within [0.0001, 0.9999]. */
    double probability(double[] signals) {
        var row = new double[slope.length];
        standardise(signals, row);
        return Math.clamp(sigmoid(dot(row)), 1e-4, 1 - 1e-4);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-x));
    }

    Json.Obj toJson() {
        return Json.object("mean", numbers(mean), "spread", numbers(spread), "slope", numbers(slope));
    }

    static Calibrator fromJson(Json.Obj json) {
        return new Calibrator(numbers(json.array("mean")), numbers(json.array("spread")), numbers(json.array("slope")));
    }

    private static Json numbers(double[] values) {
        return Json.array(Arrays.stream(values).mapToObj(Json::of).toList());
    }

    private static double[] numbers(List<Json> values) {
        return values.stream().mapToDouble(v -> ((Json.Num) v).number()).toArray();
    }
}
