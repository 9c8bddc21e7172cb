package remit.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import remit.kernel.Value;
import remit.rules.Answer.NearMiss;
import remit.testing.Property;

class RuleIndexTest {
    @Test
    void the_index_agrees_with_a_naive_interpreter_on_100_000_pairs_of_table_and_case() {
        var pairs = new AtomicInteger();
        var matches = new AtomicInteger();
        Property.forAll(5_000, chance -> {
            RandomTable table = RandomTable.of(chance);
            var index = new RuleIndex(table.inputs(), table.rows());
            for (int i = 0; i < 20; i++) {
                Map<String, Value> facts = table.facts(chance);
                List<Integer> expected = TestingInterpreter.matching(table.inputs(), table.rows(), facts);
                // AssertJ only on failure: at 100,000 pairs its set-up costs more than the comparison.
                if (!RuleIndex.numbers(index.matching(facts)).equals(expected))
                    fail("matching: " + table + " on " + facts);
                List<NearMiss> near = TestingInterpreter.nearMisses(table.inputs(), table.rows(), facts);
                if (!index.nearMisses(facts).equals(near)) fail("near misses: " + table + " on " + facts);
                pairs.incrementAndGet();
                if (!expected.isEmpty()) matches.incrementAndGet();
            }
        });
        assertThat(pairs.get()).isEqualTo(100_000);
        // The comparison would prove little if hardly any case matched, or nearly all did.
        assertThat(matches.get()).isBetween(20_000, 80_000);
    }

    @Test
    void every_cell_reads_back_from_its_canonical_text() {
        Property.forAll(20_000, chance -> {
            FactType type = chance.oneOf(FactType.values());
            Cell cell = RandomTable.cell(chance, type, List.of());
            Cell again = CellReader.read("cell", cell.text(), type).orThrow();
            assertThat(again.text())
                    .isEqualTo(CellReader.read("cell", again.text(), type)
                            .orThrow()
                            .text());
            for (int i = 0; i < 5; i++) {
                Map<String, Value> facts = Map.of("f", RandomTable.value(chance, type));
                List<Input> inputs = List.of(new Input("f", "f", type, Cell.ANY, Input.Presence.NULL_ALLOWED));
                assertThat(TestingInterpreter.matching(inputs, List.of(List.of(again)), facts))
                        .as("%s read as %s on %s", cell.text(), again.text(), facts)
                        .isEqualTo(TestingInterpreter.matching(inputs, List.of(List.of(cell)), facts));
            }
        });
    }

    @Test
    void numbers_that_one_double_cannot_tell_apart_fall_on_the_right_side_of_a_bound() {
        Cell cell =
                CellReader.read("cell", "> 9007199254740993", FactType.NUMBER).orThrow();
        var index = new RuleIndex(List.of(new Input("n", "n", FactType.NUMBER, Cell.ANY)), List.of(List.of(cell)));
        assertThat(holds(index, "9007199254740992")).isFalse();
        assertThat(holds(index, "9007199254740993")).isFalse();
        assertThat(holds(index, "9007199254740993.0000000001")).isTrue();
        assertThat(holds(index, "1E+400")).isTrue();
        assertThat(holds(index, "-1E+400")).isFalse();
    }

    private static boolean holds(RuleIndex index, String number) {
        return !RuleIndex.numbers(index.matching(Map.of("n", Value.of(new BigDecimal(number)))))
                .isEmpty();
    }

    @Test
    void a_table_of_exactly_64_rows_and_one_of_65_use_every_row() {
        for (int rows : new int[] {1, 63, 64, 65, 128, 129}) {
            var cells = new ArrayList<List<Cell>>();
            for (int i = 0; i < rows; i++) cells.add(List.of(Cell.ANY));
            var index = new RuleIndex(List.of(new Input("n", "n", FactType.NUMBER, Cell.ANY)), cells);
            assertThat(RuleIndex.numbers(index.matching(Map.of())))
                    .hasSize(rows)
                    .endsWith(rows);
        }
    }
}
