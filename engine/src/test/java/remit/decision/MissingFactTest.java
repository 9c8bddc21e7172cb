package remit.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import remit.kernel.Value;
import remit.kernel.Verdict;
import remit.ports.Author.Answer;
import remit.ports.Author.Proposal;
import remit.process.Disposition;
import remit.testing.TestingPack;
import remit.testing.TestingTables;

/** A fact that a table reads and a case lacks: "not blocked" must not clear because nobody asked. */
class MissingFactTest {
    private static final Answer SURE =
            new Answer.Answered(new Proposal("Approve in Full", 0.99, true, List.of(), "test"));

    private static Map<String, Value> inputs() {
        return Map.of(
                "vendor", Value.of("A"),
                "amount", Value.of(new BigDecimal("12.50")),
                "missing_item", Value.of(false));
    }

    private static CaseFacts good() {
        return new CaseFacts(inputs(), Map.of(), true);
    }

    @Test
    void a_row_that_asks_nothing_of_a_missing_fact_lets_nothing_through() {
        var pack = new TestingPack();
        pack.table = TestingTables.dmn(
                "FIRST",
                List.of(new TestingTables.In("new_group", "boolean")),
                List.of(List.of("true", "\"checkpoint\"", ""), List.of("-", "\"auto_clear\"", "")));
        Decision known = Decider.decide(new CaseFacts(inputs(), Map.of(), true), SURE, pack.pin());
        assertThat(known.verdict()).isEqualTo(Verdict.AUTO_CLEAR);
        Decision unknown = Decider.decide(new CaseFacts(inputs(), Map.of(), null), SURE, pack.pin());
        assertThat(unknown.verdict()).isEqualTo(Verdict.STOP);
        assertThat(unknown.disposition()).isEqualTo(Disposition.STOPPED);
        assertThat(unknown.reason()).isEqualTo("new_group is missing: row 2 cannot let the case through");
        assertThat(unknown.approver()).isNull();
    }

    @Test
    void a_table_whose_feeding_table_is_violated_lets_nothing_through() {
        var pack = new TestingPack();
        pack.table = """
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" namespace="urn:m">
                  <decision id="risk" name="risk"><variable name="risk" typeRef="string"/>
                    <decisionTable hitPolicy="UNIQUE">
                      <input><inputExpression typeRef="number"><text>amount</text></inputExpression></input>
                      <output typeRef="string"/>
                      <rule><inputEntry><text>&gt; 1</text></inputEntry><outputEntry><text>"high"</text></outputEntry></rule>
                      <rule><inputEntry><text>&gt; 2</text></inputEntry><outputEntry><text>"high"</text></outputEntry></rule>
                    </decisionTable>
                  </decision>
                  <decision id="top" name="authority">
                    <informationRequirement><requiredDecision href="#risk"/></informationRequirement>
                    <decisionTable hitPolicy="FIRST">
                      <input><inputExpression typeRef="string"><text>risk</text></inputExpression></input>
                      <output name="verdict" typeRef="string"/>
                      <rule><inputEntry><text>"high"</text></inputEntry><outputEntry><text>"checkpoint"</text></outputEntry></rule>
                      <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>"auto_clear"</text></outputEntry></rule>
                    </decisionTable>
                  </decision>
                </definitions>
                """;
        Decision decision = Decider.decide(good(), SURE, pack.pin());
        assertThat(decision.verdict()).isEqualTo(Verdict.STOP);
        assertThat(decision.reason()).isEqualTo("risk is missing: row 2 cannot let the case through");
    }

    @Test
    void without_a_proposal_the_case_waits_for_a_person_and_does_not_stop() {
        var pack = new TestingPack();
        pack.table = TestingTables.dmn(
                "FIRST",
                List.of(new TestingTables.In("confident", "boolean")),
                List.of(List.of("false", "\"checkpoint\"", ""), List.of("-", "\"auto_clear\"", "")));
        Decision decision = Decider.decide(good(), new Answer.Failed("no answer"), pack.pin());
        assertThat(decision.verdict()).isEqualTo(Verdict.CHECKPOINT);
    }
}
