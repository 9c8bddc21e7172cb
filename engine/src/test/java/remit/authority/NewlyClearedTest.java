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

class LooseningTest {
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

    private static List<Loosening.Line> between(AuthorityTable before, AuthorityTable after) {
        List<Loosening.Line> lines = Loosening.between(before, after, Loosening.USUAL);
        for (Loosening.Line line : lines) {
            if (!(line instanceof Loosening.Line.Clears clears)) continue;
            assertThat(clearing(after, clears.witness())).isEqualTo(clears.row());
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

    private static List<Integer> rows(List<Loosening.Line> lines) {
        return lines.stream()
                .map(line -> line instanceof Loosening.Line.Clears clears ? clears.row() : -1)
                .toList();
    }

    @Test
    void an_early_row_that_is_widened_and_overtakes_a_later_stop_is_found() {
        AuthorityTable before = table("FIRST", row("<= 100", "\"retail\"", "auto_clear"), HUGE, RETAIL, REST);
        AuthorityTable after = table("FIRST", row("-", "\"retail\"", "auto_clear"), HUGE, RETAIL, REST);
        List<Loosening.Line> lines = between(before, after);
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
                .extracting(Loosening.Line::text)
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
                .extracting(Loosening.Line::text)
                .singleElement()
                .asString()
                .endsWith("before, no row matched: checkpoint");
        AuthorityTable violated = table("UNIQUE", SMALL, row("[50..100]", "-", "auto_clear"));
        assertThat(between(violated, silent))
                .extracting(Loosening.Line::text)
                .singleElement()
                .asString()
                .endsWith("before, rows 1, 2 matched at once: stop");
    }

    @Test
    void a_missing_value_is_a_case_where_a_column_allows_null() {
        AuthorityTable before = table("FIRST", row("<= 100", "not(null)", "auto_clear"), REST);
        List<Loosening.Line> lines = between(before, table("FIRST", SMALL, REST));
        assertThat(lines)
                .singleElement()
                .isInstanceOfSatisfying(
                        Loosening.Line.Clears.class,
                        clears -> assertThat(clears.witness()).containsEntry("segment", Value.ABSENT));
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
        List<Loosening.Line> lines = between(table(before), table(after));
        assertThat(rows(lines)).containsExactly(101);
        assertThat(((Loosening.Line.Clears) lines.getFirst()).witness())
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
        assertThat(rows(Loosening.between(before, after, 0))).containsExactly(1);
    }
}
