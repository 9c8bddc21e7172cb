package remit.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import remit.kernel.Value;
import remit.testing.Property;
import remit.testing.Property.Chance;

class AnalysisTest {
    private static final List<FactType> SMALL = List.of(FactType.NUMBER, FactType.TEXT, FactType.FLAG, FactType.DAY);

    private static DecisionTable table(Chance chance, HitPolicy policy) {
        var inputs = new ArrayList<Input>();
        for (int i = chance.between(1, 3); i > 0; i--) {
            FactType type = chance.pick(SMALL);
            Cell allowed = chance.oneIn(3) ? RandomTable.cell(chance, type, List.of()) : Cell.ANY;
            var presence = chance.flip() ? Input.Presence.REQUIRED : Input.Presence.NULL_ALLOWED;
            inputs.add(new Input("f" + i, "f" + i, type, allowed, presence));
        }
        var rules = new ArrayList<Rule>();
        int rows = chance.between(0, 7);
        for (int row = 1; row <= rows; row++) {
            List<Cell> cells = inputs.stream()
                    .map(input -> chance.oneIn(2) ? Cell.ANY : RandomTable.cell(chance, input.type(), List.of()))
                    .toList();
            rules.add(new Rule(row, cells, List.of(new Operand.Literal(Value.of(chance.pick(List.of("x", "y")))))));
        }
        return new DecisionTable("t", policy, inputs, List.of(output()), rules);
    }

    private static Output output() {
        List<Operand> allowed = List.of(new Operand.Literal(Value.of("y")), new Operand.Literal(Value.of("x")));
        return new Output("says", FactType.TEXT, allowed, null);
    }

    /** Every case that a table can tell apart from others: one value of each class in each column. */
    private static List<Map<String, Value>> cases(DecisionTable table) {
        List<Map<String, Value>> cases = List.of(Map.of());
        for (RuleIndex.Domain domain : table.domains()) {
            var longer = new ArrayList<Map<String, Value>>();
            for (Map<String, Value> begun : cases) {
                domain.domain().stream().forEach(segment -> {
                    var one = new HashMap<>(begun);
                    one.put(
                            domain.input().fact(),
                            segment == Segments.MISSING
                                    ? Value.ABSENT
                                    : domain.segments()
                                            .sample(domain.input().type(), segment)
                                            .orElseThrow());
                    longer.add(one);
                });
            }
            cases = longer;
        }
        return cases;
    }

    @Test
    void a_gap_is_found_exactly_where_asking_every_case_finds_one() {
        var with = new AtomicInteger();
        var without = new AtomicInteger();
        Property.forAll(4_000, chance -> {
            DecisionTable table = table(chance, HitPolicy.FIRST);
            boolean gap = cases(table).stream()
                    .anyMatch(facts -> table.evaluate(facts).matched().isEmpty());
            List<Finding.Gap> found = of(table, Finding.Gap.class);
            assertThat(!found.isEmpty()).isEqualTo(gap);
            for (Finding.Gap each : found) {
                assertThat(table.unfit(each.witness())).isEmpty();
                assertThat(table.evaluate(each.witness()).matched())
                        .as(each.text())
                        .isEmpty();
                holdsForItsWholeRegion(table, each);
            }
            (gap ? with : without).incrementAndGet();
        });
        assertThat(with.get()).isGreaterThan(1_000);
        assertThat(without.get()).isGreaterThan(400);
    }

    /** Every case that passes the cells of a gap is one that no row speaks about. */
    private static void holdsForItsWholeRegion(DecisionTable table, Finding.Gap gap) {
        for (Map<String, Value> facts : cases(table)) {
            boolean inside = true;
            for (int i = 0; i < table.inputs().size(); i++) {
                Input input = table.inputs().get(i);
                Cell cell = CellReader.read("gap", gap.region().get(i), input.type())
                        .orThrow();
                inside &= Truth.of(cell, facts.get(input.fact()), facts) == Truth.TRUE;
            }
            if (inside)
                assertThat(table.evaluate(facts).matched()).as(gap.text()).isEmpty();
        }
    }

    @Test
    void the_gaps_that_are_listed_are_all_of_them_unless_more_are_announced() {
        Property.forAll(2_000, chance -> {
            DecisionTable table = table(chance, HitPolicy.FIRST);
            assertThat(of(table, Finding.Undecided.class)).isEmpty();
            if (!of(table, Finding.More.class).isEmpty()) return;
            List<Finding.Gap> gaps = of(table, Finding.Gap.class);
            for (Map<String, Value> facts : cases(table)) {
                if (!table.evaluate(facts).matched().isEmpty()) continue;
                assertThat(gaps).as("%s in %s", facts, table.rules()).anyMatch(gap -> inside(table, gap, facts));
            }
        });
    }

    private static boolean inside(DecisionTable table, Finding.Gap gap, Map<String, Value> facts) {
        for (int i = 0; i < table.inputs().size(); i++) {
            Input input = table.inputs().get(i);
            Cell cell =
                    CellReader.read("gap", gap.region().get(i), input.type()).orThrow();
            if (Truth.of(cell, facts.get(input.fact()), facts) != Truth.TRUE) return false;
        }
        return true;
    }

    @Test
    void two_rows_overlap_exactly_where_some_case_matches_both() {
        Property.forAll(3_000, chance -> {
            HitPolicy policy = chance.flip() ? HitPolicy.UNIQUE : HitPolicy.ANY;
            DecisionTable table = table(chance, policy);
            Set<String> expected = new TreeSet<>();
            for (Map<String, Value> facts : cases(table)) {
                List<Integer> rows = table.evaluate(facts).matched();
                for (int row : rows) {
                    for (int other : rows) {
                        if (row < other
                                && (policy == HitPolicy.UNIQUE
                                        || !says(table, row).equals(says(table, other))))
                            expected.add(row + "-" + other);
                    }
                }
            }
            Set<String> found = new TreeSet<>();
            for (Finding.Overlap overlap : of(table, Finding.Overlap.class)) {
                found.add(overlap.row() + "-" + overlap.other());
                assertThat(table.evaluate(overlap.witness()).matched()).contains(overlap.row(), overlap.other());
            }
            int more = of(table, Finding.More.class).stream()
                    .mapToInt(Finding.More::count)
                    .sum();
            assertThat(expected).containsAll(found).hasSize(found.size() + more);
        });
    }

    private static List<Operand> says(DecisionTable table, int row) {
        return table.rules().get(row - 1).says();
    }

    @Test
    void a_row_is_masked_exactly_where_it_speaks_in_no_case() {
        var masked = new AtomicInteger();
        var byUnion = new AtomicInteger();
        Property.forAll(4_000, chance -> {
            DecisionTable table = table(chance, chance.flip() ? HitPolicy.FIRST : HitPolicy.PRIORITY);
            Set<Integer> speaking = new TreeSet<>();
            List<Map<String, Value>> cases = cases(table);
            for (Map<String, Value> facts : cases) {
                if (table.evaluate(facts).outcome() instanceof Answer.Outcome.One(int row)) speaking.add(row);
            }
            Set<Integer> silent = new TreeSet<>();
            for (Rule rule : table.rules()) if (!speaking.contains(rule.number())) silent.add(rule.number());
            Set<Integer> found = new TreeSet<>();
            of(table, Finding.Masked.class).forEach(each -> found.add(each.row()));
            of(table, Finding.NeverMatches.class).forEach(each -> found.add(each.row()));
            assertThat(found).as(table.rules().toString()).isEqualTo(silent);
            masked.addAndGet(found.size());
            of(table, Finding.Masked.class).forEach(each -> {
                if (!takenByOne(table, each.row(), cases)) byUnion.incrementAndGet();
            });
        });
        assertThat(masked.get()).isGreaterThan(1_000);
        assertThat(byUnion.get())
                .as("rows that only several others together take")
                .isGreaterThan(50);
    }

    /** Whether one other row matches every case that {@code row} matches. */
    private static boolean takenByOne(DecisionTable table, int row, List<Map<String, Value>> cases) {
        Set<Integer> always = new TreeSet<>();
        table.rules().forEach(rule -> always.add(rule.number()));
        always.remove(row);
        for (Map<String, Value> facts : cases) {
            List<Integer> matched = table.evaluate(facts).matched();
            if (matched.contains(row)) always.retainAll(matched);
        }
        return !always.isEmpty();
    }

    private static <T extends Finding> List<T> of(DecisionTable table, Class<T> kind) {
        return Analysis.of(table).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    @Test
    void a_table_with_a_default_has_no_gap() {
        Input amount = new Input("amount", "amount", FactType.NUMBER, Cell.ANY);
        var otherwise = new Output("says", FactType.TEXT, List.of(), new Operand.Literal(Value.of("x")));
        var table = new DecisionTable("t", HitPolicy.UNIQUE, List.of(amount), List.of(otherwise), List.of());
        assertThat(Analysis.of(table)).isEmpty();
    }

    @Test
    void a_gap_is_told_as_cells_with_one_case_in_it() {
        var facts = new LinkedHashMap<String, Cell>();
        facts.put("a", CellReader.read("a", "< 100", FactType.NUMBER).orThrow());
        facts.put("b", CellReader.read("b", ">= 200", FactType.NUMBER).orThrow());
        Input amount = new Input("amount", "amount", FactType.NUMBER, Cell.ANY);
        List<Operand> says = List.of(new Operand.Literal(Value.of("x")));
        var rules = new ArrayList<Rule>();
        facts.values().forEach(cell -> rules.add(new Rule(rules.size() + 1, List.of(cell), says)));
        var table = new DecisionTable("t", HitPolicy.FIRST, List.of(amount), List.of(output()), rules);
        assertThat(Analysis.of(table))
                .extracting(Finding::text)
                .containsExactly("no row speaks about {amount=100} (all of: [100..200))");
    }
}
