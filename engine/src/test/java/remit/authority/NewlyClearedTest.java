package remit.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import remit.kernel.Value;
import remit.rules.FactType;
import remit.rules.Facts;
import remit.testing.TestingTables;
import remit.testing.TestingTables.In;

class NewlyClearedTest {
    private static final List<In> INPUTS = List.of(new In("amount", "number"), new In("segment", "string"));
    private static final Facts FACTS =
            new Facts(Map.of("amount", FactType.NUMBER, "segment", FactType.TEXT), Set.of("segment"), Map.of());
    private static final List<String> SMALL = row("<= 100", "-", "auto_clear");
    private static final List<String> HUGE = row("> 5000", "-", "stop");
    private static final List<String> RETAIL = row("<= 9000", "\"retail\"", "auto_clear");
    private static final List<String> REST = row("-", "-", "checkpoint");

    private static List<String> row(String amount, String segment, String verdict) {
        return List.of(amount, segment, "\"" + verdict + "\"", "\"\"");
    }

    @SafeVarargs
    private static AuthorityTable table(String policy, List<String>... rows) {
        byte[] dmn = TestingTables.dmn(policy, INPUTS, List.of(rows)).getBytes(StandardCharsets.UTF_8);
        return RuleBook.read(dmn, "authority.dmn", FACTS).orThrow();
    }

    private static List<NewlyCleared.Line> between(AuthorityTable before, AuthorityTable after) {
        List<NewlyCleared.Line> lines = NewlyCleared.between(before, after, NewlyCleared.USUAL);
        for (NewlyCleared.Line line : lines) {
            if (!(line instanceof NewlyCleared.Line.Clears clears)) continue;
            assertThat(clearing(after, clears.witness())).isEqualTo(clears.row());
            if (!clears.before().startsWith("a case without "))
                assertThat(clearing(before, clears.witness())).isZero();
        }
        return lines;
    }

    /** The row that clears a case, or 0. */
    private static int clearing(AuthorityTable table, Map<String, Value> facts) {
        return table.evaluate(facts).outcome() instanceof Evaluation.Outcome.Matched(Row row)
                        && row.ruling() == Ruling.AUTO_CLEAR
                ? row.number()
                : 0;
    }

    private static List<Integer> rows(List<NewlyCleared.Line> lines) {
        return lines.stream()
                .map(line -> line instanceof NewlyCleared.Line.Clears clears ? clears.row() : -1)
                .toList();
    }

    @Test
    void an_early_row_that_is_widened_and_overtakes_a_later_stop_is_found() {
        AuthorityTable before = table("FIRST", row("<= 100", "\"retail\"", "auto_clear"), HUGE, RETAIL, REST);
        AuthorityTable after = table("FIRST", row("-", "\"retail\"", "auto_clear"), HUGE, RETAIL, REST);
        List<NewlyCleared.Line> lines = between(before, after);
        assertThat(rows(lines)).containsExactly(1);
        assertThat(lines.getFirst().text())
                .startsWith("row 1 newly clears amount ")
                .endsWith(", segment \"retail\"; before, row 2 said stop");
    }

    @Test
    void a_row_moved_before_a_stop_is_found_although_no_cell_changed() {
        assertThat(rows(between(table("FIRST", HUGE, RETAIL, REST), table("FIRST", RETAIL, HUGE, REST))))
                .containsExactly(1);
        assertThat(between(table("FIRST", RETAIL, HUGE, REST), table("FIRST", HUGE, RETAIL, REST)))
                .isEmpty();
    }

    @Test
    void a_stop_that_goes_lets_an_unchanged_row_clear_more() {
        assertThat(rows(between(table("FIRST", HUGE, RETAIL, REST), table("FIRST", RETAIL, REST))))
                .containsExactly(1);
    }

    @Test
    void what_another_row_cleared_before_is_not_new() {
        AuthorityTable before = table("FIRST", SMALL, RETAIL, REST);
        assertThat(between(before, table("FIRST", row("<= 50", "-", "auto_clear"), SMALL, RETAIL, REST)))
                .isEmpty();
        assertThat(between(before, table("FIRST", row("<= 9000", "\"retail\"", "auto_clear"), SMALL, REST)))
                .isEmpty();
        assertThat(between(before, table("FIRST", row("-", "\"retail\"", "auto_clear"), REST)))
                .extracting(NewlyCleared.Line::text)
                .singleElement()
                .asString()
                .contains("before, row 3 said checkpoint");
    }

    @Test
    void a_tightened_table_and_the_same_table_loosen_nothing() {
        AuthorityTable before = table("FIRST", SMALL, HUGE, REST);
        assertThat(between(before, before)).isEmpty();
        assertThat(between(before, table("FIRST", row("<= 99.99", "-", "auto_clear"), HUGE, REST)))
                .isEmpty();
        assertThat(between(before, table("FIRST", HUGE, REST))).isEmpty();
    }

    @Test
    void what_no_row_decided_and_what_violated_the_policy_was_held_too() {
        AuthorityTable silent = table("UNIQUE", SMALL);
        assertThat(between(silent, table("UNIQUE", row("<= 200", "-", "auto_clear"))))
                .extracting(NewlyCleared.Line::text)
                .singleElement()
                .asString()
                .endsWith("before, no row matched: checkpoint");
        AuthorityTable violated = table("UNIQUE", SMALL, row("[50..100]", "-", "auto_clear"));
        assertThat(between(violated, silent))
                .extracting(NewlyCleared.Line::text)
                .singleElement()
                .asString()
                .endsWith("before, rows 1, 2 matched at once: stop");
    }

    @Test
    void a_missing_value_is_a_case_where_a_column_allows_null() {
        AuthorityTable before = table("FIRST", row("<= 100", "not(null)", "auto_clear"), REST);
        List<NewlyCleared.Line> lines = between(before, table("FIRST", SMALL, REST));
        assertThat(lines)
                .singleElement()
                .isInstanceOfSatisfying(
                        NewlyCleared.Line.Clears.class,
                        clears -> assertThat(clears.witness()).containsEntry("segment", Value.ABSENT));
    }

    private static String only(List<NewlyCleared.Line> lines) {
        assertThat(lines).hasSize(1);
        return lines.getFirst().text();
    }

    private static AuthorityTable within(Facts facts, String... cells) {
        var rows = new ArrayList<List<String>>();
        for (String cell : cells) rows.add(List.of(cell, "\"auto_clear\"", "\"\""));
        byte[] dmn = TestingTables.dmn("FIRST", List.of(new In("within", "boolean")), rows)
                .getBytes(StandardCharsets.UTF_8);
        return RuleBook.read(dmn, "authority.dmn", facts).orThrow();
    }

    @Test
    void two_rows_merged_into_one_for_any_value_newly_clear_the_case_that_has_none_where_that_may_be() {
        Facts nullAllowed = new Facts(Map.of("within", FactType.FLAG), Set.of("within"), Map.of());
        assertThat(only(between(within(nullAllowed, "true", "false"), within(nullAllowed, "-"))))
                .isEqualTo("row 1 newly clears within null; before, no row matched: checkpoint");
        Facts atTimes = new Facts(Map.of("within", FactType.FLAG));
        assertThat(between(within(atTimes, "true", "false"), within(atTimes, "-")))
                .as("nothing clears without a fact that a table reads")
                .isEmpty();
        Facts always = new Facts(Map.of("within", FactType.FLAG), Set.of(), Set.of("within"), Map.of());
        assertThat(between(within(always, "true", "false"), within(always, "-")))
                .isEmpty();
    }

    @Test
    void a_fact_that_may_be_missing_from_now_on_newly_clears_where_a_row_takes_any() {
        Facts always = new Facts(Map.of("within", FactType.FLAG), Set.of(), Set.of("within"), Map.of());
        Facts nullAllowed = new Facts(Map.of("within", FactType.FLAG), Set.of("within"), Map.of());
        Facts atTimes = new Facts(Map.of("within", FactType.FLAG));
        String found = "row 1 newly clears within null; before, a case without within was held";
        assertThat(only(between(within(always, "-"), within(nullAllowed, "-")))).isEqualTo(found);
        assertThat(between(within(always, "-"), within(atTimes, "-"))).isEmpty();
        assertThat(between(within(nullAllowed, "-"), within(always, "-"))).isEmpty();
    }

    @Test
    void an_amount_that_had_to_be_there_and_may_be_null_now_newly_clears() {
        AuthorityTable before = amounts(">= 0");
        assertThat(only(between(before, amounts(">= 0, null"))))
                .isEqualTo("row 1 newly clears amount null; before, a case without amount was held");
        assertThat(between(amounts(">= 0, null"), before)).isEmpty();
    }

    /** A file that says itself what its fact holds. */
    private static AuthorityTable amounts(String allowed) {
        String any = TestingTables.dmn(
                "FIRST", List.of(new In("amount", "number")), List.of(List.of("-", "\"auto_clear\"", "\"\"")));
        String values = "</inputExpression><inputValues><text><![CDATA[" + allowed + "]]></text></inputValues>";
        String dmn = any.replace("</inputExpression>", values);
        assertThat(dmn).contains("inputValues");
        return RuleBook.read(dmn.getBytes(StandardCharsets.UTF_8), "authority.dmn")
                .orThrow();
    }

    @Test
    void a_large_change_is_decided_within_the_budget_of_an_analysis() {
        var before = new ArrayList<List<String>>();
        for (int i = 0; i < 199; i++) {
            String segment = "\"s" + i % 7 + "\"";
            before.add(row("[" + 10 * i + ".." + (10 * i + 25) + ")", segment, i % 3 == 0 ? "stop" : "auto_clear"));
        }
        before.add(REST);
        var after = new ArrayList<>(before);
        after.set(100, row("[1000..1026)", "\"s2\"", "auto_clear"));
        List<NewlyCleared.Line> lines = between(table(before), table(after));
        assertThat(rows(lines)).containsExactly(101);
        assertThat(((NewlyCleared.Line.Clears) lines.getFirst()).witness())
                .containsEntry("amount", Value.of(new BigDecimal("1025")));
    }

    private static AuthorityTable table(List<List<String>> rows) {
        byte[] dmn = TestingTables.dmn("FIRST", INPUTS, rows).getBytes(StandardCharsets.UTF_8);
        return RuleBook.read(dmn, "authority.dmn", FACTS).orThrow();
    }

    @Test
    void without_a_budget_nothing_is_passed_over_in_silence() {
        AuthorityTable before =
                table("FIRST", row("[0..10)", "\"a\"", "auto_clear"), row("[5..20)", "-", "stop"), REST);
        AuthorityTable after = table("FIRST", row("[0..11)", "\"a\"", "auto_clear"), row("[5..20)", "-", "stop"), REST);
        assertThat(rows(NewlyCleared.between(before, after, 0))).containsExactly(1);
    }
}
