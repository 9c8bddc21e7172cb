package remit.assurance.threshold;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    /** A segment's mean counts as much as so many labels; so does the mean of all in a segment's. */
    private static final double SHRINKAGE = 10;

    private static final int MOST_POINTS = 100;
    private static final int LATER_STARTS = 4;

    public Chain {
        order = List.copyOf(order);
        estimates = List.copyOf(estimates);
        if (order.size() != estimates.size()) throw new IllegalArgumentException("estimates: " + estimates.size());
    }

    /**
     * Learns the order from one half of the labels: within a segment the error never falls with the bucket (isotonic,
     * weighted by labels), and few labels are drawn towards the mean of the segment, which is drawn to that of all.
     */
    public static Chain learn(List<Cell> cells) {
        double mean = share(cells);
        Map<String, List<Cell>> segments = new LinkedHashMap<>();
        for (Cell cell : cells)
            segments.computeIfAbsent(cell.segment(), _ -> new ArrayList<>()).add(cell);
        var estimated = new ArrayList<Estimated>();
        for (List<Cell> segment : segments.values()) {
            List<Cell> sorted = segment.stream()
                    .sorted(Comparator.comparingInt(Cell::bucket))
                    .toList();
            estimated.addAll(estimate(sorted, mean));
        }
        // Within a segment equal estimates must stay in the order of the buckets, so that every table has a threshold.
        estimated.sort(Comparator.comparingDouble(Estimated::error)
                .thenComparing(each -> each.cell().segment())
                .thenComparingInt(each -> each.cell().bucket()));
        return new Chain(
                estimated.stream().map(each -> each.cell().key()).toList(),
                estimated.stream().map(Estimated::error).toList());
    }

    private record Estimated(Cell cell, double error) {}

    private static List<Estimated> estimate(List<Cell> segment, double all) {
        long labels = segment.stream().mapToLong(Cell::labels).sum();
        long errors = segment.stream().mapToLong(Cell::errors).sum();
        double mean = (errors + SHRINKAGE * all) / (labels + SHRINKAGE);
        double[] raw = new double[segment.size()];
        double[] weights = new double[segment.size()];
        for (int i = 0; i < raw.length; i++) {
            Cell cell = segment.get(i);
            weights[i] = Math.max(cell.labels(), 1e-6);
            raw[i] = cell.labels() == 0 ? mean : (double) cell.errors() / cell.labels();
        }
        double[] fitted = Isotonic.increasing(raw, weights);
        // A pooled stretch stands on all its labels together, so it is drawn to the mean as one.
        var estimated = new ArrayList<Estimated>();
        int from = 0;
        while (from < fitted.length) {
            int to = from;
            long pooled = 0;
            while (to < fitted.length && fitted[to] == fitted[from])
                pooled += segment.get(to++).labels();
            double error = (fitted[from] * pooled + SHRINKAGE * mean) / (pooled + SHRINKAGE);
            for (int i = from; i < to; i++) estimated.add(new Estimated(segment.get(i), error));
            from = to;
        }
        return monotone(estimated);
    }

    /** Shrinking blocks of unlike size may turn their order around: the estimate never falls with the bucket. */
    private static List<Estimated> monotone(List<Estimated> estimated) {
        double[] values = estimated.stream().mapToDouble(Estimated::error).toArray();
        double[] weights = estimated.stream()
                .mapToDouble(each -> each.cell().labels() + SHRINKAGE)
                .toArray();
        double[] rising = Isotonic.increasing(values, weights);
        var result = new ArrayList<Estimated>();
        for (int i = 0; i < rising.length; i++)
            result.add(new Estimated(estimated.get(i).cell(), rising[i]));
        return result;
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
        int first = 0;
        double best = 2;
        int last = 0;
        for (int i = 0; i < points.size(); i++) {
            double p = Binomial.cdf(
                    (long) Math.ceil(expected.get(i)), points.get(i).labels(), alpha);
            if (p < best) {
                best = p;
                first = i;
            }
            if (p <= delta / 2) last = i;
        }
        var later = new ArrayList<Integer>();
        for (int i = 1; i <= LATER_STARTS; i++) {
            int at = first + (Math.max(last, first) - first) * i / LATER_STARTS;
            if (at > first && !later.contains(at)) later.add(at);
        }
        return Start.declare(first, later, delta);
    }

    private static double share(List<Cell> cells) {
        long labels = cells.stream().mapToLong(Cell::labels).sum();
        return labels == 0 ? 1 : (double) cells.stream().mapToLong(Cell::errors).sum() / labels;
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
