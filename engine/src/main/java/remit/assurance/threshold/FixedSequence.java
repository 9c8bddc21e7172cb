package remit.assurance.threshold;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import remit.assurance.bounds.Binomial;
import remit.assurance.bounds.ClopperPearson;
import remit.assurance.bounds.SampleSize;

/**
 * Learn-then-Test with a fixed sequence (Angelopoulos et al. 2021): points are tested one after another from each start,
 * from strict to loose, and a start ends at its first failure. The chance that any certified point has a true error share
 * above alpha is at most the sum of the starts' deltas, however many points there are.
 *
 * <p>Assumed: points and starts were fixed before the labels were read; the labelled cases are a random draw from those
 * that will be cleared; a case is right or wrong. An order that was chosen by looking at the labels proves nothing.
 */
public final class FixedSequence {
    private FixedSequence() {}

    /**
     * What the tests say.
     *
     * @param pValues for each point the chance of so few errors if its error share were alpha: P(X &lt;= errors; labels, alpha)
     * @param certified indices of the points that passed, in order
     * @param bound upper bound of the error share at the loosest certified point, at that start's own delta; null where
     *     none passed. It is at most alpha. The promise is alpha: this is how near to it the point was
     * @param failure where it ended, null where the loosest point of all passed
     */
    public record Certified(
            List<Double> pValues,
            List<Integer> certified,
            @Nullable Double bound,
            @Nullable Failure failure) {
        public Certified {
            pValues = List.copyOf(pValues);
            certified = List.copyOf(certified);
        }

        /** The point that clears most of those that passed. */
        public OptionalInt loosest() {
            return certified.isEmpty() ? OptionalInt.empty() : OptionalInt.of(certified.getLast());
        }
    }

    /**
     * The first point that did not pass after the loosest that did; where none did, the first start's.
     *
     * @param delta what was to be spent there
     * @param labelsNeeded with how many labels in all it would have passed, had the share of errors among them stayed the
     *     same; null where that share is not below alpha, so that more labels prove nothing
     */
    public record Failure(
            int at, double pValue, double delta, @Nullable Long labelsNeeded) {}

    /**
     * Which points are proven to have an error share of at most alpha.
     *
     * @param points from the strictest to the loosest
     * @param alpha the largest error share allowed, in (0, 1)
     * @param starts the first is where work is done today; their deltas add up to the chance of being wrong. Without any,
     *     nothing is tested and nothing certified
     */
    public static Certified certify(List<Point> points, double alpha, List<Start> starts) {
        if (!(alpha > 0 && alpha < 1)) throw new IllegalArgumentException("alpha: not in (0, 1): " + alpha);
        if (starts.stream().mapToDouble(Start::delta).sum() >= 1) {
            throw new IllegalArgumentException("starts: their deltas add up to 1 or more");
        }
        var pValues = new ArrayList<Double>();
        for (Point point : points) pValues.add(Binomial.cdf(point.errors(), point.labels(), alpha));
        Walk walk = walk(points.size(), starts, (at, delta) -> pValues.get(at) <= delta);
        List<Integer> passed = walk.passed();
        int loosest = passed.isEmpty() ? -1 : passed.getLast();
        Double bound = loosest < 0 ? null : bound(points.get(loosest), walk.delta(loosest));
        return new Certified(pValues, passed, bound, failure(points, alpha, walk.ends(), loosest, pValues));
    }

    /** Whether a point keeps its limit. */
    public interface Test {
        /** @param delta the chance to say so of one that does not */
        boolean passes(int point, double delta);
    }

    /**
     * Which points passed a test.
     *
     * @param deltas for each point the largest part of the chance to fail at which a start passed it; 0 where none did
     * @param ends where each start met its first failure, or the number of points
     */
    public record Walk(List<Double> deltas, List<Start> ends) {
        public Walk {
            deltas = List.copyOf(deltas);
            ends = List.copyOf(ends);
        }

        /** The points that passed, in order. */
        public List<Integer> passed() {
            return IntStream.range(0, deltas.size())
                    .filter(this::passed)
                    .boxed()
                    .toList();
        }

        public boolean passed(int point) {
            return deltas.get(point) > 0;
        }

        /** The part of the chance to fail at which a point passed, 0 where it did not. */
        public double delta(int point) {
            return deltas.get(point);
        }
    }

    /**
     * Walks from each start until the first point that fails, whatever the test is.
     *
     * @param points how many there are, in an order that was fixed before the labels were read
     */
    public static Walk walk(int points, List<Start> starts, Test test) {
        var deltas = new ArrayList<>(Collections.nCopies(points, 0.0));
        var ends = new ArrayList<Start>();
        for (Start start : starts) {
            int at = start.at();
            if (at >= points) throw new IllegalArgumentException("starts: no point " + at);
            for (; at < points && test.passes(at, start.delta()); at++) {
                deltas.set(at, Math.max(deltas.get(at), start.delta()));
            }
            ends.add(new Start(at, start.delta()));
        }
        return new Walk(deltas, ends);
    }

    private static double bound(Point point, double delta) {
        return ClopperPearson.upper(point.errors(), point.labels(), delta);
    }

    private static @Nullable Failure failure(
            List<Point> points, double alpha, List<Start> ends, int loosest, List<Double> pValues) {
        if (ends.isEmpty()) return null;
        int at = loosest < 0 ? ends.getFirst().at() : loosest + 1;
        if (at >= points.size()) return null;
        double delta = 0;
        for (Start end : ends) if (end.at() == at) delta = Math.max(delta, end.delta());
        Point point = points.get(at);
        return new Failure(at, pValues.get(at), delta, labelsNeeded(point.errors(), point.labels(), alpha, delta));
    }

    /**
     * How many labels would prove an error share of at most alpha, were the share of errors among them the same as now:
     * the smallest n with P(X &lt;= ceil(n errors / labels); n, alpha) &lt;= delta.
     *
     * @return null where the share of errors is alpha or more, or nothing was labelled
     */
    public static @Nullable Long labelsNeeded(long errors, long labels, double alpha, double delta) {
        if (labels == 0) return null;
        OptionalLong size = SampleSize.forShare(errors, labels, alpha, delta);
        return size.isEmpty() ? null : size.getAsLong();
    }
}
