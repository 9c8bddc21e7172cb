package remit.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.rules.FactType;
import remit.rules.Facts;

class ShadowedFactTest {
    private static Checked<AuthorityTable> fedBy(String name) {
        String dmn = """
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="l" name="l" namespace="urn:l">
                  <decision id="own" name="%1$s"><literalExpression><text>5</text></literalExpression></decision>
                  <decision id="d" name="Authority">
                    <informationRequirement id="q"><requiredDecision href="#own"/></informationRequirement>
                    <decisionTable id="t" hitPolicy="FIRST">
                    <input id="i"><inputExpression id="e" typeRef="number"><text>amount</text></inputExpression></input>
                    <output id="o" name="verdict" typeRef="string"/><output id="p" name="reason" typeRef="string"/>
                    <rule id="r"><inputEntry id="a"><text>&lt;= 250</text></inputEntry>
                      <outputEntry id="b"><text>"auto_clear"</text></outputEntry>
                      <outputEntry id="c"><text>"small"</text></outputEntry></rule>
                  </decisionTable></decision>
                </definitions>""".formatted(name);
        var facts = new Facts(Map.of("amount", FactType.NUMBER));
        return RuleBook.read(dmn.getBytes(StandardCharsets.UTF_8), "authority.dmn", facts);
    }

    /** Else "amount" would be 5 in every case, and every case would clear. */
    @Test
    void a_decision_under_the_name_of_a_fact_is_refused() {
        assertThat(fedBy("own limit").problems()).isEmpty();
        Problem refused = fedBy("amount").problems().getFirst();
        assertThat(refused.code()).isEqualTo("RMT-102");
        assertThat(refused.what()).contains("\"amount\" has the name of a fact of the process");
        assertThat(refused.fix()).contains("another name");
    }
}
