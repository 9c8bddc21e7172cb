package remit.scorecard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import remit.kernel.Share;
import remit.process.Reporting;

class ReliabilityTest {
    @Test
    void an_author_that_is_right_as_often_as_it_claims_has_no_calibration_error() {
        var reliability = new Reliability();
        for (int i = 0; i < 100; i++) reliability.add(0.9, i % 10 != 0);
        assertThat(reliability.accuracy()).isEqualTo(new Share(90, 100));
        assertThat(reliability.calibrationError()).isCloseTo(0.0, within(1e-12));
    }

    @Test
    void an_author_that_claims_too_much_shows_by_how_much() {
        var reliability = new Reliability();
        for (int i = 0; i < 50; i++) reliability.add(1.0, i % 2 == 0);
        for (int i = 0; i < 50; i++) reliability.add(0.1, false);
        assertThat(reliability.calibrationError()).isCloseTo(0.5 * 0.5 + 0.5 * 0.1, within(1e-12));
    }

    @Test
    void errors_of_one_bin_do_not_pay_for_those_of_another() {
        var reliability = new Reliability();
        reliability.add(0.95, false);
        reliability.add(0.05, true);
        assertThat(reliability.calibrationError()).isCloseTo(0.95, within(1e-12));
    }

    @Test
    void without_a_case_there_is_no_figure() {
        var reliability = new Reliability();
        assertThat(reliability.calibrationError()).isNull();
        assertThat(reliability.accuracy().value()).isNull();
    }

    @Test
    void a_confidence_outside_zero_to_one_is_refused_by_name() {
        assertThatThrownBy(() -> new Reliability().add(Double.NaN, true)).hasMessageContaining("confidence");
        assertThatThrownBy(() -> new Reliability().add(1.01, true)).hasMessageContaining("confidence");
    }

    @Test
    void the_curve_clears_the_surest_first_and_equal_ones_together() {
        var points = new ArrayList<Curve.Point>();
        points.add(new Curve.Point(0.5, true));
        points.add(new Curve.Point(0.9, true));
        points.add(new Curve.Point(0.9, false));
        points.add(new Curve.Point(0.99, true));
        var curve = Curve.of(points);
        assertThat(curve.clearedAt(0)).isEqualTo(new Share(1, 4));
        assertThat(curve.clearedAt(0.25)).isEqualTo(new Share(4, 4));
        assertThat(curve.clearedAt(0.24)).isEqualTo(new Share(1, 4));
        assertThat(Curve.of(List.of()).clearedAt(0.5)).isEqualTo(new Share(0, 0));
    }

    @Test
    void the_baseline_clears_a_group_seen_often_and_one_sidedly() {
        var baseline = new Baseline(new Reporting.Baseline("vendor", 3, new BigDecimal("0.95")));
        for (int i = 0; i < 19; i++) baseline.learn("V1", "400100");
        baseline.learn("V1", "400200");
        baseline.learn("V2", "400100");
        baseline.learn("V2", "400100");
        for (int i = 0; i < 18; i++) baseline.learn("V3", "400100");
        baseline.learn("V3", "400200");
        assertThat(baseline.clears("V1")).isEqualTo("400100");
        assertThat(baseline.clears("V2")).as("seen twice").isNull();
        assertThat(baseline.clears("V3")).as("18 of 19 is less than 95%").isNull();
        assertThat(baseline.clears("V4")).as("never seen").isNull();
    }

    @Test
    void the_baseline_never_clears_a_tie() {
        var baseline = new Baseline(new Reporting.Baseline("vendor", 2, new BigDecimal("0.5")));
        baseline.learn("V1", "400100");
        baseline.learn("V1", "400200");
        assertThat(baseline.clears("V1")).isNull();
    }
}
