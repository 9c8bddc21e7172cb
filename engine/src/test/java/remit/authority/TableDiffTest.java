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
