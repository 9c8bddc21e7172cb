package remit.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import remit.assurance.bounds.Betting;
import remit.assurance.bounds.Binomial;
import remit.assurance.bounds.ClopperPearson;
import remit.assurance.bounds.HoeffdingBentkus;
import remit.assurance.bounds.SampleSize;
import remit.testing.Property;
import remit.testing.Property.Chance;

class BoundsTest {
    /** Sizes from 1 to a million, each magnitude as often as the next. */
    private static int size(Chance chance) {
        return (int) Math.pow(10, 6 * chance.share());
    }

    @Test
    void p_value_passes_exactly_where_the_upper_bound_is_at_most_alpha() {
        Property.forAll(2_000, chance -> {
            int n = size(chance);
            int k = chance.between(0, Math.min(n, chance.oneOf(3, 30, n)));
            double alpha = 0.0001 + 0.5 * chance.share() * chance.share();
            double delta = 0.001 + 0.3 * chance.share();
            double p = Binomial.cdf(k, n, alpha);
            // Where both are equal but for the last digits, either answer is right.
            if (Math.abs(p / delta - 1) < 1e-9) return;
            assertThat(p <= delta).isEqualTo(ClopperPearson.upper(k, n, delta) <= alpha);
        });
    }

    @Test
    void at_most_k_and_more_than_k_are_all_there_is() {
        Property.forAll(2_000, chance -> {
            int n = size(chance);
            int k = chance.between(0, n);
            double p = chance.share();
            assertThat(Binomial.cdf(k, n, p) + Binomial.atLeast(k + 1, n, p)).isEqualTo(1, within(1e-13));
        });
    }

    @Test
    void tails_far_below_the_smallest_double_keep_their_digits() {
        // (1 - p)^n and p^n, whose logarithms are known.
        assertThat(Binomial.logCdf(0, 1_000_000, 0.01)).isEqualTo(1_000_000 * Math.log1p(-0.01), within(1e-8));
        assertThat(Binomial.logAtLeast(5_000, 5_000, 0.5)).isEqualTo(5_000 * Math.log(0.5), within(1e-9));
    }

    @Test
    void bounds_are_where_the_tails_are_delta() {
        Property.forAll(1_000, chance -> {
            int n = size(chance) + 1;
            int k = chance.between(1, Math.max(1, n - 1));
            double delta = 0.001 + 0.4 * chance.share();
            if (k < n) {
                double upper = ClopperPearson.upper(k, n, delta);
                // A bound next to 1 has no digits left for its distance from 1.
                if (upper < 0.999_999) assertThat(Binomial.cdf(k, n, upper)).isEqualTo(delta, within(1e-8));
            }
            double lower = ClopperPearson.lower(k, n, delta);
            if (lower < 0.999_999) assertThat(Binomial.atLeast(k, n, lower)).isEqualTo(delta, within(1e-8));
        });
    }

    @Test
    void more_errors_never_make_a_bound_smaller() {
        Property.forAll(500, chance -> {
            int n = 1 + chance.below(3_000);
            int k = chance.below(n);
            assertThat(ClopperPearson.upper(k + 1, n, 0.05)).isGreaterThan(ClopperPearson.upper(k, n, 0.05));
            assertThat(ClopperPearson.lower(k + 1, n, 0.05)).isGreaterThan(ClopperPearson.lower(k, n, 0.05));
        });
    }

    @Test
    void the_exact_test_is_stronger_than_the_one_for_graded_losses() {
        Property.forAll(1_000, chance -> {
            int n = 1 + chance.below(5_000);
            int k = chance.between(0, n);
            double alpha = 0.001 + 0.4 * chance.share();
            double graded = HoeffdingBentkus.pValue(k, n, alpha);
            assertThat(graded).isBetween(0.0, 1.0);
            if (k < n * alpha) assertThat(Binomial.cdf(k, n, alpha)).isLessThanOrEqualTo(graded * (1 + 1e-9));
        });
    }

    @Test
    void a_loss_in_hundredths_is_never_rounded() {
        // 15 whole losses, counted in hundredths: 1500 / 100 must not become 14 or 16.
        assertThat(HoeffdingBentkus.pValue(1_500, 100, 22, 0.9)).isEqualTo(HoeffdingBentkus.pValue(15, 22, 0.9));
        assertThat(HoeffdingBentkus.pValue(1_501, 100, 5_000, 0.01))
                .isGreaterThan(HoeffdingBentkus.pValue(1_500, 100, 5_000, 0.01));
    }

    @Test
    void a_size_is_the_smallest_that_proves() {
        Property.forAll(200, chance -> {
            double tolerable = 0.01 + 0.3 * chance.share();
            double risk = chance.oneOf(0.01, 0.05, 0.1);
            int labels = 1 + chance.below(200);
            int errors = chance.between(0, labels);
            OptionalLong size = SampleSize.forShare(errors, labels, tolerable, risk);
            if ((double) errors / labels >= tolerable) {
                assertThat(size).isEmpty();
                return;
            }
            if (size.isEmpty() || size.getAsLong() > 3_000) return;
            for (long n = 1; n < size.getAsLong(); n++) {
                long expected = Math.ceilDiv(n * errors, labels);
                assertThat(Binomial.cdf(expected, n, tolerable)).as("n " + n).isGreaterThan(risk);
            }
            long expected = Math.ceilDiv(size.getAsLong() * errors, labels);
            assertThat(Binomial.cdf(expected, size.getAsLong(), tolerable)).isLessThanOrEqualTo(risk);
        });
    }

    @Test
    void betting_bounds_hold_the_mean_and_miss_no_more_often_than_they_say() {
        int misses = 0;
        int lowerMisses = 0;
        int rounds = 600;
        for (int seed = 0; seed < rounds; seed++) {
            var chance = new Chance(seed);
            double[] values = new double[400];
            double mean = 0;
            for (int i = 0; i < values.length; i++) {
                values[i] = chance.oneIn(10) ? chance.share() : 0;
                mean += values[i] / values.length;
            }
            double upper = Betting.upper(values, 0.1);
            double lower = Betting.lower(values, 0.1);
            assertThat(mean).isBetween(lower, upper);
            if (upper < 0.05) misses++;
            if (lower > 0.05) lowerMisses++;
        }
        assertThat((double) misses / rounds).isLessThanOrEqualTo(0.1 + 3 * Math.sqrt(0.09 / rounds));
        assertThat((double) lowerMisses / rounds).isLessThanOrEqualTo(0.1 + 3 * Math.sqrt(0.09 / rounds));
    }

    @Test
    void betting_on_counts_does_not_depend_on_their_order_and_needs_no_more_than_counts() {
        List<Betting.Repeated> counts =
                List.of(new Betting.Repeated(0, 5_000), new Betting.Repeated(0.2, 10), new Betting.Repeated(1, 4));
        double upper = Betting.upper(counts, 0.05);
        assertThat(Betting.upper(counts.reversed(), 0.05)).isEqualTo(upper, within(1e-14));
        assertThat(upper).isBetween((0.2 * 10 + 4) / 5_014, 0.01);
        // Without any error it is near the three in n of the exact bound.
        double none = Betting.upper(List.of(new Betting.Repeated(0, 3_000)), 0.05);
        assertThat(none).isBetween(ClopperPearson.upper(0, 3_000, 0.05), 2.5 * ClopperPearson.upper(0, 3_000, 0.05));
    }

    @Test
    void nothing_seen_bounds_nothing() {
        assertThat(Betting.upper(new double[0], 0.05)).isEqualTo(1);
        assertThat(Betting.upper(new ArrayList<>(), 0.05)).isEqualTo(1);
        assertThat(ClopperPearson.upper(0, 0, 0.05)).isEqualTo(1);
        assertThat(ClopperPearson.lower(0, 0, 0.05)).isZero();
        assertThat(HoeffdingBentkus.pValue(0, 0, 0.02)).isEqualTo(1);
    }

    @Test
    void impossible_counts_are_refused() {
        assertThatThrownBy(() -> ClopperPearson.upper(3, 2, 0.05)).hasMessageContaining("k");
        assertThatThrownBy(() -> ClopperPearson.upper(1, 2, 0)).hasMessageContaining("delta");
        assertThatThrownBy(() -> Binomial.cdf(1, 2, Double.NaN)).hasMessageContaining("p");
        assertThatThrownBy(() -> Betting.upper(new double[] {1.5}, 0.05)).hasMessageContaining("values");
    }
}
