package remit.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import remit.halt.HaltScope;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.kernel.Verdict;
import remit.ports.Author.Answer;
import remit.ports.Author.Proposal;
import remit.process.ToolSpec;
import remit.testing.TestingPack;

/** What is halted keeps a case from clearing, and nothing else of the decision changes. */
final class HaltCheckTest {
    private static final Answer SURE =
            new Answer.Answered(new Proposal("Approve in Full", 0.99, true, List.of(), "test"));

    private final Pinned pinned = pinned();

    private static Pinned pinned() {
        var pack = new TestingPack();
        pack.tools.add(new ToolSpec("pay", "bank", ToolSpec.Effect.REVERSIBLE, Map.of(), Set.of("Approve in Full")));
        pack.tools.add(new ToolSpec("write", "mail", ToolSpec.Effect.REVERSIBLE, Map.of(), Set.of("Deny")));
        return pack.pin();
    }

    private static CaseFacts good() {
        Map<String, Value> inputs = Map.of(
                "vendor", Value.of("A"), "amount", Value.of(new BigDecimal("12.50")), "missing_item", Value.of(false));
        return new CaseFacts(inputs, Map.of(), true);
    }

    @Test
    void what_is_halted_holds_what_everything_else_would_let_through_and_is_the_reason_told() {
        assertThat(Decider.decide(good(), SURE, pinned).verdict()).isEqualTo(Verdict.AUTO_CLEAR);
        for (HaltScope scope : List.of(
                new HaltScope.Everything(),
                new HaltScope.Process("claims"),
                new HaltScope.Author("classifier"),
                new HaltScope.Tool("pay"))) {
            Decision decision = Decider.decide(good().halted(List.of(scope)), SURE, pinned);
            assertThat(decision.verdict()).isEqualTo(Verdict.CHECKPOINT);
            assertThat(decision.approver()).isNull();
            assertThat(decision.reason()).isEqualTo("halted: " + scope.words() + "; a person decides");
            assertThat(HaltCheck.held(decision.reason())).isTrue();
            assertThat(decision.propensity().probability()).isEqualTo(1.0);
            assertThat(decision.clearsButForStage()).isTrue();
        }
    }

    @Test
    void a_halted_tool_holds_only_what_it_would_carry_out() {
        CaseFacts other = good().halted(List.of(new HaltScope.Tool("write")));
        assertThat(Decider.decide(other, SURE, pinned)).isEqualTo(Decider.decide(good(), SURE, pinned));
    }

    @Test
    void a_halt_loosens_no_stop() {
        CaseFacts lacking = new CaseFacts(Map.of(), Map.of(), null).halted(List.of(new HaltScope.Everything()));
        assertThat(Decider.decide(lacking, SURE, pinned).verdict()).isEqualTo(Verdict.STOP);
    }

    @Test
    void what_was_halted_is_read_back_from_what_evidence_keeps() {
        List<HaltScope> halted = List.of(new HaltScope.Everything(), new HaltScope.Author("http:desk@1"));
        Json.Obj details = Json.object("facts", Json.object("new_group", false, "halted", HaltCheck.toJson(halted)));
        Json.Obj opening = Json.object("inputs", Json.EMPTY, "tags", Json.object("group", "A"));
        var kept = new PastCase.Kept(opening, details, Duration.ZERO);
        assertThat(kept.facts(pinned.intake()).orElseThrow().halted()).isEqualTo(halted);
        assertThat(HaltCheck.from(Json.EMPTY)).isEmpty();
    }
}
