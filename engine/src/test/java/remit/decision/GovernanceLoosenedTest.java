package remit.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import remit.process.AdverseDecision;
import remit.process.Disposition;
import remit.process.Intake;
import remit.process.Intake.Role;
import remit.process.Intake.Type;
import remit.process.StopCondition;
import remit.testing.TestingPack;

class GovernanceLoosenedTest {
    private static final Map<String, String> LARGE = Map.of("amount", "> 1000");

    private static List<String> loosened(TestingPack now, TestingPack then) {
        return GovernanceLoosened.of(now.pin(), then.pin());
    }

    private static TestingPack adverse(String... decisions) {
        var pack = new TestingPack();
        pack.adverse.clear();
        for (String each : decisions) pack.adverse.add(new AdverseDecision(each, "it hurts"));
        return pack;
    }

    private static TestingPack stopping(String id, Map<String, String> when, Disposition then) {
        var pack = new TestingPack();
        pack.stops.add(new StopCondition(id, "because", when, then));
        return pack;
    }

    @Test
    void a_decision_that_is_no_longer_adverse_is_looser() {
        assertThat(loosened(adverse("Deny", "Reduce"), adverse("Reduce")))
                .containsExactly("risk.adverse drops \"Deny\"");
        assertThat(loosened(adverse("Deny"), adverse())).containsExactly("risk.adverse drops \"Deny\"");
    }

    @Test
    void an_adverse_decision_in_other_letters_or_one_more_is_not_looser() {
        assertThat(loosened(adverse("Deny"), adverse(" DENY ", "Reduce"))).isEmpty();
    }

    private static TestingPack capped(Optional<Double> cap) {
        var pack = new TestingPack();
        pack.maxMovedError = cap;
        return pack;
    }

    @Test
    void a_limit_for_moved_cases_that_is_raised_or_dropped_is_looser() {
        assertThat(loosened(capped(Optional.of(0.03)), capped(Optional.of(0.05))))
                .containsExactly("risk.max_moved_error goes from 0.03 to 0.05");
        assertThat(loosened(capped(Optional.of(0.03)), capped(Optional.empty())))
                .containsExactly("risk.max_moved_error is dropped");
        assertThat(loosened(capped(Optional.empty()), capped(Optional.of(0.03))))
                .isEmpty();
        assertThat(loosened(capped(Optional.of(0.05)), capped(Optional.of(0.03))))
                .isEmpty();
    }

    @Test
    void a_stop_condition_that_is_gone_is_looser() {
        assertThat(loosened(stopping("large", LARGE, Disposition.STOPPED), new TestingPack()))
                .containsExactly("risk.stop_conditions drops \"large\"");
    }

    @Test
    void a_stop_condition_that_asks_for_more_or_pages_nobody_is_looser() {
        var now = stopping("large", LARGE, Disposition.STOPPED);
        var more = Map.of("amount", "> 1000", "missing_item", "true");
        for (var then : List.of(
                stopping("large", Map.of("amount", "> 5000"), Disposition.STOPPED),
                stopping("large", more, Disposition.STOPPED),
                stopping("large", Map.of("missing_item", "true"), Disposition.STOPPED),
                stopping("large", LARGE, Disposition.RETURNED)))
            assertThat(loosened(now, then))
                    .as(then.stops.toString())
                    .containsExactly("risk.stop_conditions may stop less by \"large\"");
    }

    @Test
    void a_stop_condition_that_asks_for_less_or_has_another_name_is_not_looser() {
        var more = Map.of("amount", "> 1000", "missing_item", "true");
        assertThat(loosened(
                        stopping("large", more, Disposition.RETURNED), stopping("large", LARGE, Disposition.STOPPED)))
                .isEmpty();
        assertThat(loosened(
                        stopping("large", LARGE, Disposition.STOPPED), stopping("huge", LARGE, Disposition.STOPPED)))
                .isEmpty();
    }

    @Test
    void a_stop_condition_that_looks_at_another_column_is_looser() {
        var now = stopping("incomplete", Map.of("missing_item", "true"), Disposition.RETURNED);
        var elsewhere = stopping("incomplete", Map.of("missing_item", "true"), Disposition.RETURNED);
        elsewhere.derived.set(0, new Intake.Derived("missing_item", "status", "Never said"));
        var otherwise = stopping("incomplete", Map.of("missing_item", "true"), Disposition.RETURNED);
        otherwise.with(TestingPack.column("status", Role.OUTCOME, Type.DATE));
        for (var then : List.of(elsewhere, otherwise))
            assertThat(loosened(now, then)).containsExactly("risk.stop_conditions may stop less by \"incomplete\"");
    }

    @Test
    void a_condition_on_a_computed_fact_stays_as_it_is() {
        var unsure = Map.of("confident", "false");
        assertThat(loosened(
                        stopping("unsure", unsure, Disposition.STOPPED),
                        stopping("unsure", unsure, Disposition.STOPPED)))
                .isEmpty();
    }
}
