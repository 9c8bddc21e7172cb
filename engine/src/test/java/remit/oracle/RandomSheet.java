package remit.oracle;

import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;
import remit.rules.Cell;
import remit.rules.FactType;
import remit.rules.HitPolicy;
import remit.rules.Input;
import remit.rules.Operand;
import remit.rules.Output;
import remit.rules.Rule;
import remit.rules.UnaryTest;
import remit.testing.Property.Chance;

/** Makes random tables, and contexts that come near their bounds. */
final class RandomSheet {
    private static final List<String> NAMES = List.of("amount", "credit limit", "first seen", "x", "due", "risk_class");
    private static final List<String> OUTPUTS = List.of("verdict", "why not");

    private final Chance chance;
    /** The values that this table draws from, few enough to meet. */
    private final Map<FactType, List<Value>> drawn = new HashMap<>();

    private final Map<String, FactType> facts = new LinkedHashMap<>();
    private final boolean zoned;
    /** Whether times of day and durations have fractions of a second. */
    private final boolean fine;

    private RandomSheet(Chance chance) {
        this.chance = chance;
        this.zoned = chance.oneIn(4);
        this.fine = chance.oneIn(40);
        for (FactType type : FactType.values()) {
            var some = new ArrayList<>(pool(type));
            while (some.size() > 4) some.remove(chance.below(some.size()));
            drawn.put(type, some);
        }
    }

    static Sheet of(Chance chance) {
        return new RandomSheet(chance).sheet();
    }

    private Sheet sheet() {
        boolean nulls = chance.flip();
        int columns = chance.between(1, 3);
        List<FactType> types = new ArrayList<>();
        // Facts of few types, so that cells find others to name.
        for (int i = 0; i < NAMES.size(); i++) {
            types.add(i > 0 && chance.oneIn(3) ? types.get(i - 1) : chance.oneOf(FactType.values()));
        }
        int known = columns + chance.below(3);
        for (int i = 0; i < known; i++) facts.put(NAMES.get(i), types.get(i));
        var inputs = new ArrayList<Input>();
        for (int i = 0; i < columns; i++) inputs.add(input(NAMES.get(i), types.get(i), nulls));
        HitPolicy policy = chance.oneOf(HitPolicy.values());
        ZoneOffset clock = ZoneOffset.ofHours(chance.oneIn(12) ? chance.oneOf(1, -5) : 0);
        List<Output> outputs = outputs(policy);
        var rules = new ArrayList<Rule>();
        int count = chance.between(1, 5);
        for (int number = 1; number <= count; number++) {
            List<Cell> cells = inputs.stream()
                    .map(input -> chance.oneIn(4) ? Cell.ANY : cell(input, nulls))
                    .toList();
            rules.add(new Rule(number, cells, says(policy, outputs, number, count)));
        }
        boolean list = policy == HitPolicy.COLLECT || policy == HitPolicy.COUNT;
        if (list && outputs.getFirst().otherwise() == null && !chance.oneIn(60)) {
            // Most collect something in every case: engines do not agree about nothing.
            List<Cell> every = inputs.stream().map(_ -> (Cell) Cell.ANY).toList();
            rules.add(new Rule(count + 1, every, says(policy, outputs, 0, count)));
        }
        return new Sheet(policy, facts, inputs, outputs, rules, nulls, clock);
    }

    private Input input(String fact, FactType type, boolean nulls) {
        boolean declared = !nulls && chance.oneIn(3);
        if (!declared && !chance.oneIn(5)) return new Input(fact, fact, type, Cell.ANY, Input.Presence.REQUIRED);
        var allowed = new ArrayList<UnaryTest>();
        for (Value value : drawn(type)) {
            if (declared || !chance.oneIn(4)) allowed.add(new UnaryTest.Equal(value));
        }
        if (type.ordered() && chance.flip()) {
            allowed.clear();
            allowed.add(new UnaryTest.Range(
                    new UnaryTest.End(pool(type).getFirst(), true),
                    new UnaryTest.End(drawn(type).getLast(), true)));
        }
        if (allowed.isEmpty()) allowed.add(new UnaryTest.Equal(drawn(type).getFirst()));
        if (declared || nulls) allowed.add(new UnaryTest.Missing());
        return new Input(
                fact,
                fact,
                type,
                new Cell.OneOf(allowed),
                declared || nulls ? Input.Presence.NULL_ALLOWED : Input.Presence.REQUIRED);
    }

    private List<Value> pool(FactType type) {
        return Pool.of(type, zoned, fine);
    }

    private List<Value> drawn(FactType type) {
        return drawn.getOrDefault(type, List.of());
    }

    private Cell cell(Input input, boolean nulls) {
        boolean takesNull = nulls || input.presence() == Input.Presence.NULL_ALLOWED;
        var tests = new ArrayList<UnaryTest>();
        int wanted = chance.oneIn(2) ? 1 : chance.between(1, 3);
        for (int tries = 0; tests.size() < wanted && tries < 20; tries++) {
            UnaryTest test = test(input, takesNull);
            if (input.mayPass(test)) tests.add(test);
        }
        if (tests.isEmpty()) return Cell.ANY;
        // An author who excludes names values; a range is seldom turned round where null is about.
        boolean ranges = tests.stream()
                .filter(UnaryTest.Range.class::isInstance)
                .anyMatch(range -> takesNull || range.operands().anyMatch(Operand.Name.class::isInstance));
        return chance.oneIn(ranges ? 120 : 4) ? new Cell.NoneOf(tests) : new Cell.OneOf(tests);
    }

    private UnaryTest test(Input input, boolean takesNull) {
        if (takesNull && chance.oneIn(10)) return new UnaryTest.Missing();
        Operand one = operand(input);
        if (!input.type().ordered() || chance.oneIn(3)) return new UnaryTest.Equal(one);
        var end = new UnaryTest.End(one, chance.flip());
        if (chance.oneIn(4)) return new UnaryTest.Range(end, null);
        if (chance.oneIn(3)) return new UnaryTest.Range(null, end);
        return between(input, one);
    }

    private UnaryTest between(Input input, Operand one) {
        Operand two = operand(input);
        List<Value> pool = pool(input.type());
        if (one instanceof Operand.Literal(Value low) && two instanceof Operand.Literal(Value high)) {
            int order = Integer.compare(pool.indexOf(Said.plain(low)), pool.indexOf(Said.plain(high)));
            if (order == 0) return new UnaryTest.Range(new UnaryTest.End(one, true), new UnaryTest.End(two, true));
            if (order > 0) return range(two, one);
        }
        return range(one, two);
    }

    private UnaryTest range(Operand low, Operand high) {
        return new UnaryTest.Range(new UnaryTest.End(low, chance.flip()), new UnaryTest.End(high, chance.flip()));
    }

    /** A literal, or another fact of the same type. */
    private Operand operand(Input input) {
        if (chance.oneIn(6)) {
            @Nullable String name = named(input.type(), input.fact());
            if (name != null) return new Operand.Name(name);
        }
        return literal(chance.pick(drawn(input.type())));
    }

    private Operand literal(Value value) {
        return new Operand.Literal(
                value instanceof Value.Numeric(var number) ? Value.of(SheetText.scaled(number, chance)) : value);
    }

    private @Nullable String named(FactType type, String except) {
        List<String> fitting = facts.keySet().stream()
                .filter(fact -> facts.get(fact) == type && !fact.equals(except))
                .toList();
        return fitting.isEmpty() ? null : chance.pick(fitting);
    }

    private List<Output> outputs(HitPolicy policy) {
        boolean aggregated = !policy.aggregation().isEmpty();
        int count = aggregated || !chance.oneIn(policy.ranked() ? 40 : 3) ? 1 : 2;
        boolean defaults = chance.oneIn(3);
        var outputs = new ArrayList<Output>();
        for (int i = 0; i < count; i++) {
            FactType type = outputType(policy, defaults);
            boolean ranked = policy.ranked() || chance.oneIn(4);
            var allowed = new ArrayList<Operand>();
            if (ranked && !aggregated) {
                var values = new ArrayList<>(pool(type));
                values.removeIf(RandomSheet::holdsComma);
                while (!values.isEmpty()) allowed.add(new Operand.Literal(values.remove(chance.below(values.size()))));
            }
            Operand otherwise = defaults ? new Operand.Literal(chance.pick(pool(type))) : null;
            outputs.add(new Output(count == 1 ? "" : OUTPUTS.get(i), type, allowed, otherwise));
        }
        return outputs;
    }

    /** A sum is a number; what else can be compared has a least one too. The default of a count is a count. */
    private FactType outputType(HitPolicy policy, boolean defaults) {
        return switch (policy) {
            case SUM -> FactType.NUMBER;
            case COUNT -> defaults ? FactType.NUMBER : chance.oneOf(FactType.values());
            case MIN, MAX ->
                chance.flip()
                        ? FactType.NUMBER
                        : chance.pick(Stream.of(FactType.values())
                                .filter(FactType::ordered)
                                .toList());
            // More of the rows that must agree say numbers, which can be written in several ways.
            case ANY -> chance.oneIn(4) ? FactType.NUMBER : chance.oneOf(FactType.values());
            case UNIQUE, PRIORITY, FIRST, RULE_ORDER, OUTPUT_ORDER, COLLECT -> chance.oneOf(FactType.values());
        };
    }

    private List<Operand> says(HitPolicy policy, List<Output> outputs, int number, int count) {
        var says = new ArrayList<Operand>();
        for (Output output : outputs) {
            List<Value> values = new ArrayList<>(pool(output.type()));
            if (!output.allowed().isEmpty()) values.removeIf(RandomSheet::holdsComma);
            if (policy == HitPolicy.SUM && !chance.oneIn(16)) values.removeIf(RandomSheet::isLong);
            // Rows of an A table agree often, those of a counted one seldom say the same.
            int spread = policy == HitPolicy.ANY ? Math.min(2, values.size()) : values.size();
            int at = policy == HitPolicy.COUNT && !chance.oneIn(80)
                    ? (number * values.size() / (count + 1)) % values.size()
                    : chance.below(spread);
            Operand literal = policy.ranked() ? new Operand.Literal(values.get(at)) : literal(values.get(at));
            @Nullable
            String name = !policy.ranked() && output.allowed().isEmpty() && chance.oneIn(12)
                    ? named(output.type(), "")
                    : null;
            if (name != null) says.add(new Operand.Name(name));
            else says.add(saysNull(policy, output) ? new Operand.Literal(Value.ABSENT) : literal);
        }
        return says;
    }

    /** Whether a row says null: never where it has no rank, seldom where it is not among the allowed values. */
    private boolean saysNull(HitPolicy policy, Output output) {
        boolean listed = !output.allowed().isEmpty();
        return chance.oneIn(listed ? 200 : 40) && !(listed && policy.ranked());
    }

    /** Whether a sum with it may have more digits than a number has. */
    private static boolean isLong(Value value) {
        return value instanceof Value.Numeric(BigDecimal number) && number.precision() > 17;
    }

    /** jDMN takes a list of allowed outputs apart at every comma, inside a text too. */
    private static boolean holdsComma(Value value) {
        return value instanceof Value.Text(String text) && text.contains(",");
    }

    /** One context: mostly values that some cell names. */
    static Map<String, Value> context(Sheet sheet, Chance chance) {
        var context = new HashMap<String, Value>();
        // Seldom a fact is missing or of any type, whatever its column says: an intake reads its columns by their
        // types.
        boolean wild = chance.oneIn(400);
        boolean zoned = chance.flip();
        for (var fact : sheet.facts().entrySet()) {
            Value value = value(sheet, fact.getKey(), fact.getValue(), chance);
            if (wild && chance.oneIn(2)) {
                FactType type = chance.oneOf(FactType.values());
                value = chance.flip() ? Value.ABSENT : chance.pick(Pool.of(type, zoned, false));
            }
            if (!(value instanceof Value.Absent) || chance.flip()) context.put(fact.getKey(), value);
        }
        return context;
    }

    private static Value value(Sheet sheet, String fact, FactType type, Chance chance) {
        List<Input> columns = sheet.inputs().stream()
                .filter(input -> input.fact().equals(fact))
                .toList();
        boolean takesNull = columns.stream().allMatch(sheet::takesNull);
        if (takesNull && chance.oneIn(10)) return Value.ABSENT;
        List<Value> literals = literals(sheet, type);
        // Seldom one column knows its offset and another does not.
        boolean zoned = sheet.zoned() ^ chance.oneIn(100);
        Value value = literals.isEmpty() || chance.oneIn(5)
                ? chance.pick(Pool.of(type, zoned, false))
                : chance.pick(literals);
        // What stands in a column is mostly one of its allowed values, as an intake has it.
        for (int tries = 0; tries < 40 && !chance.oneIn(400); tries++) {
            Value one = value;
            if (columns.stream().allMatch(column -> column.allowed() instanceof Cell.Any || !sheet.unfit(column, one)))
                break;
            value = chance.pick(tries % 2 == 0 ? allowed(columns, type, zoned) : Pool.of(type, zoned, false));
        }
        return value instanceof Value.Numeric(var number) ? Value.of(SheetText.scaled(number, chance)) : value;
    }

    private static List<Value> allowed(List<Input> columns, FactType type, boolean zoned) {
        List<Value> named = columns.stream()
                .flatMap(column -> column.allowed().tests().stream())
                .flatMap(UnaryTest::operands)
                .flatMap(operand -> operand instanceof Operand.Literal(Value value) && type.holds(value)
                        ? Stream.of(value)
                        : Stream.of())
                .toList();
        return named.isEmpty() ? Pool.of(type, zoned, false) : named;
    }

    private static List<Value> literals(Sheet sheet, FactType type) {
        return sheet.cells()
                .flatMap(Sheet.Placed::tests)
                .flatMap(UnaryTest::operands)
                .flatMap(operand -> operand instanceof Operand.Literal(Value value) && type.holds(value)
                        ? Stream.of(value)
                        : Stream.of())
                .toList();
    }
}
