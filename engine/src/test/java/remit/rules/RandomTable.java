package remit.rules;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import remit.kernel.Value;
import remit.testing.Property.Chance;

/** A random table and random cases that hit its bounds often. */
record RandomTable(List<Input> inputs, List<List<Cell>> rows) {
    private static final List<String> WORDS = List.of("a", "b", "c", "", "A", "with, comma", "\"quoted\"", "é");

    /** Numbers that just fit into a slot, that just do not, and the same number in other scales. */
    private static final List<String> EDGES = List.of(
            "0.000001",
            "0.0000009",
            "0.0000010",
            "-0.000001",
            "999999999999",
            "999999999999.999999",
            "-999999999999.999999",
            "999999999999.9999999",
            "1000000000000",
            "1E+12",
            "1E+30",
            "3E+0",
            "3.000000000",
            "9223372036854775807",
            "-9223372036854775808");

    static RandomTable of(Chance chance) {
        var inputs = new ArrayList<Input>();
        int columns = chance.between(1, 5);
        for (int i = 0; i < columns; i++) {
            FactType type = chance.oneOf(FactType.values());
            // The same fact may stand in two columns.
            Input twin = i > 0 && chance.oneIn(8) ? inputs.get(i - 1) : null;
            if (twin != null) inputs.add(twin);
            else {
                Cell allowed = chance.oneIn(4) ? cell(chance, type, List.of()) : Cell.ANY;
                inputs.add(new Input("f" + i, "f" + i, type, allowed, chance.oneOf(Input.Presence.values())));
            }
        }
        var rows = new ArrayList<List<Cell>>();
        for (int i = chance.oneIn(4) ? chance.between(60, 140) : chance.between(0, 12); i > 0; i--) {
            rows.add(inputs.stream()
                    .map(input -> chance.oneIn(3) ? Cell.ANY : cell(chance, input.type(), inputs))
                    .toList());
        }
        return new RandomTable(inputs, rows);
    }

    /** @param named the columns whose facts the cell may name */
    static Cell cell(Chance chance, FactType type, List<Input> named) {
        var tests = new ArrayList<UnaryTest>();
        List<Input> fitting =
                named.stream().filter(input -> input.type() == type).toList();
        for (int i = chance.between(1, 3); i > 0; i--) tests.add(test(chance, type, fitting));
        return chance.oneIn(4) ? new Cell.NoneOf(tests) : new Cell.OneOf(tests);
    }

    private static UnaryTest test(Chance chance, FactType type, List<Input> named) {
        if (chance.oneIn(12)) return new UnaryTest.Missing();
        if (!named.isEmpty() && chance.oneIn(6)) return open(chance, type, chance.pick(named));
        Value one = value(chance, type);
        if (!type.ordered() || chance.oneIn(3)) return new UnaryTest.Equal(one);
        UnaryTest.End end = new UnaryTest.End(one, chance.flip());
        if (chance.oneIn(3)) return new UnaryTest.Range(end, null);
        if (chance.oneIn(2)) return new UnaryTest.Range(null, end);
        Value two = value(chance, type);
        int order = Order.position(one).compareTo(Order.position(two));
        if (order == 0) return new UnaryTest.Range(new UnaryTest.End(one, true), new UnaryTest.End(one, true));
        UnaryTest.End other = new UnaryTest.End(two, chance.flip());
        return order < 0 ? new UnaryTest.Range(end, other) : new UnaryTest.Range(other, end);
    }

    /** A test against another fact. */
    private static UnaryTest open(Chance chance, FactType type, Input named) {
        var name = new Operand.Name(named.fact());
        if (!type.ordered() || chance.oneIn(3)) return new UnaryTest.Equal(name);
        var end = new UnaryTest.End(name, chance.flip());
        if (chance.oneIn(3)) return new UnaryTest.Range(end, null);
        if (chance.oneIn(2)) return new UnaryTest.Range(null, end);
        return new UnaryTest.Range(new UnaryTest.End(value(chance, type), chance.flip()), end);
    }

    static Value value(Chance chance, FactType type) {
        return switch (type) {
            case TEXT -> Value.of(chance.pick(WORDS));
            case FLAG -> Value.of(chance.flip());
            case DAY -> Value.of(LocalDate.of(2026, 1, 1).plusDays(chance.between(-3, 3)));
            case NUMBER -> Value.of(number(chance));
            case TIME -> new Value.Time(LocalTime.of(8, 0).plusNanos(chance.between(-3, 3)));
            // Without a zone: a table never mixes both kinds, the reader refuses it.
            case DAY_TIME ->
                new Value.DayTime(LocalDateTime.of(2026, 1, 1, 0, 0).plusSeconds(chance.between(-3, 3)));
            case MONTHS -> new Value.Months(chance.between(-14, 14));
            case SPAN -> new Value.Span(Duration.ofHours(chance.between(-30, 30)));
        };
    }

    /** Small numbers that meet, and neighbours that one double cannot tell apart. */
    private static BigDecimal number(Chance chance) {
        if (chance.oneIn(3)) {
            return new BigDecimal("10000000000000000000000")
                    .add(BigDecimal.valueOf(chance.between(-2, 2), chance.between(0, 6)));
        }
        if (chance.oneIn(4)) return new BigDecimal(chance.pick(EDGES));
        return BigDecimal.valueOf(chance.between(-4, 4), chance.between(0, 1));
    }

    Map<String, Value> facts(Chance chance) {
        var facts = new HashMap<String, Value>();
        for (Input input : inputs) {
            switch (chance.below(12)) {
                case 0 -> {
                    // Not given at all.
                }
                case 1 -> facts.put(input.fact(), Value.ABSENT);
                case 2 -> facts.put(input.fact(), new Value.IllTyped("?", "unreadable"));
                case 3 -> facts.put(input.fact(), value(chance, chance.oneOf(FactType.values())));
                case 4 -> facts.put(input.fact(), new Value.Moment(Instant.EPOCH));
                default -> facts.put(input.fact(), value(chance, input.type()));
            }
        }
        return facts;
    }
}
