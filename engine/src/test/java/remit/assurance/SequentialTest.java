package remit.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import remit.assurance.sampling.SequentialPlan;
import remit.assurance.sequential.ConfidenceSequence;
import remit.assurance.sequential.Demotion;
import remit.assurance.sequential.Mixture;
import remit.assurance.sequential.Promotion;
import remit.assurance.sequential.Reviews;
import remit.assurance.sequential.ShiryaevRoberts;
import remit.assurance.sequential.Strata;
import remit.kernel.Json;
import remit.testing.Property;
import remit.testing.Property.Chance;

class SequentialTest {
    private static Mixture mixture(Chance chance) {
        return new Mixture(chance.oneOf(0.5, 1.0, 3.0), chance.oneOf(0.5, 1.0, 20.0, 300.0));
    }

    /** Exactly: over every number of errors, weighted with its chance. */
    private static double mean(int n, double share, java.util.function.ToDoubleFunction<Reviews> logE) {
        double mean = 0;
        for (int errors = 0; errors <= n; errors++) {
            double chance = ExactVectors.cdf(errors, n, share)
                    .subtract(errors == 0 ? java.math.BigDecimal.ZERO : ExactVectors.cdf(errors - 1, n, share))
                    .doubleValue();
            mean += chance * Math.exp(logE.applyAsDouble(new Reviews(errors, n - errors)));
        }
        return mean;
    }

    @Test
    void evidence_for_promotion_is_worth_one_on_average_at_the_target_and_less_above() {
        Property.forAll(30, chance -> {
            Mixture mixture = mixture(chance);
            double target = 0.01 + 0.2 * chance.share();
            int n = 1 + chance.below(80);
            double at = mean(n, target, seen -> Promotion.logE(seen, target, mixture));
            assertThat(at).isEqualTo(1, within(1e-9));
            double worse = target + (1 - target) * chance.share();
            assertThat(mean(n, worse, seen -> Promotion.logE(seen, target, mixture)))
                    .isLessThanOrEqualTo(1 + 1e-9);
        });
    }

    @Test
    void evidence_for_demotion_is_worth_one_on_average_at_what_is_tolerated_and_less_below() {
        Property.forAll(30, chance -> {
            Mixture mixture = mixture(chance);
            double tolerated = 0.01 + 0.2 * chance.share();
            int n = 1 + chance.below(80);
            double at = mean(n, tolerated, seen -> Demotion.logE(seen, tolerated, mixture));
            assertThat(at).isEqualTo(1, within(1e-9));
            double better = tolerated * chance.share();
            assertThat(mean(n, better, seen -> Demotion.logE(seen, tolerated, mixture)))
                    .isLessThanOrEqualTo(1 + 1e-9);
        });
    }

    @Test
    void evidence_over_a_hundred_thousand_paths_is_worth_at_most_one_on_average() {
        var chance = new Chance(7);
        int paths = 100_000;
        double sum = 0;
        double squares = 0;
        for (int path = 0; path < paths; path++) {
            int errors = 0;
            for (int i = 0; i < 60; i++) if (chance.share() < 0.05) errors++;
            double e = Math.exp(Promotion.logE(new Reviews(errors, 60 - errors), 0.05, Mixture.UNIFORM));
            sum += e;
            squares += e * e;
        }
        double mean = sum / paths;
        assertThat(mean).isLessThanOrEqualTo(1 + 3 * Math.sqrt((squares / paths - mean * mean) / paths));
    }

    @Test
    void a_false_proof_has_at_most_the_chance_that_was_set_however_often_one_looks() {
        for (int every : new int[] {1, 20}) {
            var plan = new SequentialPlan(0.02, 0.05, Mixture.UNIFORM, every, 5_000);
            assertThat(plan.expected(0.02).proven()).isBetween(0.02, 0.05);
            assertThat(plan.expected(0.03).proven()).isLessThan(0.01);
            assertThat(plan.expected(0.002).proven()).isGreaterThan(0.999);
        }
    }

    @Test
    void expected_sizes_are_those_of_simulated_reviews() {
        var plan = new SequentialPlan(0.05, 0.05, Mixture.UNIFORM, 10, 2_000);
        double mean = 0;
        int proven = 0;
        int rounds = 2_000;
        for (int seed = 0; seed < rounds; seed++) {
            var chance = new Chance(seed);
            var seen = Reviews.NONE;
            boolean done = false;
            while (!done && seen.count() < 2_000) {
                for (int i = 0; i < 10; i++) seen = seen.with(chance.share() < 0.02);
                done = Promotion.logE(seen, 0.05, Mixture.UNIFORM) >= Math.log(20);
            }
            mean += (double) seen.count() / rounds;
            if (done) proven++;
        }
        SequentialPlan.Expected expected = plan.expected(0.02);
        assertThat(expected.mean()).isEqualTo(mean, within(0.08 * mean));
        assertThat(expected.proven()).isEqualTo((double) proven / rounds, within(0.01));
    }

    @Test
    void attempts_together_spend_no_more_than_alpha() {
        double sum = 0;
        for (int attempt = 1; attempt <= 100_000; attempt++) sum += Promotion.spend(0.05, attempt);
        assertThat(sum).isBetween(0.0499, 0.05);
        assertThat(Promotion.proven(Math.log(40), 0.05, 1)).isTrue();
        assertThat(Promotion.proven(Math.log(39.9), 0.05, 1)).isFalse();
        assertThat(Promotion.proven(Math.log(119), 0.05, 2)).isFalse();
    }

    @Test
    void the_share_seen_lies_between_the_bounds_and_bounds_are_where_the_evidence_says() {
        Property.forAll(1_000, chance -> {
            var seen = new Reviews(chance.below(chance.oneOf(1, 5, 100)), chance.below(chance.oneOf(2, 100, 20_000)));
            Mixture mixture = mixture(chance);
            double alpha = chance.oneOf(0.01, 0.05, 0.2);
            ConfidenceSequence both = ConfidenceSequence.of(seen, alpha, mixture);
            double share = seen.count() == 0 ? 0.5 : (double) seen.errors() / seen.count();
            assertThat(both.lower()).isLessThanOrEqualTo(share);
            assertThat(both.upper()).isGreaterThanOrEqualTo(share);
            assertThat(ConfidenceSequence.upper(seen, alpha, mixture)).isGreaterThanOrEqualTo(share);
            assertThat(ConfidenceSequence.lower(seen, alpha, mixture)).isLessThanOrEqualTo(share);
            double inside = both.lower() + (both.upper() - both.lower()) * (0.01 + 0.98 * chance.share());
            if (inside > 0 && inside < 1) {
                assertThat(ConfidenceSequence.holds(inside, seen, alpha, mixture))
                        .isTrue();
            }
            double above = both.upper() + (1 - both.upper()) * 0.01;
            if (both.upper() < 0.99)
                assertThat(ConfidenceSequence.holds(above, seen, alpha, mixture))
                        .isFalse();
        });
    }

    @Test
    void proven_means_that_the_upper_bound_is_below_the_target() {
        Property.forAll(500, chance -> {
            var seen = new Reviews(chance.below(5), 1 + chance.below(3_000));
            double target = 0.005 + 0.05 * chance.share();
            double logE = Promotion.logE(seen, target, Mixture.UNIFORM);
            if (Math.abs(logE - Math.log(20)) < 1e-9) return;
            assertThat(logE > Math.log(20)).isEqualTo(ConfidenceSequence.upper(seen, 0.05, Mixture.UNIFORM) < target);
        });
    }

    @Test
    void the_running_intersection_only_shrinks() {
        Property.forAll(20, chance -> {
            double share = chance.oneOf(0.01, 0.1, 0.5);
            var seen = Reviews.NONE;
            var running = new ConfidenceSequence(0, 1);
            for (int i = 0; i < 400; i++) {
                seen = seen.with(chance.share() < share);
                ConfidenceSequence next = running.and(ConfidenceSequence.of(seen, 0.05, Mixture.UNIFORM));
                assertThat(next.lower()).isGreaterThanOrEqualTo(running.lower());
                assertThat(next.upper()).isLessThanOrEqualTo(running.upper());
                running = next;
            }
            assertThat(running.upper()).isLessThan(1);
        });
    }

    @Test
    void a_watch_grows_with_errors_and_starts_anew_on_reset() {
        ShiryaevRoberts watch = ShiryaevRoberts.watching(0.02);
        assertThat(watch.alternatives()).containsExactly(0.03, 0.04, 0.06, 0.1, 0.2);
        assertThat(watch.after(true).statistic())
                .isGreaterThan(watch.after(false).statistic());
        ShiryaevRoberts bad = watch;
        for (int i = 0; i < 10_000; i++) bad = bad.after(true);
        assertThat(bad.statistic()).isFinite();
        assertThat(bad.alarm(5_000)).isTrue();
        assertThat(bad.reset()).isEqualTo(watch);
        assertThat(ShiryaevRoberts.fromJson(Json.parseObject(bad.toJson().canonical())))
                .isEqualTo(bad);
    }

    @Test
    void a_watch_exists_for_every_share_that_can_be_tolerated() {
        for (double tolerated : new double[] {0.0001, 0.1, 0.4, 0.7, 0.99}) {
            assertThat(ShiryaevRoberts.watching(tolerated).alternatives()).isNotEmpty();
        }
        assertThatThrownBy(() -> ShiryaevRoberts.watching(0.1, List.of(0.05))).hasMessageContaining("alternatives");
    }

    @Test
    void strata_bound_the_whole_and_cost_little_when_they_are_one() {
        var seen = new Reviews(4, 1_200);
        var one = new Strata(seen, 1, Mixture.UNIFORM);
        double alone = ConfidenceSequence.of(seen, 0.05, Mixture.UNIFORM).upper();
        assertThat(Strata.upper(List.of(one), 0.05)).isEqualTo(alone, within(1e-9));
        var most = new Strata(new Reviews(0, 900), 0.8, Mixture.UNIFORM);
        var rest = new Strata(new Reviews(10, 190), 0.2, Mixture.UNIFORM);
        assertThat(Strata.upper(List.of(most, rest), 0.05)).isBetween(0.01, 0.05);
        var unseen = new Strata(Reviews.NONE, 0.2, Mixture.UNIFORM);
        assertThat(Strata.upper(List.of(most, unseen), 0.05)).isBetween(0.2, 0.22);
    }
}
