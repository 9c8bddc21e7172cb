package remit.scorecard;

import java.util.Arrays;
import java.util.List;
import remit.kernel.Share;

/**
 * What could have cleared at which error, had the surest proposals cleared first: cleared share against error share, known
 * only afterwards. A threshold that was fixed beforehand reaches a point on or below it.
 */
public final class Curve {
    /** One judged proposal. @param confidence claimed by the author @param right whether it was right */
    public record Point(double confidence, boolean right) {}

    private final Point[] surestFirst;

    private Curve(Point[] surestFirst) {
        this.surestFirst = surestFirst;
    }

    public static Curve of(List<Point> points) {
        Point[] ordered = points.toArray(Point[]::new);
        Arrays.sort(ordered, (one, other) -> Double.compare(other.confidence(), one.confidence()));
        return new Curve(ordered);
    }

    /** The most that clears with an error share of at most {@code maxError}; equal confidences clear together. */
    public Share clearedAt(double maxError) {
        int wrong = 0;
        int best = 0;
        for (int i = 0; i < surestFirst.length; i++) {
            if (!surestFirst[i].right()) wrong++;
            boolean edge = i + 1 == surestFirst.length || surestFirst[i + 1].confidence() < surestFirst[i].confidence();
            if (edge && wrong <= maxError * (i + 1)) best = i + 1;
        }
        return new Share(best, surestFirst.length);
    }
}
