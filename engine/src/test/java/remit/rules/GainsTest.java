package remit.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import remit.kernel.Value;
import remit.testing.Property;
import remit.testing.Property.Chance;

class GainsTest {
    private static final List<FactType> SMALL = List.of(FactType.NUMBER, FactType.TEXT, FactType.FLAG, FactType.DAY);
    private static final List<HitPolicy> SINGLE =
            List.of(HitPolicy.FIRST, HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY);
    private static final List<String> SAYS = List.of("hold", "clear", "clear too");
    private static final long ENOUGH = 40_000_000;

    private static List<Input> inputs(Chance chance) {
        var inputs = new ArrayList<Input>();
        for (int i = chance.between(1, 3); i > 0; i--) inputs.add(input(chance, "f" + i, chance.pick(SMALL)));
        return inputs;
    }

    private static Input input(Chance chance, String fact, FactType type) {
        Cell allowed = chance.oneIn(4) ? RandomTable.cell(chance, type, List.of()) : Cell.ANY;
        return new Input(fact, fact, type, allowed, chance.oneOf(Input.Presence.values()));
    }

    /** The columns of a later version: mostly the same; one is declared otherwise, stands twice, goes or comes at times. */
    private static List<Input> changed(Chance chance, List<Input> inputs) {
        var changed = new ArrayList<>(inputs);
        int at = chance.below(changed.size());
        Input old = changed.get(at);
        switch (chance.below(10)) {
            case 0 -> changed.set(at, input(chance, old.fact(), old.type()));
            case 1 -> changed.set(at, input(chance, old.fact(), chance.pick(SMALL)));
            case 2 -> changed.add(old);
            case 3 -> changed.remove(at);
            case 4 -> changed.add(input(chance, "new", chance.pick(SMALL)));
            default -> {
                // As before.
            }
        }
        return changed;
    }

    private static DecisionTable table(Chance chance, List<Input> inputs, List<Input> named) {
        var rules = new ArrayList<Rule>();
        int rows = chance.between(0, 6);
        for (int row = 1; row <= rows; row++) {
            List<Cell> cells = inputs.stream()
                    .map(input -> chance.oneIn(2) ? Cell.ANY : RandomTable.cell(chance, input.type(), named))
                    .toList();
            rules.add(new Rule(row, cells, List.of(literal(chance.pick(SAYS)))));
        }
        return of(chance.pick(SINGLE), inputs, rules);
    }

    private static DecisionTable of(HitPolicy policy, List<Input> inputs, List<Rule> rules) {
        List<Operand> allowed = SAYS.stream().map(GainsTest::literal).toList();
        return new DecisionTable("t", policy, inputs, List.of(new Output("", FactType.TEXT, allowed, null)), rules);
    }

    private static Operand literal(String text) {
        return new Operand.Literal(Value.of(text));
    }

    /** The rows that clear. */
    private static Gains.Side side(DecisionTable table) {
        return new Gains.Side(
                table,
                table.rules().stream()
                        .filter(rule -> !rule.says().equals(List.of(literal("hold"))))
                        .map(Rule::number)
                        .collect(Collectors.toSet()));
    }

    /** One case of each kind that the two tables can tell apart. */
    private static List<Map<String, Value>> cases(DecisionTable before, DecisionTable after) {
        List<Map<String, Value>> cases = List.of(Map.of());
        var facts = new TreeSet<String>();
        for (DecisionTable table : List.of(after, before)) table.inputs().forEach(input -> facts.add(input.fact()));
        for (String fact : facts) {
            var longer = new ArrayList<Map<String, Value>>();
            for (Value value : values(fact, before, after)) {
                for (Map<String, Value> begun : cases) {
                    var one = new HashMap<>(begun);
                    one.put(fact, value);
                    longer.add(one);
                }
            }
            cases = longer;
        }
        return cases;
    }

    /** None, and those of the type that the later table gives the fact, or else the earlier one. */
    private static List<Value> values(String fact, DecisionTable before, DecisionTable after) {
        FactType type = null;
        var tests = new ArrayList<UnaryTest>();
        for (DecisionTable table : List.of(after, before)) {
            for (int i = 0; i < table.inputs().size(); i++) {
                Input input = table.inputs().get(i);
                if (!input.fact().equals(fact)) continue;
                if (type == null) type = input.type();
                if (type != input.type()) continue;
                tests.addAll(input.allowed().tests());
                for (Rule rule : table.rules()) tests.addAll(rule.cells().get(i).tests());
            }
        }
        if (type == null) throw new IllegalStateException("nobody reads " + fact);
        Segments segments = Segments.of(type, tests);
        var values = new ArrayList<Value>();
        values.add(Value.ABSENT);
        for (int segment = Segments.FIRST; segment < segments.count(); segment++)
            segments.sample(type, segment).ifPresent(values::add);
        return values;
    }

    /** The row that speaks, or 0: also where the case is held before any row is asked. */
    private static int speaks(DecisionTable table, Map<String, Value> facts) {
        if (table.unfit(facts).isPresent() || !lacking(table, facts).isEmpty()) return 0;
        return table.evaluate(facts).outcome() instanceof Answer.Outcome.One(int row) ? row : 0;
    }

    /** The facts that are missing and of which no column says that they may be. */
    private static Set<String> lacking(DecisionTable table, Map<String, Value> facts) {
        return table.inputs().stream()
                .filter(input -> input.presence() != Input.Presence.NULL_ALLOWED)
                .map(Input::fact)
                .filter(fact -> Value.ABSENT.equals(facts.get(fact)))
                .collect(Collectors.toSet());
    }

    private static Set<Integer> bruteForce(Gains.Side before, Gains.Side after) {
        var won = new TreeSet<Integer>();
        for (Map<String, Value> facts : cases(before.table(), after.table())) {
            int is = speaks(after.table(), facts);
            int was = speaks(before.table(), facts);
            if (after.rows().contains(is) && !before.rows().contains(was)) won.add(is);
        }
        return won;
    }

    private static void holds(Gains.Side before, Gains.Side after, Gains.Gain.Won won) {
        assertThat(speaks(after.table(), won.witness())).isEqualTo(won.row());
        assertThat(after.rows()).contains(won.row());
        switch (won.before()) {
            case Gains.Before.Said(Answer.Outcome outcome) ->
                assertThat(before.table().evaluate(won.witness()).outcome()).isEqualTo(outcome);
            case Gains.Before.Lacked(String fact) -> {
                boolean unfit = before.table().unfit(won.witness()).isPresent();
                assertThat(unfit || lacking(before.table(), won.witness()).contains(fact))
                        .isTrue();
            }
        }
        assertThat(before.rows()).doesNotContain(speaks(before.table(), won.witness()));
    }

    @Test
    void a_row_wins_a_case_exactly_where_asking_every_case_of_both_versions_finds_one() {
        var some = new AtomicInteger();
        var none = new AtomicInteger();
        Property.forAll(4_000, chance -> {
            List<Input> inputs = inputs(chance);
            Gains.Side before = side(table(chance, inputs, List.of()));
            Gains.Side after = side(later(chance, before.table()));
            Set<Integer> expected = bruteForce(before, after);
            var found = new TreeSet<Integer>();
            for (Gains.Gain gain : Gains.of(before, after, ENOUGH)) {
                assertThat(gain).isInstanceOf(Gains.Gain.Won.class);
                holds(before, after, (Gains.Gain.Won) gain);
                found.add(gain.row());
            }
            assertThat(found)
                    .as("%s and %s", before.table().rules(), after.table().rules())
                    .isEqualTo(expected);
            (expected.isEmpty() ? none : some).incrementAndGet();
        });
        assertThat(some.get()).isGreaterThan(1_000);
        assertThat(none.get()).isGreaterThan(1_000);
    }

    /** Another table altogether, or the same rows with one that is changed, goes, comes or moves. */
    private static DecisionTable later(Chance chance, DecisionTable before) {
        if (chance.flip()) return table(chance, changed(chance, before.inputs()), List.of());
        var rows = new ArrayList<>(before.rules());
        DecisionTable other = table(chance, before.inputs(), List.of());
        if (!rows.isEmpty() && chance.flip()) rows.remove(chance.below(rows.size()));
        if (!other.rules().isEmpty() && chance.flip())
            rows.add(chance.between(0, rows.size()), other.rules().getFirst());
        if (rows.size() > 1 && chance.oneIn(3)) rows.add(0, rows.removeLast());
        var numbered = new ArrayList<Rule>();
        for (Rule rule : rows) numbered.add(new Rule(numbered.size() + 1, rule.cells(), rule.says()));
        return of(chance.oneIn(4) ? chance.pick(SINGLE) : before.hitPolicy(), before.inputs(), numbered);
    }

    @Test
    void where_cells_name_other_facts_nothing_is_claimed_that_does_not_hold_and_nothing_is_passed_over() {
        var undecided = new AtomicInteger();
        Property.forAll(1_500, chance -> {
            List<Input> inputs = inputs(chance);
            Gains.Side before = side(table(chance, inputs, inputs));
            Gains.Side after = side(table(chance, inputs, inputs));
            var listed = new TreeSet<Integer>();
            for (Gains.Gain gain : Gains.of(before, after, ENOUGH)) {
                if (gain instanceof Gains.Gain.Won won) holds(before, after, won);
                else undecided.incrementAndGet();
                listed.add(gain.row());
            }
            assertThat(listed).containsAll(bruteForce(before, after));
        });
        assertThat(undecided.get()).isBetween(10, 1_000);
    }

    @Test
    void a_table_wins_nothing_over_itself() {
        Property.forAll(2_000, chance -> {
            Gains.Side side = side(table(chance, inputs(chance), List.of()));
            assertThat(Gains.of(side, side, ENOUGH)).isEmpty();
        });
    }

    @Test
    void a_table_of_which_several_rows_speak_is_not_compared() {
        DecisionTable several = of(HitPolicy.COLLECT, List.of(), List.of());
        assertThatThrownBy(() -> new Gains.Side(several, Set.of())).hasMessageContaining("several of its rows speak");
    }

    @Test
    void without_a_budget_a_row_is_undecided_or_shown_by_a_case_that_was_drawn() {
        var shown = new AtomicInteger();
        Property.forAll(300, chance -> {
            List<Input> inputs = inputs(chance);
            Gains.Side before = side(table(chance, inputs, List.of()));
            Gains.Side after = side(table(chance, inputs, List.of()));
            List<Gains.Gain> gains = Gains.of(before, after, 0);
            for (Gains.Gain gain : gains) {
                if (!(gain instanceof Gains.Gain.Won won)) continue;
                holds(before, after, won);
                shown.incrementAndGet();
            }
            assertThat(gains).extracting(Gains.Gain::row).containsAll(bruteForce(before, after));
        });
        assertThat(shown.get()).isGreaterThan(100);
    }

    @Test
    void times_with_a_zone_and_times_without_one_are_not_compared() {
        var input = new Input("t", "t", FactType.DAY_TIME, Cell.ANY);
        Gains.Side local = side(times(input, "> date and time(\"2026-01-01T00:00:00\")"));
        Gains.Side zoned = side(times(input, "> date and time(\"2026-01-01T00:00:00Z\")"));
        assertThat(Gains.of(local, zoned, ENOUGH)).extracting(Gains.Gain::row).containsExactly(1);
        assertThat(Gains.of(zoned, zoned, ENOUGH)).isEmpty();
    }

    private static DecisionTable times(Input input, String cell) {
        Cell read = CellReader.read("cell", cell, FactType.DAY_TIME).orThrow();
        return of(HitPolicy.FIRST, List.of(input), List.of(new Rule(1, List.of(read), List.of(literal("clear")))));
    }

    @Test
    void a_case_lacks_a_fact_only_where_no_value_would_do() {
        var columns = List.of(
                new Input("a", "a", FactType.FLAG, Cell.ANY, Input.Presence.NULL_ALLOWED),
                new Input("b", "b", FactType.NUMBER, Cell.ANY, Input.Presence.NULL_ALLOWED));
        Rule before = new Rule(1, List.of(cell("true", FactType.FLAG), Cell.ANY), List.of(literal("clear")));
        Rule other = new Rule(2, List.of(cell("false", FactType.FLAG), Cell.ANY), List.of(literal("clear")));
        Rule merged = new Rule(1, List.of(Cell.ANY, Cell.ANY), List.of(literal("clear")));
        Gains.Side two = side(of(HitPolicy.FIRST, columns, List.of(before, other)));
        Gains.Side one = side(of(HitPolicy.FIRST, columns, List.of(merged)));
        assertThat(Gains.of(two, one, ENOUGH))
                .containsExactly(new Gains.Gain.Won(
                        1,
                        Map.of("a", Value.ABSENT, "b", Value.of(BigDecimal.ZERO)),
                        new Gains.Before.Said(Answer.NO_MATCH)));
    }

    private static Cell cell(String text, FactType type) {
        return CellReader.read("cell", text, type).orThrow();
    }

    /** All rows look alike but for one column, the last that is asked. */
    private static DecisionTable alikeButForTheLast(int rows, int wider) {
        var columns = new ArrayList<Input>();
        for (int i = 1; i <= 6; i++)
            columns.add(new Input("f" + i, "f" + i, FactType.NUMBER, Cell.ANY, Input.Presence.REQUIRED));
        var rules = new ArrayList<Rule>();
        for (int row = 1; row <= rows; row++) {
            var cells = new ArrayList<Cell>();
            for (int i = 1; i < 6; i++) cells.add(cell("<= " + (1_000 + row), FactType.NUMBER));
            int end = row * 10 + (row == wider ? 11 : 10);
            cells.add(cell("[" + row * 10 + ".." + end + ")", FactType.NUMBER));
            rules.add(new Rule(row, cells, List.of(literal("clear"))));
        }
        return of(HitPolicy.UNIQUE, columns, rules);
    }

    @Test
    void two_hundred_rows_that_all_clear_and_differ_in_the_last_of_six_columns_are_decided() {
        Gains.Side before = side(alikeButForTheLast(200, 0));
        assertThat(Gains.of(before, side(alikeButForTheLast(200, 200)), ENOUGH))
                .singleElement()
                .isInstanceOfSatisfying(
                        Gains.Gain.Won.class, won -> holds(before, side(alikeButForTheLast(200, 200)), won));
        assertThat(Gains.of(before, side(alikeButForTheLast(200, 100)), ENOUGH)).isEmpty();
        // Before, two rows contradicted each other.
        Gains.Side violated = side(alikeButForTheLast(200, 100));
        assertThat(Gains.of(violated, before, ENOUGH))
                .allSatisfy(gain -> holds(violated, before, (Gains.Gain.Won) gain))
                .extracting(Gains.Gain::row)
                .containsExactly(101);
    }

    @Test
    void tables_without_columns_are_decided_too() {
        Rule hold = new Rule(1, List.of(), List.of(literal("hold")));
        Rule clear = new Rule(1, List.of(), List.of(literal("clear")));
        Rule again = new Rule(2, List.of(), List.of(literal("clear")));
        Gains.Side held = side(of(HitPolicy.FIRST, List.of(), List.of(hold)));
        Gains.Side cleared = side(of(HitPolicy.FIRST, List.of(), List.of(clear)));
        Gains.Side violated = side(of(HitPolicy.UNIQUE, List.of(), List.of(clear, again)));
        assertThat(Gains.of(held, cleared, ENOUGH)).hasSize(1);
        assertThat(Gains.of(violated, cleared, ENOUGH)).hasSize(1);
        assertThat(Gains.of(cleared, held, ENOUGH)).isEmpty();
    }
}
