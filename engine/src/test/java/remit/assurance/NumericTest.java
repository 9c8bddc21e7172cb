package remit.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import remit.assurance.numeric.Gammas;
import remit.assurance.numeric.IncompleteBeta;
import remit.assurance.numeric.Logs;
import remit.assurance.numeric.Quantiles;
import remit.assurance.numeric.Roots;
import remit.testing.Property;

/** Special functions against factorials and closed forms. */
class NumericTest {
    @Test
    void gamma_of_a_whole_number_is_a_factorial_and_of_a_half_holds_pi() {
        double factorial = 0;
        for (int n = 1; n < 400; n++) {
            assertThat(Gammas.logGamma(n)).isEqualTo(factorial, within(1e-14 * Math.max(1, factorial)));
            factorial += Math.log(n);
        }
        assertThat(Gammas.logGamma(0.5)).isEqualTo(0.5 * Math.log(Math.PI), within(1e-14));
        assertThat(Gammas.logGamma(1e-10)).isEqualTo(-Math.log(1e-10), within(1e-9));
    }

    @Test
    void beta_of_whole_numbers_is_a_ratio_of_factorials() {
        // B(a, b) = 1 / (a C(a + b - 1, a)), exactly.
        for (int a : new int[] {1, 2, 9, 10, 11, 300}) {
            for (int b : new int[] {1, 3, 10, 500, 3_000}) {
                BigInteger choose = BigInteger.ONE;
                for (int i = 1; i <= a; i++) {
                    choose = choose.multiply(BigInteger.valueOf(b + i - 1L)).divide(BigInteger.valueOf(i));
                }
                BigDecimal exact = new BigDecimal(choose.multiply(BigInteger.valueOf(a)));
                int digits = exact.precision();
                double log = Math.log(exact.movePointLeft(digits)
                                .round(MathContext.DECIMAL64)
                                .doubleValue())
                        + digits * Math.log(10);
                assertThat(Gammas.logBeta(a, b)).isEqualTo(-log, within(1e-13 * Math.max(1, log)));
            }
        }
    }

    @Test
    void a_beta_function_next_to_a_large_number_keeps_its_digits() {
        // B(1, b) = 1 / b and B(2, b) = 1 / (b (b + 1)).
        assertThat(Gammas.logBeta(1, 1e9)).isEqualTo(-Math.log(1e9), within(1e-14));
        assertThat(Gammas.logBeta(2, 1e6)).isEqualTo(-Math.log(1e6) - Math.log(1e6 + 1), within(1e-14));
    }

    @Test
    void both_tails_of_a_beta_distribution_make_a_whole_and_its_quantiles_lead_back() {
        Property.forAll(2_000, chance -> {
            double a = Math.pow(10, 6 * chance.share() - 1);
            double b = Math.pow(10, 6 * chance.share() - 1);
            double x = chance.share();
            IncompleteBeta tails = IncompleteBeta.at(x, a, b);
            assertThat(Math.exp(tails.lower()) + Math.exp(tails.upper())).isEqualTo(1, within(1e-12));
            double tail = Math.pow(10, -8 * chance.share()) * 0.999;
            double quantile = IncompleteBeta.quantile(tail, a, b);
            if (quantile > 1e-300 && quantile < 1 - 1e-6) {
                assertThat(IncompleteBeta.at(quantile, a, b).lower()).isEqualTo(Math.log(tail), within(1e-8));
            }
        });
    }

    @Test
    void tails_mirror_each_other() {
        Property.forAll(1_000, chance -> {
            double a = Math.pow(10, 5 * chance.share());
            double b = Math.pow(10, 5 * chance.share());
            // A binary fraction, so that 1 - x is exact too.
            double x = chance.between(1, 1023) / 1024.0;
            double mirrored = IncompleteBeta.at(1 - x, b, a).upper();
            double log = IncompleteBeta.at(x, a, b).lower();
            assertThat(log).isEqualTo(mirrored, within(1e-10 * Math.max(1, Math.abs(mirrored))));
        });
    }

    @Test
    void quantiles_of_the_normal_and_of_chi_square_with_two_degrees_are_known() {
        assertThat(Quantiles.normal(0.025)).isEqualTo(1.959963984540054, within(1e-13));
        assertThat(Quantiles.normal(0.975)).isEqualTo(-1.959963984540054, within(1e-13));
        assertThat(Quantiles.normal(0.5)).isZero();
        for (double tail : new double[] {1e-12, 0.01, 0.5, 0.99}) {
            assertThat(Quantiles.chiSquare(tail, 2)).isEqualTo(-2 * Math.log(tail), within(1e-11));
            // With four degrees the tail is e^(-x/2) (1 + x/2).
            double four = Quantiles.chiSquare(tail, 4);
            assertThat(Math.exp(-four / 2) * (1 + four / 2)).isEqualTo(tail, within(1e-13));
        }
        assertThat(Quantiles.chiSquareTail(Quantiles.chiSquare(0.05, 999), 999)).isEqualTo(0.05, within(1e-12));
    }

    @Test
    void logs_of_what_is_left_are_exact_at_both_ends() {
        assertThat(Logs.complement(-1e-20)).isEqualTo(Math.log(1e-20), within(1e-12));
        assertThat(Logs.complement(-800)).isEqualTo(-Math.exp(-800));
        assertThat(Logs.complement(0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Logs.sum(-1_000, -1_000)).isEqualTo(-1_000 + Math.log(2), within(1e-12));
        assertThat(Logs.sum()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void a_crossing_is_found_to_the_last_digits_and_an_end_where_there_is_none() {
        Property.forAll(1_000, chance -> {
            double root = 20 * chance.share() - 10;
            int power = chance.oneOf(1, 3, 5);
            double found = Roots.increasing(x -> Math.pow(x - root, power), -10, 10);
            assertThat(found).isEqualTo(root, within(1e-12));
        });
        assertThat(Roots.increasing(x -> x, 1, 2)).isEqualTo(1);
        assertThat(Roots.increasing(x -> x, -2, -1)).isEqualTo(-1);
        assertThat(Roots.increasing(x -> x < 0.3 ? Double.NEGATIVE_INFINITY : 1, 0, 1))
                .isEqualTo(0.3, within(1e-12));
    }
}
