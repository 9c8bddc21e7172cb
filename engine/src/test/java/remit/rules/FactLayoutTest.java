package remit.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import remit.kernel.Value;
import remit.rules.FactLayout.Slots;
import remit.testing.Property;
import remit.testing.Property.Chance;

class FactLayoutTest {
    private static DecisionTable table(HitPolicy policy, RandomTable made) {
        var rules = new ArrayList<Rule>();
        List<Operand> says = List.of(new Operand.Literal(Value.of("x")));
        for (List<Cell> cells : made.rows()) rules.add(new Rule(rules.size() + 1, cells, says));
        Output output = new Output("says", FactType.TEXT, List.of(), null);
        return new DecisionTable("t", policy, made.inputs(), List.of(output), rules);
    }

    /** The facts of two tables, which at times disagree about what one holds, and one that nobody reads. */
    private static Facts facts(RandomTable made, RandomTable other) {
        var types = new LinkedHashMap<String, FactType>();
        types.put("nobody reads it", FactType.TEXT);
        other.inputs().forEach(input -> types.put(input.fact(), input.type()));
        made.inputs().forEach(input -> types.put(input.fact(), input.type()));
        return new Facts(types);
    }

    @Test
    void a_case_in_slots_is_answered_as_the_same_case_in_a_map_and_in_columns() {
        var matched = new AtomicInteger();
        var whole = new AtomicInteger();
        Property.forAll(4_000, chance -> {
            RandomTable made = RandomTable.of(chance);
            RandomTable other = RandomTable.of(chance);
            HitPolicy policy = chance.oneOf(HitPolicy.FIRST, HitPolicy.UNIQUE, HitPolicy.COLLECT);
            DecisionTable table = table(policy, made);
            DecisionTable beside = table(policy, other);
            FactLayout layout = FactLayout.of(facts(made, other), List.of(table, beside), List.of());
            var cases = new ArrayList<Map<String, Value>>();
            for (int i = 20; i > 0; i--) {
                Map<String, Value> both = new HashMap<>(other.facts(chance));
                both.putAll(made.facts(chance));
                cases.add(both);
            }
            for (Map<String, Value> one : cases) {
                Slots slots = layout.read(one::get);
                same(made, table, table.on(layout), one, slots);
                same(other, beside, beside.on(layout), one, slots);
                if (!table.on(layout).evaluate(slots).matched().isEmpty()) matched.incrementAndGet();
                for (int slot = 0; slot < slots.size(); slot++)
                    if (slots.point(slot) != Slots.APART) whole.incrementAndGet();
            }
            inColumns(made, table.on(layout), cases);
        });
        // The comparison would prove little if hardly any case matched, or no value stood as a whole number.
        assertThat(matched.get()).isBetween(20_000, 75_000);
        assertThat(whole.get()).isGreaterThan(50_000);
    }

    private static void same(
            RandomTable made, DecisionTable alone, DecisionTable laid, Map<String, Value> facts, Slots slots) {
        List<Integer> expected = TestingInterpreter.matching(made.inputs(), made.rows(), facts);
        boolean same = laid.evaluate(slots).matched().equals(expected)
                && alone.evaluate(facts).matched().equals(expected)
                && laid.evaluate(facts).matched().equals(expected)
                && alone.evaluate(slots).matched().equals(expected)
                && laid.evaluate(slots).outcome().equals(alone.evaluate(facts).outcome())
                && laid.unfit(slots).equals(alone.unfit(facts))
                && laid.nearMisses(slots).equals(TestingInterpreter.nearMisses(made.inputs(), made.rows(), facts));
        if (!same) fail(made + " on " + facts + ": " + laid.evaluate(slots) + " instead of " + expected);
    }

    private static void inColumns(RandomTable made, DecisionTable table, List<Map<String, Value>> cases) {
        var types = new LinkedHashMap<String, FactType>();
        made.inputs().forEach(input -> types.put(input.fact(), input.type()));
        Replay replay = Replay.of(table, Columns.of(types, cases));
        int[] outcomes = replay.outcomes();
        for (int i = 0; i < outcomes.length; i++) {
            if (outcomes[i] == Replay.NOT_ASKED) continue;
            if (!replay.matched(i).equals(table.evaluate(cases.get(i)).matched()))
                fail("in columns: " + table.rules() + " on " + cases.get(i));
        }
    }

    @Test
    void slots_are_the_map_that_was_read() {
        Property.forAll(2_000, chance -> {
            RandomTable made = RandomTable.of(chance);
            DecisionTable table = table(HitPolicy.FIRST, made);
            FactLayout layout = FactLayout.of(facts(made, made), List.of(table), List.of());
            Map<String, Value> facts = made.facts(chance);
            Slots slots = layout.read(facts::get);
            assertThat(slots).isEqualTo(facts);
            facts.put("nobody knows it", Value.ABSENT);
            assertThat(slots).doesNotContainKey("nobody knows it");
            assertThat(slots.get("nobody reads it")).isNull();
        });
    }

    @Test
    void a_condition_holds_in_slots_when_it_holds_of_the_map() {
        Property.forAll(2_000, chance -> {
            FactType type = chance.oneOf(FactType.values());
            Facts facts = new Facts(Map.of("f", type, "g", FactType.TEXT));
            Condition condition = condition(chance, type, facts);
            FactLayout layout = FactLayout.of(facts, List.of(), List.of(condition));
            for (int i = 0; i < 10; i++) {
                Map<String, Value> one = Map.of("f", RandomTable.value(chance, type));
                assertThat(condition.on(layout).holds(layout.read(one::get))).isEqualTo(condition.holds(one));
            }
        });
    }

    private static Condition condition(Chance chance, FactType type, Facts facts) {
        String cell = RandomTable.cell(chance, type, List.of()).text();
        return Condition.read("stop", Map.of("f", cell), facts).orThrow();
    }

    @Test
    void a_table_is_not_asked_in_a_layout_that_lacks_its_fact() {
        Input input = new Input("n", "n", FactType.NUMBER, Cell.ANY);
        DecisionTable table = table(HitPolicy.FIRST, new RandomTable(List.of(input), List.of(List.of(Cell.ANY))));
        FactLayout layout = FactLayout.of(new Facts(Map.of("m", FactType.NUMBER)), List.of(table), List.of());
        assertThatThrownBy(() -> table.on(layout)).hasMessageContaining("no slot for n");
    }

    @Test
    void a_table_or_condition_is_not_asked_in_a_layout_that_does_not_know_its_words() {
        Facts facts = new Facts(Map.of("f", FactType.TEXT));
        Input input = new Input("f", "f", FactType.TEXT, Cell.ANY);
        DecisionTable a = table(HitPolicy.FIRST, new RandomTable(List.of(input), List.of(List.of(text("\"a\"")))));
        DecisionTable notB =
                table(HitPolicy.FIRST, new RandomTable(List.of(input), List.of(List.of(text("not(\"b\")")))));
        Condition isNotB =
                Condition.read("stop", Map.of("f", "not(\"b\")"), facts).orThrow();
        FactLayout layout = FactLayout.of(facts, List.of(a), List.of());
        String why = "no number for \"b\" of f";
        assertThatThrownBy(() -> notB.on(layout)).hasMessageContaining(why);
        assertThatThrownBy(() -> isNotB.on(layout)).hasMessageContaining(why);
        FactLayout both = FactLayout.of(facts, List.of(a, notB), List.of(isNotB));
        Map<String, Value> b = Map.of("f", Value.of("b"));
        assertThat(notB.on(both).evaluate(both.read(b::get)).matched()).isEmpty();
        assertThat(isNotB.on(both).holds(both.read(b::get))).isFalse();
    }

    private static Cell text(String cell) {
        return CellReader.read("cell", cell, FactType.TEXT).orThrow();
    }

    @Test
    void a_number_stands_whole_up_to_six_decimals_and_a_trillion_and_as_itself_beyond() {
        Input input = new Input("n", "n", FactType.NUMBER, Cell.ANY);
        DecisionTable table = table(HitPolicy.FIRST, new RandomTable(List.of(input), List.of(List.of(Cell.ANY))));
        FactLayout layout = FactLayout.of(new Facts(Map.of("n", FactType.NUMBER)), List.of(table), List.of());
        assertThat(point(layout, "412.50")).isEqualTo(412_500_000L);
        assertThat(point(layout, "-0.000001")).isEqualTo(-1L);
        assertThat(point(layout, "999999999999.999999")).isEqualTo(999_999_999_999_999_999L);
        for (String beyond : List.of("1000000000000", "0.0000001", "1E+3", "1E+400", "1E-400"))
            assertThat(point(layout, beyond)).as(beyond).isEqualTo(Slots.APART);
    }

    private static long point(FactLayout layout, String number) {
        return layout.read(_ -> Value.of(new BigDecimal(number))).point(0);
    }
}
