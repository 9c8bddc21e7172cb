package remit.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.Value;
import remit.rules.FactType;
import remit.rules.Facts;
import remit.testing.TestingTables;
import remit.testing.TestingTables.In;

/** What every hit policy that gives one verdict means for a case, and what a table may read. */
final class RuleBookPoliciesTest {
    private static final List<In> INPUTS = List.of(new In("amount", "number"), new In("vendor", "string"));

    private static Checked<AuthorityTable> read(String xml) {
        var types = new LinkedHashMap<String, FactType>();
        types.put("amount", FactType.NUMBER);
        types.put("limit", FactType.NUMBER);
        types.put("vendor", FactType.TEXT);
        types.put("note", FactType.TEXT);
        return RuleBook.read(
                xml.getBytes(StandardCharsets.UTF_8), "authority.dmn", new Facts(types, Set.of("note"), Map.of()));
    }

    @SafeVarargs
    private static String table(String policy, List<String>... rows) {
        return TestingTables.dmn(policy, INPUTS, List.of(rows));
    }

    private static String ranked(String order, String xml) {
        String output = "<output name=\"verdict\" typeRef=\"string\"/>";
        assertThat(xml).contains(output);
        return xml.replace(
                output,
                "<output name=\"verdict\" typeRef=\"string\"><outputValues><text>" + order
                        + "</text></outputValues></output>");
    }

    private static Evaluation.Outcome ask(String xml, String amount, String vendor) {
        Map<String, Value> facts = Map.of("amount", Value.of(new BigDecimal(amount)), "vendor", Value.of(vendor));
        return read(xml).orThrow().evaluate(facts).outcome();
    }

    @Test
    void under_any_the_lowest_row_answers_while_all_agree_and_a_contradiction_stops() {
        String xml = table(
                "ANY",
                List.of("< 100", "-", "\"auto_clear\"", "\"\""),
                List.of("-", "\"A\"", "\"auto_clear\"", "\"\""),
                List.of("> 50", "\"B\"", "\"checkpoint\"", "\"\""));
        assertThat(ask(xml, "10", "A"))
                .isInstanceOfSatisfying(
                        Evaluation.Outcome.Matched.class,
                        matched -> assertThat(matched.row().number()).isEqualTo(1));
        assertThat(ask(xml, "60", "B")).isEqualTo(new Evaluation.Outcome.Violated(List.of(1, 3)));
    }

    @Test
    void under_priority_the_strictest_verdict_wins_whatever_the_order_of_rows() {
        String xml = ranked(
                "\"stop\", \"return\", \"checkpoint\", \"auto_clear\"",
                table(
                        "PRIORITY",
                        List.of("-", "-", "\"auto_clear\"", "\"\""),
                        List.of("> 50", "-", "\"checkpoint\"", "\"\""),
                        List.of("> 90", "-", "\"stop\"", "\"\"")));
        assertThat(ask(xml, "95", "A"))
                .isInstanceOfSatisfying(
                        Evaluation.Outcome.Matched.class,
                        matched -> assertThat(matched.row().ruling()).isEqualTo(Ruling.STOP));
        assertThat(ask(xml, "60", "A"))
                .isInstanceOfSatisfying(
                        Evaluation.Outcome.Matched.class,
                        matched -> assertThat(matched.row().number()).isEqualTo(2));
    }

    @Test
    void priority_with_a_milder_verdict_first_is_refused() {
        String xml = ranked(
                "\"auto_clear\", \"checkpoint\"", table("PRIORITY", List.of("-", "-", "\"auto_clear\"", "\"\"")));
        assertThat(read(xml).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("RMT-103");
            assertThat(problem.fix()).isEqualTo("list them strictest first");
        });
    }

    @Test
    void a_missing_fact_passes_no_negation_unless_its_column_may_be_missing() {
        List<In> inputs = List.of(new In("vendor", "string"));
        List<List<String>> rows = List.of(List.of("not(\"blocked\")", "\"auto_clear\"", "\"\""));
        AuthorityTable strict = read(TestingTables.dmn("FIRST", inputs, rows)).orThrow();
        assertThat(strict.evaluate(Map.of()).outcome()).isInstanceOf(Evaluation.Outcome.NoMatch.class);

        AuthorityTable declared = read(TestingTables.dmn("FIRST", List.of(new In("note", "string")), rows))
                .orThrow();
        assertThat(declared.evaluate(Map.of()).outcome()).isInstanceOf(Evaluation.Outcome.Matched.class);
    }

    @Test
    void a_null_cell_on_a_fact_that_is_never_missing_is_refused() {
        List<List<String>> rows = List.of(List.of("null", "\"stop\"", "\"\""));
        assertThat(read(TestingTables.dmn("FIRST", List.of(new In("vendor", "string")), rows))
                        .problems())
                .extracting(Problem::code)
                .containsExactly("RMT-111");
    }

    @Test
    void a_fact_that_only_a_cell_names_is_read_too() {
        String xml = table("FIRST", List.of("<= limit", "-", "\"auto_clear\"", "\"\""));
        AuthorityTable named = read(xml).orThrow();
        assertThat(named.reads()).containsExactlyInAnyOrder("amount", "vendor", "limit");
        Map<String, Value> facts = Map.of(
                "amount",
                Value.of(new BigDecimal("5")),
                "vendor",
                Value.of("A"),
                "limit",
                Value.of(new BigDecimal("5.0")));
        assertThat(named.evaluate(facts).outcome()).isInstanceOf(Evaluation.Outcome.Matched.class);
        assertThat(named.evaluate(Map.of("amount", Value.of(new BigDecimal("5"))))
                        .outcome())
                .as("a limit that is missing lets nothing clear")
                .isInstanceOf(Evaluation.Outcome.NoMatch.class);
    }

    @Test
    void a_table_may_feed_the_one_that_gives_the_verdict() {
        String xml = """
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" namespace="urn:m">
                  <decision id="risk" name="Risk"><variable name="Risk" typeRef="string"/>
                    <decisionTable hitPolicy="UNIQUE">
                      <input><inputExpression typeRef="number"><text>amount</text></inputExpression></input>
                      <output typeRef="string"/>
                      <rule><inputEntry><text>&lt; 100</text></inputEntry><outputEntry><text>"low"</text></outputEntry></rule>
                      <rule><inputEntry><text>>= 100</text></inputEntry><outputEntry><text>"high"</text></outputEntry></rule>
                    </decisionTable>
                  </decision>
                  <decision id="top" name="authority">
                    <informationRequirement><requiredDecision href="#risk"/></informationRequirement>
                    <decisionTable hitPolicy="FIRST">
                      <input><inputExpression typeRef="string"><text>Risk</text></inputExpression></input>
                      <output name="verdict" typeRef="string"/>
                      <rule><inputEntry><text>"low"</text></inputEntry><outputEntry><text>"auto_clear"</text></outputEntry></rule>
                    </decisionTable>
                  </decision>
                </definitions>
                """;
        AuthorityTable fed = read(xml).orThrow();
        assertThat(fed.reads()).containsExactly("amount");
        assertThat(fed.evaluate(Map.of("amount", Value.of(new BigDecimal("99"))))
                        .outcome())
                .isInstanceOf(Evaluation.Outcome.Matched.class);
        assertThat(fed.evaluate(Map.of("amount", Value.of(new BigDecimal("100"))))
                        .outcome())
                .isInstanceOf(Evaluation.Outcome.NoMatch.class);
        String other = xml.replace("&lt; 100", "&lt; 200").replace(">= 100", ">= 200");
        assertThat(read(other).orThrow().version())
                .as("a change of the feeding table is another version")
                .isNotEqualTo(fed.version());
    }
}
