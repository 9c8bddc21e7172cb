package remit.oracle;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import remit.kernel.Value;
import remit.rules.Cell;
import remit.rules.FactType;
import remit.rules.HitPolicy;
import remit.rules.Input;
import remit.rules.Operand;
import remit.rules.Output;
import remit.rules.Rule;
import remit.rules.TestingInterpreter;
import remit.rules.UnaryTest;

/**
 * A decision table before it is written down.
 *
 * @param facts everything that cells may name, the columns among it
 * @param nulls whether every column takes null, as the standard has it; else only those that declare it
 * @param clock whose time its instants are written in
 */
record Sheet(
        HitPolicy policy,
        Map<String, FactType> facts,
        List<Input> inputs,
        List<Output> outputs,
        List<Rule> rules,
        boolean nulls,
        ZoneOffset clock) {
    Sheet {
        // In their order: what is drawn for a context must depend on the seed alone.
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        rules = List.copyOf(rules);
    }

    /** The same with these rules, numbered anew. */
    Sheet with(List<Rule> others) {
        var numbered = new ArrayList<Rule>();
        for (Rule rule : others) numbered.add(new Rule(numbered.size() + 1, rule.cells(), rule.says()));
        return new Sheet(policy, facts, inputs, outputs, numbered, nulls, clock);
    }

    boolean takesNull(Input input) {
        return nulls || input.presence() == Input.Presence.NULL_ALLOWED;
    }

    /** Whether a fact is missing where it may not be, of another type than declared, or none of the allowed values. */
    boolean unfit(Map<String, Value> context) {
        boolean illTyped = facts.entrySet().stream().anyMatch(fact -> {
            Value value = value(context, fact.getKey());
            return !(value instanceof Value.Absent) && !fact.getValue().holds(value);
        });
        return illTyped || inputs.stream().anyMatch(input -> unfit(input, value(context, input.fact())));
    }

    /** Whether a column does not take this value. */
    boolean unfit(Input input, Value value) {
        if (value instanceof Value.Absent) return !takesNull(input);
        return TestingInterpreter.matching(List.of(input), List.of(List.of(Cell.ANY)), Map.of(input.fact(), value))
                .isEmpty();
    }

    static Value value(Map<String, Value> context, String fact) {
        return context.getOrDefault(fact, Value.ABSENT);
    }

    /** Every cell with its column. */
    Stream<Placed> cells() {
        return rules.stream()
                .flatMap(rule -> java.util.stream.IntStream.range(0, inputs.size())
                        .mapToObj(i -> new Placed(inputs.get(i), rule.cells().get(i))));
    }

    /** A cell in its column. */
    record Placed(Input input, Cell cell) {
        Value value(Map<String, Value> context) {
            return Sheet.value(context, input.fact());
        }

        Stream<UnaryTest> tests() {
            return cell.tests().stream();
        }
    }

    /** Whether its dates and times have offsets. */
    boolean zoned() {
        Stream<UnaryTest> tests = Stream.concat(
                cells().flatMap(Placed::tests), inputs.stream().flatMap(input -> input.allowed().tests().stream()));
        return Stream.concat(tests.flatMap(UnaryTest::operands), said())
                .anyMatch(operand -> operand instanceof Operand.Literal(Value value) && value instanceof Value.Moment);
    }

    /** Every output entry and default. */
    Stream<Operand> said() {
        return Stream.concat(
                rules.stream().flatMap(rule -> rule.says().stream()),
                outputs.stream().map(Output::otherwise).filter(otherwise -> otherwise != null));
    }

    /** What a rule says at an output, for a context. */
    static List<Value> says(Rule rule, Map<String, Value> context) {
        return rule.says().stream().map(operand -> operand.value(context)).toList();
    }
}
