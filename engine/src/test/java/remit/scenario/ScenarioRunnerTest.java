package remit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import remit.authority.Ruling;
import remit.kernel.Problem;
import remit.kernel.Value;
import remit.ports.Author.Proposal;
import remit.process.AuthorSpec;
import remit.process.Disposition;
import remit.process.Intake.Role;
import remit.process.Intake.Type;
import remit.testing.TestingPack;

class ScenarioRunnerTest {
    private static final Map<String, Value> SMALL =
            Map.of("vendor", Value.of("A"), "amount", Value.of(new BigDecimal("12.50")));
    private static final Optional<Proposal> SURE =
            Optional.of(new Proposal("Approve in Full", 0.99, true, List.of(), ""));

    private static ScenarioResult run(Map<String, Value> given, Optional<Proposal> proposal, Expectation expect) {
        return ScenarioRunner.run(new Scenario("s", given, proposal, expect), new TestingPack().pin());
    }

    @Test
    void a_scenario_that_comes_out_as_expected_passes() {
        ScenarioResult result = run(SMALL, SURE, new Expectation(Ruling.AUTO_CLEAR, 3, "small, sure", "authority"));
        assertThat(result.differences()).isEmpty();
        assertThat(result.text()).isEqualTo("passed: s");
    }

    @Test
    void every_difference_is_told_with_what_the_checks_said() {
        ScenarioResult result = run(SMALL, Optional.empty(), new Expectation(Ruling.AUTO_CLEAR, 3, "small", "tier"));
        assertThat(result.passed()).isFalse();
        assertThat(result.text())
                .contains("FAILED: s")
                .contains("expected verdict auto_clear, got checkpoint: the author made no proposal")
                .contains("expected row 3, got none: no row of the table matches; row 3 fails only in column confident")
                .contains("expected check tier to give the verdict checkpoint, it was given by author, authority")
                .contains("expected a reason that contains \"small\", got \"tier 2 may clear by itself\"")
                .contains("    required_inputs: auto_clear, every required input is there");
    }

    @Test
    void a_return_is_not_a_stop() {
        Map<String, Value> given = Map.of("vendor", Value.of("A"), "amount", Value.of(BigDecimal.ZERO));
        assertThat(run(given, SURE, Expectation.of(Ruling.RETURN)).passed()).isTrue();
        assertThat(run(given, SURE, Expectation.of(Ruling.STOP)).differences())
                .containsExactly("expected verdict stop, got return: no amount to pay");
    }

    @Test
    void a_new_group_holds_only_when_the_scenario_says_so() {
        var given = new java.util.HashMap<>(SMALL);
        given.put("new_group", Value.of(true));
        assertThat(run(given, SURE, Expectation.of(Ruling.CHECKPOINT)).passed()).isTrue();
        assertThat(run(SMALL, SURE, Expectation.of(Ruling.AUTO_CLEAR)).passed()).isTrue();
    }

    @Test
    void a_required_column_that_is_not_given_is_missing() {
        Expectation expect = new Expectation(Ruling.STOP, null, "amount is missing", "required_inputs");
        assertThat(run(Map.of("vendor", Value.of("A")), SURE, expect).differences())
                .isEmpty();
    }

    @Test
    void a_currency_is_the_declared_one_unless_given() {
        var pack = new TestingPack()
                .with(TestingPack.column(
                        "amount",
                        Role.INPUT,
                        Type.MONEY,
                        new TestingPack.Needs(true, Disposition.STOPPED),
                        "currency"));
        Scenario declared = new Scenario("d", SMALL, SURE, Expectation.of(Ruling.AUTO_CLEAR));
        assertThat(ScenarioRunner.run(declared, pack.pin()).differences()).isEmpty();
        var given = new java.util.HashMap<>(SMALL);
        given.put("currency", Value.of("EUR"));
        Scenario other =
                new Scenario("o", given, SURE, new Expectation(Ruling.CHECKPOINT, null, "not in USD", "currency"));
        assertThat(ScenarioRunner.check(other, pack.pin())).isEmpty();
        assertThat(ScenarioRunner.run(other, pack.pin()).differences()).isEmpty();
    }

    @Test
    void a_standing_proposal_wins_as_in_live_work_and_the_difference_says_so() {
        var pack = new TestingPack();
        pack.drafts.add(new AuthorSpec.Draft(Map.of("vendor", "\"A\""), "Deny", "by rule"));
        ScenarioResult result =
                ScenarioRunner.run(new Scenario("s", SMALL, SURE, Expectation.of(Ruling.AUTO_CLEAR)), pack.pin());
        assertThat(result.differences()).anyMatch(text -> text.contains("the standing proposal \"Deny\" won"));
        assertThat(result.decision().decision()).isEqualTo("Deny");
    }

    @Test
    void names_that_the_process_does_not_know_are_refused() {
        Scenario scenario = new Scenario(
                "s",
                Map.of("amuont", Value.of("1"), "status", Value.of("Denied")),
                SURE,
                new Expectation(null, 9, null, "authorty"));
        List<Problem> problems = ScenarioRunner.check(scenario, new TestingPack().pin());
        assertThat(problems)
                .extracting(Problem::code)
                .containsExactlyInAnyOrder("RMT-130", "RMT-130", "RMT-131", "RMT-132");
        assertThat(problems)
                .extracting(Problem::fix)
                .contains("did you mean \"amount\"?", "did you mean \"authority\"?", "the table has rows 1 to 3");
    }

    @Test
    void a_scenario_that_could_not_fail_cannot_be_built() {
        assertThatThrownBy(() -> new Expectation(null, null, null, null)).isInstanceOf(IllegalArgumentException.class);
    }
}
