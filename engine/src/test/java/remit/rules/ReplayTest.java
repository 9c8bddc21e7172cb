package remit.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import remit.kernel.Value;
import remit.testing.Property;
import remit.testing.Property.Chance;

class ReplayTest {
    /** A table of any policy whose outputs are literals, or names at times. */
    private static DecisionTable table(Chance chance, RandomTable made) {
        HitPolicy policy = chance.oneOf(HitPolicy.values());
        var rules = new ArrayList<Rule>();
        for (List<Cell> cells : made.rows()) rules.add(new Rule(rules.size() + 1, cells, says(chance, policy, made)));
        boolean number = policy == HitPolicy.SUM || policy == HitPolicy.MIN || policy == HitPolicy.MAX;
        List<Operand> allowed = List.of(literal("z"), literal("y"), literal("x"));
        Output output =
                new Output("says", number ? FactType.NUMBER : FactType.TEXT, number ? List.of() : allowed, null);
        return new DecisionTable("t", policy, made.inputs(), List.of(output), rules);
    }

    private static List<Operand> says(Chance chance, HitPolicy policy, RandomTable made) {
        return switch (policy) {
            case SUM, MIN, MAX -> List.of(new Operand.Literal(Value.of(BigDecimal.valueOf(chance.between(1, 3)))));
            case UNIQUE, ANY, FIRST, RULE_ORDER, COLLECT, COUNT ->
                List.of(
                        chance.oneIn(6)
                                ? new Operand.Name(chance.pick(made.inputs()).fact())
                                : literal(chance.oneOf("x", "y")));
            case PRIORITY, OUTPUT_ORDER -> List.of(literal(chance.oneOf("x", "y", "z")));
        };
    }

    private static Operand literal(String text) {
        return new Operand.Literal(Value.of(text));
    }

    private static int expected(DecisionTable table, Map<String, Value> facts) {
        if (table.unfit(facts).isPresent()) return Replay.NOT_ASKED;
        return switch (table.evaluate(facts).outcome()) {
            case Answer.Outcome.One(int row) -> row;
            case Answer.Outcome.NoMatch() -> Replay.NONE;
            case Answer.Outcome.Violated _ -> Replay.VIOLATED;
            case Answer.Outcome.Several _ -> Replay.SEVERAL;
        };
    }

    private static Columns columns(RandomTable made, List<Map<String, Value>> cases) {
        var types = new LinkedHashMap<String, FactType>();
        made.inputs().forEach(input -> types.put(input.fact(), input.type()));
        return Columns.of(types, cases);
    }

    private static void compare(DecisionTable table, Replay replay, List<Map<String, Value>> cases) {
        int[] outcomes = replay.outcomes();
        replay.each((from, count, said, matching) -> {
            int words = matching.length / 1024;
            for (int i = 0; i < count; i++) {
                if (said[i] == Replay.NOT_ASKED) continue;
                long[] own = java.util.Arrays.copyOfRange(matching, i * words, (i + 1) * words);
                if (!RuleIndex.numbers(own)
                        .equals(table.evaluate(cases.get(from + i)).matched()))
                    fail("rows of " + table.rules() + " on " + cases.get(from + i));
            }
        });
        for (int i = 0; i < outcomes.length; i++) {
            if (outcomes[i] != expected(table, cases.get(i)))
                fail(outcomes[i] + " instead of " + expected(table, cases.get(i)) + ": " + table.hitPolicy() + " "
                        + table.rules() + " on " + cases.get(i));
        }
    }

    @Test
    void history_is_answered_as_each_of_its_cases_is() {
        int[] seen = new int[200];
        var violated = new AtomicInteger();
        var several = new AtomicInteger();
        var notAsked = new AtomicInteger();
        Property.forAll(4_000, chance -> {
            RandomTable made = RandomTable.of(chance);
            DecisionTable table = table(chance, made);
            var cases = new ArrayList<Map<String, Value>>();
            for (int i = chance.oneIn(50) ? 2_100 : chance.between(0, 40); i > 0; i--) cases.add(made.facts(chance));
            Replay replay = Replay.of(table, columns(made, cases));
            compare(table, replay, cases);
            compare(table, replay.kept(), cases);
            int half = cases.size() / 2;
            assertThat(IntStream.concat(
                                    Arrays.stream(replay.outcomes(0, half)),
                                    Arrays.stream(replay.outcomes(half, cases.size())))
                            .toArray())
                    .as("two threads may share the work")
                    .isEqualTo(replay.outcomes());
            for (int outcome : replay.outcomes()) {
                if (outcome >= 0) seen[outcome]++;
                else if (outcome == Replay.VIOLATED) violated.incrementAndGet();
                else if (outcome == Replay.SEVERAL) several.incrementAndGet();
                else notAsked.incrementAndGet();
            }
            if (!cases.isEmpty()) {
                int one = chance.below(cases.size());
                assertThat(replay.matched(one))
                        .isEqualTo(table.evaluate(cases.get(one)).matched());
            }
        });
        // The comparison would prove little if hardly anything of a kind were met.
        assertThat(seen[0]).isGreaterThan(5_000);
        assertThat(seen[1] + seen[2] + seen[3]).isGreaterThan(5_000);
        assertThat(violated.get()).isGreaterThan(1_000);
        assertThat(several.get()).isGreaterThan(1_000);
        assertThat(notAsked.get()).isGreaterThan(5_000);
    }

    @Test
    void a_changed_table_is_answered_over_what_was_kept_as_over_nothing() {
        Property.forAll(600, chance -> {
            RandomTable made = RandomTable.of(chance);
            DecisionTable table = table(chance, made);
            var cases = new ArrayList<Map<String, Value>>();
            for (int i = chance.between(1, 60); i > 0; i--) cases.add(made.facts(chance));
            Replay kept = Replay.of(table, columns(made, cases)).kept();
            int moved = chance.below(made.inputs().size());
            var rows = new ArrayList<List<Cell>>();
            for (List<Cell> row : made.rows()) {
                var cells = new ArrayList<>(row);
                cells.set(
                        moved, RandomTable.cell(chance, made.inputs().get(moved).type(), List.of()));
                rows.add(cells);
            }
            DecisionTable changed = table(chance, new RandomTable(made.inputs(), rows));
            compare(changed, kept.of(changed), cases);
            compare(changed, kept.of(changed).kept(), cases);
            assertThat(kept.of(changed).unchangedSince(kept))
                    .as("only the column that moved is coded anew")
                    .isGreaterThanOrEqualTo(made.inputs().size() - 1L);
        });
    }

    private static Map<String, Value> number(String number) {
        return Map.of("n", Value.of(new BigDecimal(number)));
    }

    @Test
    void numbers_too_fine_or_too_large_for_a_column_are_answered_exactly() {
        List<Map<String, Value>> cases = List.of(
                number("9007199254740992"),
                number("9007199254740993"),
                number("9007199254740993.0000000001"),
                number("9007199254740993.1"),
                number("0.1"),
                number("1E+400"),
                number("-1E+400"),
                number("9223372036854775807"));
        Columns columns = Columns.of(Map.of("n", FactType.NUMBER), cases);
        for (String cell : List.of(
                "> 9007199254740993",
                ">= 9007199254740993.05",
                "< 0.10000000000000000000001",
                "[0.1..9223372036854775807)",
                "9007199254740993.10")) {
            Input input = new Input("n", "n", FactType.NUMBER, Cell.ANY);
            List<Operand> says = List.of(literal("x"));
            Rule rule = new Rule(
                    1, List.of(CellReader.read("cell", cell, FactType.NUMBER).orThrow()), says);
            Output output = new Output("says", FactType.TEXT, List.of(), null);
            var table = new DecisionTable("t", HitPolicy.FIRST, List.of(input), List.of(output), List.of(rule));
            compare(table, Replay.of(table, columns), cases);
        }
    }

    @Test
    void what_a_column_gives_back_is_what_was_put_in() {
        Property.forAll(2_000, chance -> {
            RandomTable made = RandomTable.of(chance);
            var cases = new ArrayList<Map<String, Value>>();
            for (int i = chance.between(0, 30); i > 0; i--) cases.add(made.facts(chance));
            Columns columns = columns(made, cases);
            assertThat(columns.cases()).isEqualTo(cases.size());
            for (int i = 0; i < cases.size(); i++) {
                for (Input input : made.inputs()) {
                    Value in = cases.get(i).getOrDefault(input.fact(), Value.ABSENT);
                    Value out = columns.facts(i).getOrDefault(input.fact(), Value.ABSENT);
                    boolean numbers = in instanceof Value.Numeric && out instanceof Value.Numeric;
                    boolean same = numbers ? Order.compare(in, out) == 0 : in.equals(out);
                    assertThat(same).as("%s and %s", in, out).isTrue();
                }
            }
        });
    }

    @Test
    void cases_in_a_gap_and_hits_of_a_row_are_counted_as_asking_each_case_counts_them() {
        var inGaps = new AtomicInteger();
        var neverHit = new AtomicInteger();
        Property.forAll(2_000, chance -> {
            RandomTable made = RandomTable.of(chance);
            DecisionTable table = table(chance, made);
            List<Finding.Gap> gaps = Analysis.of(table).stream()
                    .flatMap(finding -> finding instanceof Finding.Gap gap
                            ? java.util.stream.Stream.of(gap)
                            : java.util.stream.Stream.empty())
                    .toList();
            var cases = new ArrayList<Map<String, Value>>();
            for (int i = chance.between(0, 60); i > 0; i--) cases.add(made.facts(chance));
            gaps.forEach(gap -> cases.add(gap.witness()));
            int half = chance.between(0, cases.size());
            Replay.Count count = Replay.of(table, columns(made, cases)).count(gaps);
            assertThat(count)
                    .isEqualTo(Replay.of(table, columns(made, cases.subList(0, half)))
                            .count(gaps)
                            .plus(Replay.of(table, columns(made, cases.subList(half, cases.size())))
                                    .count(gaps)));
            assertThat(count).isEqualTo(counted(table, gaps, cases));
            inGaps.addAndGet(
                    (int) count.gaps().stream().mapToLong(Long::longValue).sum());
            neverHit.addAndGet(count.neverHit().size());
        });
        assertThat(inGaps.get()).isGreaterThan(2_000);
        assertThat(neverHit.get()).isGreaterThan(2_000);
    }

    /** The same count, case by case and cell by cell. */
    private static Replay.Count counted(DecisionTable table, List<Finding.Gap> gaps, List<Map<String, Value>> cases) {
        long[] totals = new long[4];
        var matched = new HashMap<Integer, Long>();
        var spoke = new HashMap<Integer, Long>();
        long[] inGaps = new long[gaps.size()];
        for (Map<String, Value> facts : cases) {
            int outcome = expected(table, facts);
            if (outcome == Replay.NOT_ASKED) {
                totals[1]++;
                continue;
            }
            totals[0]++;
            List<Integer> rows = table.evaluate(facts).matched();
            rows.forEach(row -> matched.merge(row, 1L, Long::sum));
            if (outcome == Replay.VIOLATED) totals[3]++;
            if (outcome > 0) spoke.merge(outcome, 1L, Long::sum);
            if (outcome == Replay.SEVERAL) rows.forEach(row -> spoke.merge(row, 1L, Long::sum));
            if (outcome != Replay.NONE) continue;
            totals[2]++;
            for (int i = 0; i < inGaps.length; i++) {
                List<Cell> region = new ArrayList<>();
                for (int column = 0; column < table.inputs().size(); column++) {
                    FactType type = table.inputs().get(column).type();
                    region.add(CellReader.read("gap", gaps.get(i).region().get(column), type)
                            .orThrow());
                }
                if (!TestingInterpreter.matching(table.inputs(), List.of(region), facts)
                        .isEmpty()) inGaps[i]++;
            }
        }
        var rows = new ArrayList<Replay.Count.Row>();
        for (Rule rule : table.rules()) {
            int row = rule.number();
            rows.add(new Replay.Count.Row(row, matched.getOrDefault(row, 0L), spoke.getOrDefault(row, 0L)));
        }
        List<Long> perGap = java.util.Arrays.stream(inGaps).boxed().toList();
        return new Replay.Count(totals[0], totals[1], totals[2], totals[3], rows, perGap);
    }

    @Test
    void times_with_a_zone_and_times_without_one_stay_apart() {
        Input input = new Input("t", "t", FactType.DAY_TIME, Cell.ANY);
        Cell cell = CellReader.read("cell", "> date and time(\"2026-01-01T00:00:00\")", FactType.DAY_TIME)
                .orThrow();
        Output output = new Output("says", FactType.TEXT, List.of(), null);
        var table = new DecisionTable(
                "t",
                HitPolicy.FIRST,
                List.of(input),
                List.of(output),
                List.of(new Rule(1, List.of(cell), List.of(literal("x")))));
        Value local = new Value.DayTime(LocalDate.of(2026, 5, 1).atStartOfDay());
        Value zoned = new Value.Moment(Instant.parse("2026-05-01T00:00:00Z"));
        for (List<Map<String, Value>> cases :
                List.of(List.of(Map.of("t", local)), List.of(Map.of("t", zoned), Map.of("t", local)))) {
            compare(table, Replay.of(table, Columns.of(Map.of("t", FactType.DAY_TIME), cases)), cases);
        }
    }
}
