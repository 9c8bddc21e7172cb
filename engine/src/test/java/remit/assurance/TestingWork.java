package remit.assurance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import remit.assurance.threshold.Point;
import remit.testing.Property.Chance;

/**
 * Work whose truth is known: scores are uniform on (0, 1), and a case with score s is wrong with chance {@code error(s)}.
 * Thresholds clear the best 1% to 100% of the scores.
 */
record TestingWork(DoubleUnaryOperator error) {
    private static final int THRESHOLDS = 100;
    private static final int FINE = 200;

    /** The higher the score, the fewer errors. */
    static final TestingWork FALLING = new TestingWork(s -> 0.002 + 0.3 * (1 - s) * (1 - s));
    /** Just above a limit of 2%, whatever the score. */
    static final TestingWork FLAT = new TestingWork(_ -> 0.0201);
    /** The best scores of all are worse than the rest. */
    static final TestingWork OVERCONFIDENT =
            new TestingWork(s -> s > 0.95 ? 0.05 : 0.001 + 0.2 * (1 - s) * (1 - s) * (1 - s));

    /** So many labelled cases, counted at every threshold. */
    List<Point> drawn(Chance chance, int labels) {
        long[] counts = new long[THRESHOLDS];
        long[] errors = new long[THRESHOLDS];
        for (int i = 0; i < labels; i++) {
            double score = chance.share();
            int at = Math.min(THRESHOLDS - 1, (int) ((1 - score) * THRESHOLDS));
            counts[at]++;
            if (chance.share() < error.applyAsDouble(score)) errors[at]++;
        }
        Arrays.parallelPrefix(counts, Long::sum);
        Arrays.parallelPrefix(errors, Long::sum);
        var points = new ArrayList<Point>();
        for (int i = 0; i < THRESHOLDS; i++) {
            points.add(new Point(1 - (i + 1.0) / THRESHOLDS, counts[i], counts[i], errors[i]));
        }
        return points;
    }

    /** The true error share of what clears at the threshold with this index. */
    double risk(int index) {
        double share = (index + 1.0) / THRESHOLDS;
        double sum = 0;
        int steps = FINE * (index + 1);
        for (int i = 0; i < steps; i++) sum += error.applyAsDouble(1 - share * (i + 0.5) / steps);
        return sum / steps;
    }
}
