package remit.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import remit.kernel.CheckResult;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.kernel.Verdict;
import remit.ladder.Stage;
import remit.ports.Author.Answer;
import remit.ports.Author.Proposal;
import remit.process.AuthorSpec;
import remit.process.Disposition;
import remit.process.Intake;
import remit.process.Intake.Role;
import remit.process.Intake.Type;
import remit.process.Tier;
import remit.testing.TestingPack;
import remit.testing.TestingTables;

class DeciderTest {
    private static final Answer SURE = answered("Approve in Full", 0.99, true);

    private static Answer answered(String decision, double confidence, boolean confident) {
        return new Answer.Answered(new Proposal(decision, confidence, confident, List.of(), "test"));
    }

    private static Map<String, Value> inputs() {
        var inputs = new HashMap<String, Value>();
        inputs.put("vendor", Value.of("A"));
        inputs.put("amount", Value.of(new BigDecimal("12.50")));
        inputs.put("missing_item", Value.of(false));
        return inputs;
    }

    private static CaseFacts facts(Map<String, Value> inputs) {
        return new CaseFacts(inputs, Map.of(), true);
    }

    private static CaseFacts good() {
        return facts(inputs());
    }

    private static CaseFacts with(String name, Value value) {
        Map<String, Value> inputs = inputs();
        inputs.put(name, value);
        return facts(inputs);
    }

    private static CheckResult check(Decision decision, String name) {
        return decision.checks().stream()
                .filter(c -> c.check().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_case_that_every_check_lets_pass_clears_and_its_approver_is_the_rule_row() {
        Pinned pinned = new TestingPack().pin();
        Decision decision = Decider.decide(good(), SURE, pinned);
        assertThat(decision.verdict()).isEqualTo(Verdict.AUTO_CLEAR);
        assertThat(decision.approver())
                .isEqualTo("claims/authority@" + pinned.table().version().substring(0, 12) + "#row-3");
        assertThat(decision.decision()).isEqualTo("Approve in Full");
        assertThat(decision.reason()).isEqualTo("small, sure and known");
        assertThat(decision.disposition()).isNull();
        assertThat(decision.propensity()).isEqualTo(new Decision.Propensity(0.0, "nothing is sampled"));
        assertThat(decision.checks())
                .extracting(CheckResult::check)
                .containsExactly("required_inputs", "currency", "author", "authority", "adverse", "tier");
        assertThat(check(decision, "authority").detail().number("row", 0)).isEqualTo(3);
        assertThat(pinned.versions())
                .isEqualTo(Json.object(
                        "contract", "c1", "authority", pinned.table().version()));
    }

    @Test
    void no_row_is_a_checkpoint_that_names_the_row_that_nearly_cleared_it() {
        Decision decision = Decider.decide(good(), answered("Approve in Full", 0.5, false), new TestingPack().pin());
        assertThat(decision.verdict()).isEqualTo(Verdict.CHECKPOINT);
        assertThat(decision.approver()).isNull();
        assertThat(decision.reason()).isEqualTo("no row of the table matches");
        assertThat(decision.propensity()).isEqualTo(new Decision.Propensity(1.0, "held for a person"));
        assertThat(check(decision, "authority").detail().array("near_misses"))
                .containsExactly(Json.object("row", 3, "verdict", "auto_clear", "column", "confident"));
    }

    @Test
    void a_row_that_returns_stops_the_case_and_sends_it_back() {
        Decision decision = Decider.decide(with("amount", Value.of(BigDecimal.ZERO)), SURE, new TestingPack().pin());
        assertThat(decision.verdict()).isEqualTo(Verdict.STOP);
        assertThat(decision.disposition()).isEqualTo(Disposition.RETURNED);
        assertThat(decision.reason()).isEqualTo("no amount to pay");
        assertThat(decision.approver()).isNull();
    }

    @Test
    void a_missing_required_input_stops_the_case_whatever_the_table_says() {
        Decision decision = Decider.decide(with("amount", Value.ABSENT), SURE, new TestingPack().pin());
        assertThat(check(decision, "authority").verdict()).as("the table alone").isEqualTo(Verdict.CHECKPOINT);
        assertThat(decision.verdict()).isEqualTo(Verdict.STOP);
        assertThat(decision.disposition()).isEqualTo(Disposition.STOPPED);
        assertThat(decision.reason()).isEqualTo("amount is missing");
        assertThat(Decider.decide(facts(Map.of()), SURE, new TestingPack().pin())
                        .reason())
                .isEqualTo("vendor is missing; amount is missing");
    }

    @Test
    void an_ill_typed_required_input_stops_the_case_and_only_the_detail_holds_what_stood_there() {
        Decision decision = Decider.decide(
                with("amount", new Value.IllTyped("12 Main St", "no digits")), SURE, new TestingPack().pin());
        assertThat(decision.verdict()).isEqualTo(Verdict.STOP);
        assertThat(decision.reason()).isEqualTo("amount is not a number");
        assertThat(check(decision, "required_inputs").detail().canonical()).contains("12 Main St", "no digits");
    }

    @Test
    void an_input_that_may_be_missing_or_that_nothing_reads_does_not_stop_the_case() {
        var pack = new TestingPack()
                .with(TestingPack.column(
                        "amount", Role.INPUT, Type.MONEY, new TestingPack.Needs(false, Disposition.STOPPED), null));
        assertThat(Decider.decide(with("amount", Value.ABSENT), SURE, pack.pin())
                        .verdict())
                .isEqualTo(Verdict.AUTO_CLEAR);
        assertThat(Decider.decide(with("received", Value.ABSENT), SURE, pack.pin())
                        .verdict())
                .isEqualTo(Verdict.AUTO_CLEAR);
    }

    @Test
    void an_optional_input_of_the_wrong_type_matches_no_row_and_so_does_not_clear() {
        var pack = new TestingPack()
                .with(TestingPack.column(
                        "amount", Role.INPUT, Type.MONEY, new TestingPack.Needs(false, Disposition.STOPPED), null));
        Decision decision = Decider.decide(with("amount", new Value.IllTyped("x", "y")), SURE, pack.pin());
        assertThat(decision.verdict()).isEqualTo(Verdict.CHECKPOINT);
    }

    @Test
    void stopped_beats_returned_when_several_inputs_are_missing() {
        var pack = new TestingPack()
                .with(TestingPack.column(
                        "amount", Role.INPUT, Type.MONEY, new TestingPack.Needs(true, Disposition.RETURNED), null));
        Pinned pinned = pack.pin();
        assertThat(Decider.decide(with("amount", Value.ABSENT), SURE, pinned).disposition())
                .isEqualTo(Disposition.RETURNED);
        Decision both = Decider.decide(facts(Map.of()), SURE, pinned);
        assertThat(both.disposition()).isEqualTo(Disposition.STOPPED);
    }

    @Test
    void a_case_is_returned_only_when_every_check_that_stops_it_says_so() {
        var pack = new TestingPack().stop("missing", "missing_item", "true", Disposition.RETURNED);
        Decision returned = Decider.decide(with("missing_item", Value.of(true)), SURE, pack.pin());
        assertThat(returned.disposition()).isEqualTo(Disposition.RETURNED);
        assertThat(returned.reason()).isEqualTo("because of missing");
        pack.stop("blocked", "vendor", "\"A\"", Disposition.STOPPED);
        Decision stopped = Decider.decide(with("missing_item", Value.of(true)), SURE, pack.pin());
        assertThat(stopped.disposition()).isEqualTo(Disposition.STOPPED);
        assertThat(stopped.reason()).isEqualTo("because of blocked");
        assertThat(check(stopped, "missing").verdict()).isEqualTo(Verdict.STOP);
    }

    @Test
    void a_derived_input_that_a_stop_condition_reads_must_be_there() {
        var pack = new TestingPack().stop("missing", "missing_item", "true", Disposition.RETURNED);
        Decision decision = Decider.decide(with("missing_item", Value.ABSENT), SURE, pack.pin());
        assertThat(decision.verdict()).isEqualTo(Verdict.STOP);
        assertThat(decision.reason()).isEqualTo("missing_item is missing");
    }

    @Test
    void an_author_that_does_not_answer_is_a_checkpoint() {
        // A table that does not even ask for a proposal.
        var pack = new TestingPack();
        pack.table = TestingTables.dmn("FIRST", List.of(), List.of(List.of("\"auto_clear\"", "")));
        for (Answer answer : List.of(new Answer.Refused("r"), new Answer.Failed("f"), new Answer.Unknown("u"))) {
            Decision decision = Decider.decide(good(), answer, pack.pin());
            assertThat(decision.verdict()).isEqualTo(Verdict.CHECKPOINT);
            assertThat(decision.decision()).isNull();
            assertThat(check(decision, "author").verdict()).isEqualTo(Verdict.CHECKPOINT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Deny", "deny", " DENY "})
    void an_adverse_decision_never_clears_by_itself(String decision) {
        Decision decided = Decider.decide(good(), answered(decision, 1.0, true), new TestingPack().pin());
        assertThat(check(decided, "authority").verdict()).isEqualTo(Verdict.AUTO_CLEAR);
        assertThat(decided.verdict()).isEqualTo(Verdict.CHECKPOINT);
        assertThat(decided.reason()).contains("adverse").contains("the claimant gets nothing");
        assertThat(decided.approver()).isNull();
    }

    @Test
    void an_amount_in_another_or_in_no_currency_is_a_checkpoint() {
        var pack = new TestingPack()
                .with(TestingPack.column(
                        "amount",
                        Role.INPUT,
                        Type.MONEY,
                        new TestingPack.Needs(true, Disposition.STOPPED),
                        "currency"));
        Pinned pinned = pack.pin();
        assertThat(Decider.decide(new CaseFacts(inputs(), Map.of("amount", "USD"), true), SURE, pinned)
                        .verdict())
                .isEqualTo(Verdict.AUTO_CLEAR);
        Decision other = Decider.decide(new CaseFacts(inputs(), Map.of("amount", "EUR"), true), SURE, pinned);
        assertThat(other.verdict()).isEqualTo(Verdict.CHECKPOINT);
        assertThat(other.reason()).isEqualTo("amount is in EUR, not in USD");
        assertThat(Decider.decide(good(), SURE, pinned).reason()).isEqualTo("amount comes without a currency");
    }

    @Test
    void an_amount_whose_cell_names_another_currency_is_a_checkpoint_without_a_currency_column() {
        Pinned pinned = new TestingPack().pin();
        Decision other = Decider.decide(new CaseFacts(inputs(), Map.of("amount", "EUR"), true), SURE, pinned);
        assertThat(other.verdict()).isEqualTo(Verdict.CHECKPOINT);
        assertThat(other.reason()).isEqualTo("amount is in EUR, not in USD");
        assertThat(Decider.decide(new CaseFacts(inputs(), Map.of("amount", "USD"), true), SURE, pinned)
                        .verdict())
                .isEqualTo(Verdict.AUTO_CLEAR);
    }

    @Test
    void what_is_no_currency_code_is_not_quoted_in_the_leaf() {
        Pinned pinned = new TestingPack().pin();
        Decision other = Decider.decide(new CaseFacts(inputs(), Map.of("amount", "JANE"), true), SURE, pinned);
        assertThat(other.reason()).isEqualTo("amount is not in USD");
    }

    @ParameterizedTest
    @CsvSource({"USD,0.0000001,CHECKPOINT", "USD,12.500,AUTO_CLEAR", "JPY,12.50,CHECKPOINT", "XAU,0.0001,AUTO_CLEAR"})
    void an_amount_finer_than_its_currency_is_a_checkpoint(String currency, String amount, Verdict verdict) {
        var reading = new Intake.Reading(Type.MONEY, List.of(), Set.of(), Set.of(), false, currency, null, Set.of());
        var column = new Intake.Column(
                "amount", "amount", Role.INPUT, false, reading, true, Disposition.STOPPED, "internal", false);
        Decision decision = Decider.decide(
                with("amount", Value.of(new BigDecimal(amount))),
                SURE,
                new TestingPack().with(column).pin());
        assertThat(check(decision, "currency").verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"366,AUTO_CLEAR", "367,CHECKPOINT", "-40000,AUTO_CLEAR", "2900000,CHECKPOINT"})
    void a_case_dated_more_than_a_year_ahead_of_the_clock_is_held(long days, Verdict verdict) {
        var facts = new CaseFacts(inputs(), Map.of(), true, Duration.ofDays(days));
        Decision decision = Decider.decide(facts, SURE, new TestingPack().pin());
        assertThat(decision.verdict()).isEqualTo(verdict);
        if (verdict == Verdict.CHECKPOINT) assertThat(decision.reason()).contains("in the future");
    }

    @ParameterizedTest
    @CsvSource({"20.00,true", "20.01,false", "0,false", "-5,false", "0.01,true"})
    void within_handling_cost_holds_from_above_zero_up_to_the_cost_itself(String amount, boolean within) {
        var values = RuleFacts.of(with("amount", Value.of(new BigDecimal(amount))), null, new TestingPack().pin());
        assertThat(values).containsEntry("within_handling_cost", Value.of(within));
    }

    @Test
    void facts_that_do_not_exist_for_a_case_are_missing_not_guessed() {
        Pinned pinned = new TestingPack().pin();
        var values = RuleFacts.of(new CaseFacts(Map.of(), Map.of(), null), null, pinned);
        assertThat(values)
                .doesNotContainKeys(
                        "proposal", "confidence", "confident", "adverse", "within_handling_cost", "new_group");
        assertThat(Decider.decide(new CaseFacts(inputs(), Map.of(), null), SURE, pinned)
                        .verdict())
                .isEqualTo(Verdict.CHECKPOINT);
    }

    @ParameterizedTest
    @CsvSource({"0.95,0.9500", "0.99999,0.9999", "1.0,1.0000", "0.0,0.0000", "1e-9,0.0000", "0.29,0.2900"})
    void confidence_has_four_decimals_rounded_down(double confidence, String shown) {
        Proposal proposal = new Proposal("x", confidence, true, List.of(), "");
        assertThat(RuleFacts.of(good(), proposal, new TestingPack().pin()))
                .containsEntry("confidence", Value.of(new BigDecimal(shown)));
    }

    @Test
    void rules_do_not_see_what_is_neither_an_input_nor_derived() {
        assertThat(RuleFacts.of(with("status", Value.of("Denied")), null, new TestingPack().pin()))
                .doesNotContainKey("status");
    }

    @Test
    void a_violated_unique_table_stops_the_case_and_names_the_rows() {
        var pack = new TestingPack();
        pack.table = TestingTables.dmn(
                "UNIQUE",
                List.of(new TestingTables.In("amount", "number")),
                List.of(List.of("> 1", "\"auto_clear\"", ""), List.of("> 2", "\"auto_clear\"", "")));
        Decision decision = Decider.decide(good(), SURE, pack.pin());
        assertThat(decision.verdict()).isEqualTo(Verdict.STOP);
        assertThat(decision.disposition()).isEqualTo(Disposition.STOPPED);
        assertThat(decision.reason()).isEqualTo("rows 1, 2 match at once, the table allows one");
    }

    @Test
    void tier_4_never_clears_by_itself() {
        var pack = new TestingPack();
        pack.tier = Tier.REGULATED;
        Decision decision = Decider.decide(good(), SURE, pack.pin());
        assertThat(decision.verdict()).isEqualTo(Verdict.CHECKPOINT);
        assertThat(decision.reason()).isEqualTo("tier 4 never clears by itself");
    }

    @Test
    void the_first_standing_proposal_that_holds_is_drafted_without_any_confidence() {
        var pack = new TestingPack();
        pack.drafts.add(new AuthorSpec.Draft(Map.of("within_handling_cost", "true"), "Approve in Full", "cheap"));
        pack.drafts.add(new AuthorSpec.Draft(Map.of("vendor", "\"A\""), "Deny", "known"));
        Pinned pinned = pack.pin();
        assertThat(Decider.draft(good(), pinned))
                .hasValue(new Proposal("Approve in Full", 0, false, List.of(), "cheap"));
        assertThat(Decider.draft(with("amount", Value.of(new BigDecimal("500"))), pinned))
                .hasValueSatisfying(draft -> assertThat(draft.decision()).isEqualTo("Deny"));
        assertThat(Decider.draft(facts(Map.of("vendor", Value.of("B"))), pinned))
                .isEmpty();
    }

    @Test
    void the_sampling_rate_is_the_propensity_of_a_cleared_case_and_of_no_other() {
        Pinned pinned = new TestingPack().pin();
        CaseFacts sampled = good().at(new Autonomy(Stage.SAMPLED, false, 0.25));
        assertThat(Decider.decide(sampled, SURE, pinned).propensity())
                .isEqualTo(new Decision.Propensity(0.25, "sampled"));
        assertThat(Decider.decide(sampled, new Answer.Failed("f"), pinned)
                        .propensity()
                        .probability())
                .isEqualTo(1.0);
        assertThatThrownBy(() -> new Autonomy(Stage.SAMPLED, false, 1.5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_stage_that_does_not_clear_holds_what_everything_else_would_let_through() {
        Pinned pinned = new TestingPack().pin();
        for (Autonomy held : List.of(
                new Autonomy(Stage.SHADOW, false, 1),
                new Autonomy(Stage.CHECKPOINTED, false, 1),
                new Autonomy(Stage.AUTONOMOUS, true, 1))) {
            Decision decision = Decider.decide(good().at(held), SURE, pinned);
            assertThat(decision.verdict()).isEqualTo(Verdict.CHECKPOINT);
            assertThat(decision.reason()).endsWith("a person decides");
            assertThat(decision.clearsButForStage()).isTrue();
            assertThat(Decision.clearsButForStage(decision.toJson())).isTrue();
        }
        Decision unsure =
                Decider.decide(good().at(new Autonomy(Stage.SHADOW, false, 1)), new Answer.Failed("f"), pinned);
        assertThat(unsure.clearsButForStage()).isFalse();
        assertThat(Decision.clearsButForStage(unsure.toJson())).isFalse();
    }

    @Test
    void without_a_ladder_no_stage_has_a_say() {
        Decision decision = Decider.decide(good(), SURE, new TestingPack().pin());
        assertThat(decision.checks()).noneMatch(check -> check.check().equals("stage"));
        assertThat(decision.clearsButForStage()).isTrue();
    }

    @Test
    void deciding_twice_gives_the_same_bytes() {
        Pinned pinned = new TestingPack().pin();
        Json.Obj once = Decider.decide(good(), SURE, pinned).toJson();
        assertThat(Decider.decide(good(), SURE, new TestingPack().pin())
                        .toJson()
                        .canonical())
                .isEqualTo(once.canonical());
        assertThat(Json.parse(once.canonical()).canonical()).isEqualTo(once.canonical());
    }
}
