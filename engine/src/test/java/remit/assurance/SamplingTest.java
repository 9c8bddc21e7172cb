package remit.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import remit.assurance.sampling.Draw;
import remit.assurance.sampling.Propensity;
import remit.assurance.sampling.SamplePlan;
import remit.assurance.sampling.SequentialPlan;
import remit.assurance.sequential.Mixture;
import remit.testing.Property;

class SamplingTest {
    private static final byte[] SECRET = "a secret of the day, 32 bytes....".getBytes(StandardCharsets.UTF_8);

    @Test
    void the_same_case_is_drawn_the_same_way_and_the_secret_decides() {
        assertThat(Draw.of(SECRET, "case_1")).isEqualTo(Draw.of(SECRET, "case_1"));
        assertThat(Draw.of(SECRET, "case_1")).isNotEqualTo(Draw.of(SECRET, "case_2"));
        byte[] other = SECRET.clone();
        other[0]++;
        assertThat(Draw.of(other, "case_1")).isNotEqualTo(Draw.of(SECRET, "case_1"));
        assertThat(Draw.of(SECRET, "blind", "case_1")).isNotEqualTo(Draw.of(SECRET, "case_1"));
    }

    @Test
    void a_draw_is_the_first_eight_bytes_of_the_hmac() {
        // RFC 4231, test case 2.
        Draw draw = Draw.of("Jefe".getBytes(StandardCharsets.UTF_8), "what do ya want for nothing?");
        assertThat(Long.toHexString(draw.number())).isEqualTo("5bdcc146bf60754e");
    }

    @Test
    void a_draw_is_below_exactly_when_the_number_over_two_to_the_64_is() {
        BigDecimal whole = new BigDecimal(BigInteger.TWO.pow(64));
        Property.forAll(5_000, chance -> {
            double pi = chance.oneIn(5) ? Math.ulp(chance.share()) : chance.share();
            // Near the limit, where rounding would show.
            long near = new BigDecimal(pi).multiply(whole).toBigInteger().longValue() + chance.between(-1, 1);
            long number = chance.flip() ? chance.bits() : near;
            var exact = new BigDecimal(new BigInteger(Long.toUnsignedString(number)));
            assertThat(new Draw(number).below(pi)).isEqualTo(exact.compareTo(new BigDecimal(pi).multiply(whole)) < 0);
        });
    }

    @Test
    void probability_one_takes_every_case_and_zero_none() {
        for (long number : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThat(new Draw(number).below(1)).isTrue();
            assertThat(new Draw(number).below(0)).isFalse();
        }
    }

    @Test
    void five_of_a_hundred_are_drawn_and_apart_from_a_second_purpose() {
        int drawn = 0;
        int both = 0;
        for (int i = 0; i < 100_000; i++) {
            boolean looked = Draw.of(SECRET, "case_" + i).below(0.05);
            if (looked) drawn++;
            if (looked && Draw.of(SECRET, "blind", "case_" + i).below(0.5)) both++;
        }
        assertThat(drawn).isBetween(4_750, 5_250);
        assertThat((double) both / drawn).isBetween(0.47, 0.53);
    }

    @Test
    void a_secret_is_tied_to_what_was_published_before() {
        String published = Draw.commitment(SECRET);
        assertThat(Draw.matches(SECRET, published)).isTrue();
        assertThat(Draw.matches("another".getBytes(StandardCharsets.UTF_8), published))
                .isFalse();
    }

    @Test
    void reasons_to_look_add_up_as_independent_draws() {
        var propensity = new Propensity(Map.of("floor", 0.05, "new supplier", 0.2));
        assertThat(propensity.total()).isEqualTo(1 - 0.95 * 0.8, within(1e-15));
        assertThat(propensity.with("audit", 1).total()).isEqualTo(1);
        assertThat(new Propensity(Map.of()).total()).isZero();
        assertThatThrownBy(() -> new Propensity(Map.of("floor", 1.1))).hasMessageContaining("floor");
    }

    @Test
    void plans_say_what_an_audit_guide_says() {
        SamplePlan discovery = SamplePlan.allowing(0, 0.01, 0.05);
        assertThat(discovery.size()).isEqualTo(299);
        assertThat(discovery.passes(0)).isTrue();
        assertThat(discovery.passes(1)).isFalse();
        assertThat(discovery.upperDeviationLimit(0)).isLessThanOrEqualTo(0.01);
        assertThat(discovery.upperDeviationLimit(1)).isGreaterThan(0.01);
        assertThat(SamplePlan.expecting(0.05, 0.05, 0.05)).isEmpty();
    }

    @Test
    void a_plan_expects_exactly_the_decimal_that_is_written() {
        // 0.07 x 100 is 7.000000000000001 in doubles, which would round up to 8.
        SamplePlan plan = SamplePlan.expecting(0.07, 0.14, 0.05).orElseThrow();
        assertThat(plan.allowedDeviations()).isEqualTo(Math.ceilDiv(plan.size() * 7, 100));
        assertThat(plan.upperDeviationLimit(plan.allowedDeviations())).isLessThanOrEqualTo(0.14);
    }

    @Test
    void a_sequential_plan_allows_more_errors_the_longer_it_goes() {
        var plan = new SequentialPlan(0.02, 0.05, Mixture.UNIFORM, 1, 5_000);
        assertThat(plan.allowed(50)).isEqualTo(-1);
        assertThat(plan.allowed(2_000)).isGreaterThan(plan.allowed(1_000)).isGreaterThan(10);
        SequentialPlan.Expected good = plan.expected(0.002);
        SequentialPlan.Expected fair = plan.expected(0.01);
        assertThat(good.mean()).isLessThan(fair.mean());
        assertThat(good.median().orElseThrow()).isLessThan(fair.median().orElseThrow());
        assertThat(plan.expected(0.02).median()).isEmpty();
    }
}
