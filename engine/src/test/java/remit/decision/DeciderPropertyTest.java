package remit.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import remit.kernel.CheckResult;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.kernel.Verdict;
import remit.ports.Author.Answer;
import remit.ports.Author.Proposal;
import remit.process.Disposition;
import remit.process.Tier;
import remit.testing.Property;
import remit.testing.Property.Chance;
import remit.testing.TestingPack;
import remit.testing.TestingTables;

class DeciderPropertyTest {
    private static final List<TestingTables.In> INPUTS = List.of(
            new TestingTables.In("amount", "number"),
            new TestingTables.In("confident", "boolean"),
            new TestingTables.In("vendor", "string"));

    /** A random table that likes to clear. */
    private static String table(Chance chance) {
        var rows = new ArrayList<List<String>>();
        for (int i = chance.between(1, 6); i > 0; i--) {
            rows.add(List.of(
                    chance.oneOf("-", "> 0", "< 100", "[10..20]", "5, 50"),
                    chance.oneOf("-", "-", "true", "false"),
                    chance.oneOf("-", "-", "\"A\"", "\"A\", \"B\""),
                    chance.oneOf("\"auto_clear\"", "\"auto_clear\"", "\"checkpoint\"", "\"stop\"", "\"return\""),
                    ""));
        }
        return TestingTables.dmn(chance.oneIn(3) ? "UNIQUE" : "FIRST", INPUTS, rows);
    }

    private static TestingPack pack(Chance chance) {
        var pack = new TestingPack();
        pack.tier = chance.oneOf(Tier.INTERNAL, Tier.CUSTOMER_TEXT, Tier.WORKFLOW_ACTION, Tier.PRODUCTION_CHANGE);
        pack.table = table(chance);
        return pack;
    }

    private static CaseFacts facts(Chance chance) {
        var inputs = new HashMap<String, Value>();
        if (!chance.oneIn(10)) inputs.put("amount", Value.of(BigDecimal.valueOf(chance.between(-20, 120))));
        if (!chance.oneIn(10)) inputs.put("vendor", Value.of(chance.oneOf("A", "B", "C")));
        inputs.put("missing_item", Value.of(chance.oneIn(4)));
        if (chance.oneIn(20)) inputs.put("amount", new Value.IllTyped("?", "unreadable"));
        return new CaseFacts(inputs, Map.of(), chance.flip());
    }

    private static Answer answer(Chance chance) {
        return switch (chance.below(10)) {
            case 0 -> new Answer.Refused("r");
            case 1 -> new Answer.Failed("f");
            case 2 -> new Answer.Unknown("u");
            default ->
                new Answer.Answered(new Proposal(
                        chance.oneOf("Approve in Full", "Settle", "Deny"),
                        chance.share(),
                        chance.flip(),
                        List.of(),
                        ""));
        };
    }

    @Test
    void a_tier_4_case_never_clears_by_any_table() {
        var wouldClear = new AtomicInteger();
        Property.forAll(2_000, chance -> {
            TestingPack pack = pack(chance);
            CaseFacts facts = facts(chance);
            Answer answer = answer(chance);
            if (Decider.decide(facts, answer, pack.pin()).verdict() == Verdict.AUTO_CLEAR) wouldClear.incrementAndGet();
            pack.tier = Tier.REGULATED;
            assertThat(Decider.decide(facts, answer, pack.pin()).verdict()).isNotEqualTo(Verdict.AUTO_CLEAR);
        });
        assertThat(wouldClear.get()).as("cases that clear below tier 4").isGreaterThan(100);
    }

    @Test
    void adding_a_stop_condition_or_an_adverse_decision_never_loosens() {
        Property.forAll(2_000, chance -> {
            TestingPack pack = pack(chance);
            CaseFacts facts = facts(chance);
            Answer answer = answer(chance);
            Decision before = Decider.decide(facts, answer, pack.pin());
            if (chance.flip()) {
                pack.stop("extra", "vendor", chance.oneOf("\"A\"", "\"C\"", "-"), chance.oneOf(Disposition.values()));
            } else pack.adverse.add(new remit.process.AdverseDecision("Settle", "less than claimed"));
            Decision after = Decider.decide(facts, answer, pack.pin());
            assertThat(after.verdict()).isGreaterThanOrEqualTo(before.verdict());
            if (before.disposition() == Disposition.STOPPED)
                assertThat(after.disposition()).isEqualTo(Disposition.STOPPED);
        });
    }

    @Test
    void adding_any_check_result_never_loosens() {
        Property.forAll(20_000, chance -> {
            var checks = new ArrayList<Ruled>();
            for (int i = chance.between(0, 5); i > 0; i--) checks.add(ruled(chance, "c" + i));
            Proposal proposal = chance.flip() ? new Proposal("x", 1, true, List.of(), "") : null;
            String approver = chance.flip() ? "rule#row-1" : null;
            Decision before = Decider.conclude(checks, proposal, approver, 0);
            checks.add(chance.below(checks.size() + 1), ruled(chance, "added"));
            Decision after = Decider.conclude(checks, proposal, approver, 0);
            // Of no check at all the verdict is a checkpoint, of a first that has nothing against it AUTO_CLEAR.
            if (checks.size() > 1) assertThat(after.verdict()).isGreaterThanOrEqualTo(before.verdict());
            if (before.disposition() == Disposition.STOPPED)
                assertThat(after.disposition()).isEqualTo(Disposition.STOPPED);
        });
    }

    private static Ruled ruled(Chance chance, String check) {
        Verdict verdict = chance.oneOf(Verdict.values());
        Disposition disposition = verdict == Verdict.STOP ? chance.oneOf(Disposition.values()) : null;
        return new Ruled(new CheckResult(check, verdict, check), disposition);
    }

    @Test
    void a_cleared_case_always_has_a_proposal_an_approving_row_and_no_check_against_it() {
        var cleared = new AtomicInteger();
        Property.forAll(2_000, chance -> {
            Pinned pinned = pack(chance).pin();
            Answer answer = answer(chance);
            Decision decision = Decider.decide(facts(chance), answer, pinned);
            assertThat(decision.checks())
                    .anyMatch(
                            c -> c.verdict() == decision.verdict() && c.reason().equals(decision.reason()));
            if (decision.verdict() != Verdict.AUTO_CLEAR) {
                assertThat(decision.approver()).isNull();
                return;
            }
            cleared.incrementAndGet();
            assertThat(answer).isInstanceOf(Answer.Answered.class);
            assertThat(decision.decision()).isNotEqualTo("Deny");
            assertThat(decision.checks()).allMatch(check -> check.verdict() == Verdict.AUTO_CLEAR);
            Json.Obj detail = decision.checks().stream()
                    .filter(check -> check.check().equals("authority"))
                    .findFirst()
                    .orElseThrow()
                    .detail();
            assertThat(decision.approver()).endsWith("#row-" + (int) detail.number("row", 0));
        });
        assertThat(cleared.get()).isGreaterThan(100);
    }
}
