package remit.server.authors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThresholdTest {
    private static void add(List<Threshold.Scored> to, int count, int wrong, double confidence, String group) {
        for (int i = 0; i < count; i++) to.add(new Threshold.Scored(confidence, i >= wrong, group));
    }

    private static Threshold choose(List<Threshold.Scored> scored, List<Threshold.Scored> aged) {
        return new Threshold.Choice(scored, aged, 0.03, "lines").choose();
    }

    @Test
    void the_lowest_confidence_that_keeps_the_limit_is_taken() {
        var scored = new ArrayList<Threshold.Scored>();
        add(scored, 1_000, 5, 0.95, "a");
        add(scored, 1_000, 30, 0.90, "b");
        add(scored, 1_000, 300, 0.60, "c");
        Threshold threshold = choose(scored, scored);
        assertThat(threshold.at()).isEqualTo(0.90);
        assertThat(threshold.heldOut()).isEqualTo(new TrainingReport.HeldOut(3_000, 2_665, 2_000, 35));
        assertThat(threshold.explain()).contains("2,000 (66.7%)").contains("35 of them were wrong (1.8%, limit 3.0%)");
    }

    @Test
    void a_large_group_that_is_always_right_cannot_pay_for_the_others() {
        var scored = new ArrayList<Threshold.Scored>();
        add(scored, 2_000, 0, 0.90, "large");
        add(scored, 300, 1, 0.95, "a");
        add(scored, 200, 20, 0.90, "b");
        assertThat(choose(scored, scored).at()).isEqualTo(0.95);
    }

    @Test
    void few_cases_prove_little() {
        var few = new ArrayList<Threshold.Scored>();
        add(few, 40, 0, 0.99, "a");
        assertThat(choose(few, few).at()).isNull();
        var close = new ArrayList<Threshold.Scored>();
        add(close, 100, 3, 0.99, "");
        assertThat(choose(close, close).at())
                .as("3 of 100 may well be more than 3%")
                .isNull();
    }

    @Test
    void cases_of_equal_confidence_clear_together_or_not_at_all() {
        var scored = new ArrayList<Threshold.Scored>();
        add(scored, 500, 0, 0.9, "");
        add(scored, 500, 100, 0.9, "");
        assertThat(choose(scored, scored).at()).isNull();
    }

    @Test
    void a_model_that_ages_badly_needs_more_confidence() {
        var scored = new ArrayList<Threshold.Scored>();
        add(scored, 1_000, 5, 0.95, "a");
        add(scored, 1_000, 10, 0.90, "b");
        var aged = new ArrayList<>(scored);
        add(aged, 2_000, 10, 0.95, "a");
        add(aged, 2_000, 250, 0.90, "b");
        assertThat(choose(scored, scored).at()).isEqualTo(0.90);
        assertThat(choose(scored, aged).at()).isEqualTo(0.95);
    }

    @Test
    void no_case_clears_that_is_itself_likely_to_be_wrong() {
        var scored = new ArrayList<Threshold.Scored>();
        add(scored, 2_000, 0, 0.99, "");
        add(scored, 100, 30, 0.70, "");
        assertThat(choose(scored, scored).at())
                .as("30 of 2,100 is within the limit, 30 of the last 100 is a cliff")
                .isEqualTo(0.99);
    }

    @Test
    void without_a_case_nothing_clears_and_the_owner_is_told() {
        Threshold threshold = choose(List.of(), List.of());
        assertThat(threshold.at()).isNull();
        assertThat(threshold.explain()).startsWith("Nothing can clear safely");
    }
}
