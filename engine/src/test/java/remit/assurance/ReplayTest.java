package remit.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import remit.assurance.replay.Counted;
import remit.assurance.replay.Estimate;
import remit.assurance.replay.Observed;
import remit.assurance.replay.PredictionPowered;
import remit.assurance.replay.Support;
import remit.testing.Property;
import remit.testing.Property.Chance;

class ReplayTest {
    /** Doubtful cases (one in five) are wrong in 4%, the others in 0.5%; they are looked at three times as often. */
    private static List<Observed> sampled(Chance chance, int n, double pi) {
        var cases = new ArrayList<Observed>();
        for (int i = 0; i < n; i++) {
            boolean doubtful = chance.oneIn(5);
            double error = chance.share() < (doubtful ? 0.04 : 0.005) ? 1 : 0;
            double propensity = doubtful ? 3 * pi : pi;
            boolean seen = chance.share() < propensity;
            cases.add(new Observed(seen ? error : null, propensity, doubtful ? 0.03 : 0.01));
        }
        return cases;
    }

    private static List<Counted> counted(List<Observed> cases) {
        var counts = new TreeMap<Double, long[]>();
        for (Observed each : cases) {
            long[] count = counts.computeIfAbsent(each.propensity(), _ -> new long[3]);
            Double error = each.error();
            count[0]++;
            if (error != null) count[1]++;
            if (error != null && error == 1) count[2]++;
        }
        var result = new ArrayList<Counted>();
        counts.forEach((pi, count) -> result.add(new Counted(pi, count[0], count[1], count[2])));
        return result;
    }

    private static final double TRUTH = 0.2 * 0.04 + 0.8 * 0.005;

    @Test
    void when_every_case_is_looked_at_all_estimates_are_the_plain_mean() {
        Property.forAll(200, chance -> {
            var cases = new ArrayList<Observed>();
            double sum = 0;
            int n = 1 + chance.below(300);
            for (int i = 0; i < n; i++) {
                double error = chance.oneIn(10) ? 1 : 0;
                sum += error;
                cases.add(new Observed(error, 1, chance.share()));
            }
            Estimate estimate = Estimate.of(cases);
            assertThat(estimate.horvitzThompson()).isEqualTo(sum / n);
            assertThat(Objects.requireNonNull(estimate.hajek())).isEqualTo(sum / n);
            assertThat(estimate.aipw()).isEqualTo(sum / n, within(1e-12));
            assertThat(estimate.effectiveSampleSize()).isEqualTo(n, within(1e-9));
        });
    }

    @Test
    void estimates_are_right_on_average_where_the_mean_of_the_labels_is_not() {
        double weighted = 0;
        double mended = 0;
        double naive = 0;
        int rounds = 300;
        for (int seed = 0; seed < rounds; seed++) {
            List<Observed> cases = sampled(new Chance(seed), 4_000, 0.1);
            Estimate estimate = Estimate.of(cases);
            weighted += estimate.horvitzThompson() / rounds;
            mended += estimate.aipw() / rounds;
            naive += cases.stream()
                            .map(Observed::error)
                            .filter(Objects::nonNull)
                            .mapToDouble(Double::doubleValue)
                            .average()
                            .orElse(0)
                    / rounds;
        }
        assertThat(weighted).isEqualTo(TRUTH, within(0.0009));
        assertThat(mended).isEqualTo(TRUTH, within(0.0009));
        assertThat(naive).isGreaterThan(TRUTH + 0.005);
    }

    @Test
    void upper_bounds_miss_no_more_often_than_they_say() {
        int misses = 0;
        int missesByCounts = 0;
        double bounds = 0;
        int rounds = 150;
        for (int seed = 0; seed < rounds; seed++) {
            List<Observed> cases = sampled(new Chance(1_000 + seed), 4_000, 0.1);
            double upper = Estimate.upper(cases, 0.05);
            bounds += upper / rounds;
            if (upper < TRUTH) misses++;
            if (Estimate.upperOfCounts(counted(cases), 0.05) < TRUTH) missesByCounts++;
        }
        double allowed = 0.05 + 3 * Math.sqrt(0.05 * 0.95 / rounds);
        assertThat((double) misses / rounds).isLessThanOrEqualTo(allowed);
        assertThat((double) missesByCounts / rounds).isLessThanOrEqualTo(allowed);
        // And it says something: with some 560 labels the exact bound of so rare an error is near 2.2%.
        assertThat(bounds).isLessThan(0.04);
    }

    @Test
    void counts_say_what_single_cases_say() {
        for (int seed = 0; seed < 20; seed++) {
            List<Observed> cases = sampled(new Chance(seed), 2_000, 0.1);
            Estimate single = Estimate.of(cases);
            Estimate counted = Estimate.ofCounts(counted(cases));
            assertThat(counted.labels()).isEqualTo(single.labels());
            assertThat(counted.horvitzThompson()).isEqualTo(single.horvitzThompson(), within(1e-12));
            assertThat(Objects.requireNonNull(counted.hajek()))
                    .isEqualTo(Objects.requireNonNull(single.hajek()), within(1e-12));
            assertThat(counted.effectiveSampleSize()).isEqualTo(single.effectiveSampleSize(), within(1e-6));
        }
        assertThat(Estimate.upperOfCounts(List.of(new Counted(0, 5, 0, 0), new Counted(1, 900, 900, 0)), 0.05))
                .isEqualTo(1);
    }

    @Test
    void cases_that_nobody_could_look_at_are_never_vouched_for() {
        var cases = new ArrayList<>(sampled(new Chance(3), 900, 0.1));
        for (int i = 0; i < 100; i++) cases.add(new Observed(null, 0, 0));
        Support support = Support.of(cases);
        assertThat(support.unsupportedShare()).isEqualTo(0.1);
        assertThat(support.leastPropensity()).isEqualTo(0.1);
        assertThat(support.enough(0)).isFalse();
        assertThat(support.enough(0.1)).isTrue();
        assertThat(support.worstCase(0.02)).isEqualTo(0.118, within(1e-12));
        assertThat(Estimate.upper(cases, 0.05)).isEqualTo(1);
        assertThatThrownBy(() -> new Observed(1.0, 0, 0)).hasMessageContaining("propensity 0");
    }

    @Test
    void without_a_label_there_is_no_share_to_show() {
        Estimate estimate = Estimate.of(List.of(new Observed(null, 0.1, 0.02)));
        assertThat(estimate.hajek()).isNull();
        assertThat(estimate.horvitzThompson()).isZero();
        assertThat(estimate.aipw()).isEqualTo(0.02);
        assertThat(Estimate.upper(List.of(new Observed(null, 0.1, 0.02)), 0.05)).isEqualTo(1);
    }

    @Test
    void a_good_model_sharpens_the_estimate_and_a_useless_one_is_left_alone() {
        double sharp = 0;
        double plain = 0;
        for (int seed = 0; seed < 200; seed++) {
            var chance = new Chance(seed);
            double[] people = new double[100];
            double[] good = new double[100];
            double[] alone = new double[5_000];
            for (int i = 0; i < 100; i++) {
                people[i] = chance.share() < 0.3 ? 1 : 0;
                good[i] = chance.oneIn(20) ? 1 - people[i] : people[i];
            }
            for (int i = 0; i < alone.length; i++) {
                double truth = chance.share() < 0.3 ? 1 : 0;
                alone[i] = chance.oneIn(20) ? 1 - truth : truth;
            }
            PredictionPowered estimate = PredictionPowered.of(people, good, alone);
            sharp += Math.pow(estimate.estimate() - 0.3, 2);
            plain += Math.pow(java.util.Arrays.stream(people).average().orElse(0) - 0.3, 2);
            assertThat(estimate.trust()).isGreaterThan(0.5);
            PredictionPowered constant = PredictionPowered.of(people, new double[100], new double[50]);
            assertThat(constant.trust()).isZero();
        }
        assertThat(sharp).isLessThan(plain / 2);
    }
}
