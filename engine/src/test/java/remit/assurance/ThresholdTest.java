package remit.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import remit.assurance.bounds.Binomial;
import remit.assurance.threshold.Cell;
import remit.assurance.threshold.Chain;
import remit.assurance.threshold.FixedSequence;
import remit.assurance.threshold.Isotonic;
import remit.assurance.threshold.Point;
import remit.assurance.threshold.Segments;
import remit.assurance.threshold.Start;
import remit.testing.Property;

class ThresholdTest {
    /** Two hundred labels a step, with so many errors up to each. */
    private static List<Point> points(int... errors) {
        var points = new ArrayList<Point>();
        for (int i = 0; i < errors.length; i++) {
            long labels = 200L * (i + 1);
            points.add(new Point(1 - 0.1 * i, 10 * labels, labels, errors[i]));
        }
        return points;
    }

    @Test
    void half_of_delta_goes_to_where_work_is_done_today() {
        assertThat(Start.declare(3, List.of(5, 7, 9, 11), 0.1))
                .containsExactly(
                        new Start(3, 0.05),
                        new Start(5, 0.0125),
                        new Start(7, 0.0125),
                        new Start(9, 0.0125),
                        new Start(11, 0.0125));
        assertThat(Start.declare(3, List.of(), 0.1)).containsExactly(new Start(3, 0.1));
        assertThatThrownBy(() -> Start.declare(3, List.of(3), 0.1)).hasMessageContaining("later");
    }

    @Test
    void a_sequence_ends_at_its_first_failure_though_later_points_would_pass() {
        // At a limit of 2%: 600 labels without error pass, 20 errors of 800 fail, 20 of 2400 would pass again.
        List<Point> points = points(0, 0, 0, 20, 20, 20, 20, 20, 20, 20, 20, 20);
        FixedSequence.Certified alone = FixedSequence.certify(points, 0.02, Start.declare(0, List.of(), 0.05));
        assertThat(alone.certified()).containsExactly(0, 1, 2);
        assertThat(alone.pValues().get(11)).isLessThan(0.001);
        assertThat(Objects.requireNonNull(alone.failure()).at()).isEqualTo(3);
        assertThat(alone.failure().labelsNeeded()).isNull();
        FixedSequence.Certified more = FixedSequence.certify(points, 0.02, Start.declare(0, List.of(11), 0.05));
        assertThat(more.certified()).containsExactly(0, 1, 2, 11);
        assertThat(more.loosest()).hasValue(11);
        assertThat(more.failure()).isNull();
    }

    @Test
    void the_bound_at_the_loosest_point_is_at_most_alpha() {
        Property.forAll(300, chance -> {
            int[] errors = new int[10];
            for (int i = 1; i < 10; i++) errors[i] = errors[i - 1] + chance.below(4);
            List<Start> starts = Start.declare(chance.below(3), List.of(4, 5, 6, 8), 0.1);
            FixedSequence.Certified result = FixedSequence.certify(points(errors), 0.02, starts);
            if (result.certified().isEmpty()) {
                assertThat(result.bound()).isNull();
            } else {
                assertThat(Objects.requireNonNull(result.bound())).isLessThanOrEqualTo(0.02 + 1e-12);
            }
        });
    }

    @Test
    void too_few_labels_are_told_with_how_many_would_do() {
        FixedSequence.Certified result = FixedSequence.certify(points(0), 0.01, Start.declare(0, List.of(), 0.05));
        FixedSequence.Failure failure = Objects.requireNonNull(result.failure());
        assertThat(failure.labelsNeeded()).isEqualTo(299);
        long labels = Objects.requireNonNull(FixedSequence.labelsNeeded(1, 400, 0.01, 0.05));
        assertThat(Binomial.cdf(Math.ceilDiv(labels, 400), labels, 0.01)).isLessThanOrEqualTo(0.05);
        assertThat(FixedSequence.labelsNeeded(4, 400, 0.01, 0.05)).isNull();
        assertThat(FixedSequence.labelsNeeded(0, 0, 0.01, 0.05)).isNull();
    }

    @Test
    void a_point_without_labels_proves_nothing() {
        List<Point> points = List.of(new Point(0.9, 5_000, 0, 0));
        assertThat(FixedSequence.certify(points, 0.02, List.of(new Start(0, 0.1)))
                        .certified())
                .isEmpty();
    }

    @Test
    void nothing_to_test_proves_nothing() {
        FixedSequence.Certified none = FixedSequence.certify(List.of(), 0.02, List.of());
        assertThat(none.certified()).isEmpty();
        assertThat(none.failure()).isNull();
        assertThat(Chain.learn(List.of()).certify(List.of(), 0.02, 0.1).cleared())
                .isZero();
        var unlabelled = List.of(new Cell("a", 0, 100, 0, 0), new Cell("a", 1, 100, 0, 0));
        assertThat(Chain.learn(unlabelled).certify(unlabelled, 0.02, 0.1).cleared())
                .isZero();
    }

    @Test
    void starts_that_spend_everything_are_refused() {
        assertThatThrownBy(
                        () -> FixedSequence.certify(points(0, 0), 0.02, List.of(new Start(0, 0.5), new Start(1, 0.5))))
                .hasMessageContaining("starts");
        assertThatThrownBy(() -> FixedSequence.certify(points(0), 0.02, List.of(new Start(1, 0.5))))
                .hasMessageContaining("point 1");
    }

    @Test
    void each_segment_is_held_to_its_own_promise() {
        var good = new Segments.Segment(points(0, 0, 1), 1, List.of());
        var bad = new Segments.Segment(points(6, 12, 18), 1, List.of());
        Map<String, FixedSequence.Certified> results = Segments.certify(Map.of("a", good, "b", bad), 0.02, 0.1);
        assertThat(Objects.requireNonNull(results.get("a")).loosest()).hasValue(2);
        assertThat(Objects.requireNonNull(results.get("b")).certified()).isEmpty();
        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(results.get("b")).failure())
                        .delta())
                .isEqualTo(0.05);
    }

    @Test
    void an_isotonic_fit_rises_and_keeps_the_mean_of_every_pool() {
        Property.forAll(300, chance -> {
            int n = 1 + chance.below(40);
            double[] x = new double[n];
            double[] y = new double[n];
            double sum = 0;
            for (int i = 0; i < n; i++) {
                x[i] = chance.below(20);
                y[i] = chance.share();
                sum += y[i];
            }
            double[] fit = Isotonic.fit(x, y);
            double fitted = fit[0];
            for (int i = 1; i < n; i++) {
                assertThat(fit[i]).isGreaterThanOrEqualTo(fit[i - 1] - 1e-12);
                fitted += fit[i];
            }
            assertThat(fitted).isEqualTo(sum, within(1e-9));
        });
    }

    @Test
    void a_chain_never_clears_a_bucket_before_a_safer_one_of_its_segment() {
        Property.forAll(200, chance -> {
            var cells = new ArrayList<Cell>();
            for (String segment : List.of("a", "b", "c")) {
                for (int bucket = 0; bucket < 8; bucket++) {
                    int labels = chance.below(60);
                    cells.add(new Cell(segment, bucket, 100, labels, chance.between(0, labels / 3)));
                }
            }
            Chain chain = Chain.learn(cells);
            assertThat(chain.order()).hasSameSizeAs(cells);
            for (int length = 0; length <= cells.size(); length++) {
                Map<String, Integer> last = chain.thresholds(length);
                int cleared =
                        last.values().stream().mapToInt(bucket -> bucket + 1).sum();
                assertThat(cleared).as("no holes").isEqualTo(length);
            }
        });
    }

    @Test
    void a_chain_is_certified_on_labels_it_has_not_seen() {
        var learned = new ArrayList<Cell>();
        var fresh = new ArrayList<Cell>();
        for (int bucket = 0; bucket < 10; bucket++) {
            learned.add(new Cell("good", bucket, 1_000, 300, bucket < 6 ? 1 : 60));
            fresh.add(new Cell("good", bucket, 1_000, 300, bucket < 6 ? 1 : 60));
            learned.add(new Cell("bad", bucket, 1_000, 300, 45));
            fresh.add(new Cell("bad", bucket, 1_000, 300, 45));
        }
        Chain chain = Chain.learn(learned);
        Chain.Tables tables = chain.certify(fresh, 0.02, 0.1);
        assertThat(chain.thresholds(tables.cleared())).containsExactly(Map.entry("good", 5));
        // The same order, and labels that do not bear it out: nothing is promised.
        var worse = fresh.stream()
                .map(cell -> new Cell(cell.segment(), cell.bucket(), 1_000, 300, 30))
                .toList();
        assertThat(chain.certify(worse, 0.02, 0.1).cleared()).isZero();
    }
}
