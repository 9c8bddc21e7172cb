package remit.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import remit.rules.FactType;
import remit.rules.Facts;
import remit.testing.TestingTables;
import remit.testing.TestingTables.In;

class TableDiffTest {
    private static final List<In> INPUTS = List.of(new In("amount", "number"), new In("vendor", "string"));
    private static final Facts FACTS =
            new Facts(Map.of("amount", FactType.NUMBER, "vendor", FactType.TEXT), Set.of(), Map.of());
    private static final List<String> SMALL = row("<= 100", "-", "auto_clear", "small");
    private static final List<String> KNOWN = row("<= 5000", "\"A\", \"B\"", "auto_clear", "known vendor");
    private static final List<String> REST = row("-", "-", "checkpoint", "a person looks");

    private static List<String> row(String amount, String vendor, String verdict, String reason) {
        return List.of(amount, vendor, "\"" + verdict + "\"", "\"" + reason + "\"");
    }

    private static AuthorityTable table(String policy, List<List<String>> rows) {
        byte[] dmn = TestingTables.dmn(policy, INPUTS, rows).getBytes(StandardCharsets.UTF_8);
        return RuleBook.read(dmn, "authority.dmn", FACTS).orThrow();
    }

    private static List<String> diff(List<List<String>> before, List<List<String>> after) {
        return TableDiff.of(table("FIRST", before), table("FIRST", after)).stream()
                .map(TableDiff.Line::text)
                .toList();
    }

    @Test
    void equal_tables_do_not_differ() {
        assertThat(diff(List.of(SMALL, REST), List.of(SMALL, REST))).isEmpty();
    }

    @Test
    void a_raised_limit_is_one_changed_cell() {
        assertThat(diff(List.of(SMALL, REST), List.of(row("<= 200", "-", "auto_clear", "small"), REST)))
                .containsExactly("~ row 1: amount <= 100 becomes <= 200");
    }

    @Test
    void an_inserted_row_does_not_change_those_below() {
        assertThat(diff(List.of(SMALL, REST), List.of(SMALL, KNOWN, REST)))
                .containsExactly("+ row 2: amount <= 5000, vendor \"A\", \"B\" -> auto_clear \"known vendor\"");
        assertThat(diff(List.of(SMALL, KNOWN, REST), List.of(SMALL, REST)))
                .containsExactly("- row 2: amount <= 5000, vendor \"A\", \"B\" -> auto_clear \"known vendor\"");
    }

    @Test
    void rows_in_another_order_are_taken_out_and_put_in_again() {
        assertThat(diff(List.of(SMALL, KNOWN, REST), List.of(KNOWN, SMALL, REST)))
                .hasSize(2);
    }

    @Test
    void another_hit_policy_is_told() {
        var before = new ArrayList<>(List.of(SMALL));
        assertThat(TableDiff.of(table("FIRST", before), table("UNIQUE", before)))
                .extracting(TableDiff.Line::text)
                .containsExactly("~ hit policy: FIRST becomes UNIQUE");
    }

    /** A table whose risk another table says from the amount, with the limit as a named value. */
    private static AuthorityTable fed(String low, String limit, String says) {
        byte[] dmn = """
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" namespace="urn:m">
                  <decision id="limit" name="Limit"><variable name="Limit" typeRef="number"/>
                    <literalExpression><text>%s</text></literalExpression></decision>
                  <decision id="risk" name="Risk"><variable name="Risk" typeRef="string"/>
                    <informationRequirement><requiredDecision href="#limit"/></informationRequirement>
                    <decisionTable hitPolicy="FIRST">
                      <input><inputExpression typeRef="number"><text>amount</text></inputExpression></input>
                      <output typeRef="string"/>
                      <rule><inputEntry><text>%s</text></inputEntry><outputEntry><text>"low"</text></outputEntry></rule>
                      <rule><inputEntry><text>&lt;= Limit</text></inputEntry><outputEntry><text>"%s"</text></outputEntry></rule>
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
                """.formatted(limit, low, says).getBytes(StandardCharsets.UTF_8);
        return RuleBook.read(dmn, "authority.dmn", FACTS).orThrow();
    }

    private static List<String> all(AuthorityTable before, AuthorityTable after) {
        return TableDiff.all(before, after).stream()
                .flatMap(each -> each.texts().stream())
                .toList();
    }

    @Test
    void a_table_that_feeds_another_is_told_row_by_row_too() {
        AuthorityTable before = fed("&lt; 100", "500", "high");
        assertThat(all(before, before)).isEmpty();
        assertThat(all(before, fed("&lt; 200", "500", "high")))
                .containsExactly("Risk: ~ row 1: amount < 100 becomes < 200");
        assertThat(all(before, fed("&lt; 100", "500", "medium")))
                .containsExactly("Risk: ~ row 2: says \"high\" becomes \"medium\"");
    }

    @Test
    void a_named_value_is_told_too() {
        assertThat(all(fed("&lt; 100", "500", "high"), fed("&lt; 100", "900", "high")))
                .containsExactly("~ Limit: 500 becomes 900");
    }

    @Test
    void a_table_that_only_one_version_has_is_told_whole() {
        AuthorityTable alone = table("FIRST", List.of(REST));
        AuthorityTable fed = fed("&lt; 100", "500", "high");
        assertThat(all(alone, fed))
                .contains("Risk: + row 1: amount < 100 -> \"low\"")
                .anyMatch(line -> line.startsWith("Risk: ~ table: nothing becomes FIRST"));
        assertThat(all(fed, alone)).contains("Risk: - row 1: amount < 100 -> \"low\"");
    }

    /** The bytes that a thread gets while it compares, whatever the collector does meanwhile. */
    private static long allocated(Runnable work) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static AuthorityTable bounds(int count, String half) {
        var rows = new ArrayList<List<String>>();
        for (int i = 0; i < count; i++) rows.add(row("<= " + i + half, "-", "checkpoint", ""));
        return table("FIRST", rows);
    }

    @Test
    void tables_too_large_to_align_are_compared_as_they_stand_in_little_memory() {
        int rows = 3_000;
        AuthorityTable before = bounds(rows, "");
        AuthorityTable after = bounds(rows, ".5");
        var lines = new ArrayList<TableDiff.Line>();
        long bytes = allocated(() -> lines.addAll(TableDiff.of(before, after)));
        assertThat(lines).hasSize(rows).allSatisfy(line -> assertThat(line).isInstanceOf(TableDiff.Line.Changed.class));
        assertThat(lines.getLast().text()).isEqualTo("~ row 3000: amount <= 2999 becomes <= 2999.5");
        assertThat(bytes)
                .as("aligning them would take 4 bytes for each pair of rows")
                .isLessThan(4L * rows * rows);
    }
}
