package remit.assurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import remit.assurance.threshold.Cell;
import remit.assurance.threshold.Chain;
import remit.assurance.threshold.FixedSequence;
import remit.assurance.threshold.Point;
import remit.assurance.threshold.Start;
import remit.testing.Property.Chance;

/** A table with a threshold for each of twenty segments, learned and certified on simulated work of known truth. */
class TableSimulationsTest {
    private static final int COURSES = Integer.getInteger("remit.simulations", 400) / 2;
    private static final int SEGMENTS = 20;
    private static final int BUCKETS = 20;
    private static final int LABELS = 20_000;
    private static final double ALPHA = 0.015;
    private static final double DELTA = 0.1;

    /** Segments differ in how fast their errors grow as scores fall. */
    private static double error(int segment, int bucket) {
        double doubt = (bucket + 0.5) / BUCKETS;
        double growth = 0.02 + 0.03 * segment;
        return 0.004 + growth * doubt * doubt;
    }

    private static List<Cell> counted(Chance chance, int labels) {
        long[][] counts = new long[SEGMENTS * BUCKETS][2];
        for (int i = 0; i < labels; i++) {
            int cell = chance.below(SEGMENTS * BUCKETS);
            counts[cell][0]++;
            if (chance.share() < error(cell / BUCKETS, cell % BUCKETS)) counts[cell][1]++;
        }
        var cells = new ArrayList<Cell>();
        for (int i = 0; i < counts.length; i++) {
            String segment = String.valueOf(i / BUCKETS);
            cells.add(new Cell(segment, i % BUCKETS, counts[i][0], counts[i][0], counts[i][1]));
        }
        return cells;
    }

    private static double risk(List<Cell.Key> cleared) {
        return cleared.stream()
                .mapToDouble(key -> error(Integer.parseInt(key.segment()), key.bucket()))
                .average()
                .orElse(0);
    }

    private record Outcome(double broken, double cleared) {}

    private static Outcome chains(boolean fresh) {
        int broken = 0;
        double cleared = 0;
        for (int course = 0; course < COURSES; course++) {
            var chance = new Chance(course);
            List<Cell> learn = counted(chance, LABELS / 2);
            Chain chain = Chain.learn(learn);
            int cells = chain.certify(fresh ? counted(chance, LABELS / 2) : learn, ALPHA, DELTA)
                    .cleared();
            if (risk(chain.order().subList(0, cells)) > ALPHA) broken++;
            cleared += (double) cells / SEGMENTS / BUCKETS / COURSES;
        }
        return new Outcome((double) broken / COURSES, cleared);
    }

    /** One threshold for all segments, on all labels. */
    private static double oneThreshold() {
        double cleared = 0;
        for (int course = 0; course < COURSES; course++) {
            Map<Integer, long[]> sums = new HashMap<>();
            for (Cell cell : counted(new Chance(course), LABELS)) {
                long[] sum = sums.computeIfAbsent(cell.bucket(), _ -> new long[2]);
                sum[0] += cell.labels();
                sum[1] += cell.errors();
            }
            var points = new ArrayList<Point>();
            long labels = 0;
            long errors = 0;
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                labels += sums.getOrDefault(bucket, new long[2])[0];
                errors += sums.getOrDefault(bucket, new long[2])[1];
                points.add(new Point(0, labels, labels, errors));
            }
            List<Start> starts = Start.declare(1, List.of(2, 3, 4, 6), DELTA);
            FixedSequence.Certified result = FixedSequence.certify(points, ALPHA, starts);
            cleared += result.loosest().isEmpty() ? 0 : (result.loosest().getAsInt() + 1.0) / BUCKETS / COURSES;
        }
        return cleared;
    }

    @Test
    void a_table_learned_on_one_half_keeps_its_promise_and_clears_more_than_one_threshold_for_all() {
        Outcome chains = chains(true);
        assertThat(chains.broken).isLessThanOrEqualTo(DELTA + 3 * Math.sqrt(DELTA * (1 - DELTA) / COURSES));
        assertThat(chains.cleared).isGreaterThan(1.1 * oneThreshold());
    }

    @Test
    void certifying_on_the_labels_that_were_learned_from_breaks_the_promise() {
        assertThat(chains(false).broken).isGreaterThan(0.2);
    }
}
