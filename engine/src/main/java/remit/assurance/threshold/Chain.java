package remit.assurance.threshold;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import remit.assurance.bounds.Binomial;

/**
 * Tables that each clear what the one before clears and a little more: the cells of all segments in rising order of their
 * estimated error, learned on one half of the labels ({@link #learn}) and certified on the other ({@link #certify}). One
 * promise for the whole table, with as many thresholds as there are segments.
 *
 * <p>Certifying on the labels that the chain was learned on breaks the promise most of the time: the two halves must have
 * no case in common.
 *
 * @param order the cells, safest first; the k-th table clears the first k
 * @param estimates estimated error share of each
 */
public record Chain(List<Cell.Key> order, List<Double> estimates) {
    /** So many errors is what an expectation weighs against the errors seen. */
    private static final double PRIOR = 2;
    /** The part of delta that the first half's estimate must reach where the sequence starts: room to be wrong. */
    private static final double ROOM = 0.02;

    private static final int MOST_POINTS = 100;
    private static final int LATER_STARTS = 4;

    public Chain {
        order = List.copyOf(order);
        estimates = List.copyOf(estimates);
        if (order.size() != estimates.size()) throw new IllegalArgumentException("estimates: " + estimates.size());
    }

    /**
     * Learns the order from one half of the labels. What is expected of a cell is the curve of all segments over the
     * buckets (isotonic, weighted by labels) times how much worse its segment is than that curve; its own labels count
     * against that expectation, which weighs as much as two errors. Within a segment the estimate never falls with the
     * bucket.
     */
    public static Chain learn(List<Cell> cells) {
        Map<Integer, Double> curve = curve(cells);
        Map<String, List<Cell>> segments = new LinkedHashMap<>();
        for (Cell cell : cells)
            segments.computeIfAbsent(cell.segment(), _ -> new ArrayList<>()).add(cell);
        var estimated = new ArrayList<Estimated>();
        for (List<Cell> segment : segments.values()) {
            segment.sort(Comparator.comparingInt(Cell::bucket));
            estimated.addAll(estimate(segment, curve));
        }
        // Equal estimates of one segment stay in the order of the buckets, so that every table has a threshold.
        estimated.sort(Comparator.comparingDouble(Estimated::error)
                .thenComparing(each -> each.cell().segment())
                .thenComparingInt(each -> each.cell().bucket()));
        return new Chain(
                estimated.stream().map(each -> each.cell().key()).toList(),
                estimated.stream().map(Estimated::error).toList());
    }

    private record Estimated(Cell cell, double error) {}

    /** Error share of each bucket over all segments, never falling; above 0, since no label says never. */
    private static Map<Integer, Double> curve(List<Cell> cells) {
        var labels = new TreeMap<Integer, Double>();
        var errors = new TreeMap<Integer, Double>();
        for (Cell cell : cells) {
            labels.merge(cell.bucket(), (double) cell.labels(), Double::sum);
            errors.merge(cell.bucket(), (double) cell.errors(), Double::sum);
        }
        double[] weights = labels.values().stream().mapToDouble(n -> n + 1).toArray();
        double[] shares = errors.values().stream().mapToDouble(e -> e + 0.5).toArray();
        for (int i = 0; i < shares.length; i++) shares[i] /= weights[i];
        double[] rising = Isotonic.increasing(shares, weights);
        var curve = new TreeMap<Integer, Double>();
        int i = 0;
        for (int bucket : labels.keySet()) curve.put(bucket, rising[i++]);
        return curve;
    }

    private static List<Estimated> estimate(List<Cell> segment, Map<Integer, Double> curve) {
        double seen = PRIOR;
        double expected = PRIOR;
        for (Cell cell : segment) {
            seen += cell.errors();
            expected += cell.labels() * curve.getOrDefault(cell.bucket(), 1.0);
        }
        double[] errors = new double[segment.size()];
        double[] weights = new double[segment.size()];
        for (int i = 0; i < errors.length; i++) {
            Cell cell = segment.get(i);
            double prior = Math.min(1, curve.getOrDefault(cell.bucket(), 1.0) * seen / expected);
            weights[i] = cell.labels() + PRIOR / prior;
            errors[i] = Math.min(1, (cell.errors() + PRIOR) / weights[i]);
        }
        double[] rising = Isotonic.increasing(errors, weights);
        var estimated = new ArrayList<Estimated>();
        for (int i = 0; i < rising.length; i++) estimated.add(new Estimated(segment.get(i), rising[i]));
        return estimated;
    }

    /**
     * Certifies along the chain on the other half of the labels. The tables are thinned to a hundred of about equal steps
     * in cases; the starts are chosen on the estimates of the first half and on how many labels the second has, not on
     * what they say: half of delta where the first half expects a pass with room to spare, an eighth each at four looser
     * tables.
     *
     * @param cells the same cells, counted on labels that the chain has not seen
     * @param alpha the largest error share of all that a table clears, in (0, 1)
     * @param delta the chance that it is above
     */
    public Tables certify(List<Cell> cells, double alpha, double delta) {
        Map<Cell.Key, Cell> counted = new HashMap<>();
        for (Cell cell : cells) counted.put(cell.key(), cell);
        long all = cells.stream().mapToLong(Cell::cases).sum();
        var points = new ArrayList<Point>();
        var lengths = new ArrayList<Integer>();
        var expected = new ArrayList<Double>();
        Point sum = new Point(0, 0, 0, 0);
        double errors = 0;
        for (int i = 0; i < order.size(); i++) {
            Cell cell = counted.getOrDefault(order.get(i), new Cell("", 0, 0, 0, 0));
            sum = new Point(
                    estimates.get(i),
                    sum.cases() + cell.cases(),
                    sum.labels() + cell.labels(),
                    sum.errors() + cell.errors());
            errors += estimates.get(i) * cell.labels();
            boolean step = sum.cases() * MOST_POINTS >= all * (points.size() + 1L) || i == order.size() - 1;
            if (!step) continue;
            points.add(sum);
            lengths.add(i + 1);
            expected.add(errors);
        }
        List<Start> starts = starts(points, expected, alpha, delta);
        return new Tables(points, lengths, starts, FixedSequence.certify(points, alpha, starts));
    }

    /** Chosen on labels counted, not on labels read: the errors expected come from the first half. */
    private static List<Start> starts(List<Point> points, List<Double> expected, double alpha, double delta) {
        if (points.isEmpty()) return List.of();
        int first = -1;
        int likeliest = 0;
        int last = 0;
        double best = 2;
        for (int i = 0; i < points.size(); i++) {
            double p = Binomial.cdf(
                    (long) Math.ceil(expected.get(i)), points.get(i).labels(), alpha);
            if (p < best) {
                best = p;
                likeliest = i;
            }
            if (p <= delta * ROOM && first < 0) first = i;
            if (p <= delta / 2) last = i;
        }
        if (first < 0) first = likeliest;
        var later = new ArrayList<Integer>();
        for (int i = 1; i <= LATER_STARTS; i++) {
            int at = first + (Math.max(last, first) - first) * i / (LATER_STARTS + 1);
            if (at > first && !later.contains(at)) later.add(at);
        }
        return Start.declare(first, later, delta);
    }

    /**
     * Which tables of a chain passed.
     *
     * @param points the tables that were tested, strictest first
     * @param lengths how many cells of the chain each of them clears
     * @param starts as they were chosen
     * @param result what the tests said
     */
    public record Tables(
            List<Point> points, List<Integer> lengths, List<Start> starts, FixedSequence.Certified result) {
        public Tables {
            points = List.copyOf(points);
            lengths = List.copyOf(lengths);
            starts = List.copyOf(starts);
        }

        /** How many cells of the chain may clear, 0 where no table passed. */
        public int cleared() {
            return result.loosest().isEmpty() ? 0 : lengths.get(result.loosest().getAsInt());
        }
    }

    /** For each segment the last bucket that clears under the table with so many cells; a segment without one is absent. */
    public Map<String, Integer> thresholds(int cells) {
        Map<String, Integer> last = new LinkedHashMap<>();
        for (Cell.Key key : order.subList(0, cells)) last.merge(key.segment(), key.bucket(), Math::max);
        return last;
    }
}
