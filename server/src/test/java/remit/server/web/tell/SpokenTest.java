package remit.server.web.tell;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import remit.authority.AuthorityTable;
import remit.authority.RuleBook;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.kernel.Verdict;
import remit.rules.FactType;
import remit.rules.Facts;
import remit.server.web.page.CasePage;

/** A row is said to have let a case through only where it would have. */
class SpokenTest {
    private static final String HELD = row("&gt; 5000", "-", "checkpoint");
    private static final String CLEARS = row("-", "&gt;= 0.9", "auto_clear");

    private static String row(String amount, String confidence, String verdict) {
        return """
                <rule id="%s"><inputEntry id="a"><text>%s</text></inputEntry><inputEntry id="c"><text>%s</text></inputEntry>
                  <outputEntry id="v"><text>"%s"</text></outputEntry></rule>""".formatted("r_" + verdict, amount, confidence, verdict);
    }

    private static AuthorityTable table(String policy, String... rows) {
        String dmn = """
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="urn:m">
                  <decision id="d" name="Rules"><decisionTable id="t" hitPolicy="%s">
                    <input id="i" label="Amount"><inputExpression id="ie" typeRef="number"><text>amount</text></inputExpression></input>
                    <input id="j" label="Confidence"><inputExpression id="je" typeRef="number"><text>confidence</text></inputExpression></input>
                    <output id="o" name="verdict" typeRef="string"><outputValues id="ov"><text>"stop","checkpoint","auto_clear"</text></outputValues></output>
                    %s
                  </decisionTable></decision>
                </definitions>""".formatted(policy, String.join("\n", rows));
        var facts = new Facts(Map.of("amount", FactType.NUMBER, "confidence", FactType.NUMBER));
        return RuleBook.read(dmn.getBytes(StandardCharsets.UTF_8), "authority.dmn", facts)
                .orThrow();
    }

    /** What is said of the row that was missed on confidence alone, of a case of 6,000 with 0.5. @param spoke 0 for none */
    private static String missed(AuthorityTable table, int spoke, int missed, Verdict others) {
        Map<String, Value> known =
                Map.of("amount", Value.of(new BigDecimal("6000")), "confidence", Value.of(new BigDecimal("0.5")));
        Json.Obj near = Json.object("row", missed, "verdict", "auto_clear", "column", "confidence");
        Json.Obj detail = Json.object(
                "matched",
                spoke == 0 ? Json.array(List.of()) : Json.array(List.of(Json.of(spoke))),
                "near_misses",
                Json.array(List.of(near)));
        Json.Obj said = spoke == 0 ? detail : detail.with("row", Json.of(spoke));
        CasePage.RowLink link =
                new Spoken(table, known, "").rows(said, others).near().getFirst();
        return link.text() + " " + link.rest();
    }

    @Test
    void a_row_behind_the_one_that_spoke_would_not_have_cleared_the_case() {
        assertThat(missed(table("FIRST", HELD, CLEARS), 1, 2, Verdict.AUTO_CLEAR))
                .isEqualTo("Row 2 failed only on Confidence: 0.5, needed at least 0.9");
    }

    @Test
    void a_row_before_the_one_that_spoke_would_have_cleared_the_case() {
        assertThat(missed(table("FIRST", CLEARS, HELD), 2, 1, Verdict.AUTO_CLEAR))
                .isEqualTo("Row 1 would have cleared it, but for Confidence: 0.5, needed at least 0.9");
    }

    @Test
    void the_order_of_rows_puts_no_mild_row_first_where_the_stricter_verdict_wins() {
        assertThat(missed(table("PRIORITY", CLEARS, HELD), 2, 1, Verdict.AUTO_CLEAR))
                .startsWith("Row 1 failed only on ");
        assertThat(missed(
                        table("UNIQUE", CLEARS, row("&gt; 5000", "&lt; 0.9", "checkpoint")), 2, 1, Verdict.AUTO_CLEAR))
                .as("both at once would contradict each other")
                .startsWith("Row 1 failed only on ");
    }

    @Test
    void where_no_row_matched_the_one_that_nearly_did_would_have_cleared_the_case() {
        for (String policy : List.of("FIRST", "PRIORITY", "UNIQUE", "ANY")) {
            assertThat(missed(table(policy, CLEARS), 0, 1, Verdict.AUTO_CLEAR))
                    .as(policy)
                    .startsWith("Row 1 would have cleared it, but for Confidence");
        }
    }

    @Test
    void no_row_would_have_cleared_a_case_that_another_check_held_too() {
        assertThat(missed(table("FIRST", CLEARS), 0, 1, Verdict.CHECKPOINT)).startsWith("Row 1 failed only on ");
        assertThat(missed(table("FIRST", CLEARS, HELD), 2, 1, Verdict.STOP)).startsWith("Row 1 failed only on ");
    }
}
