package remit.authority;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import remit.kernel.Value;
import remit.testing.Property.Chance;

/** A random table and random cases that hit its bounds often. */
record RandomTable(List<Input> inputs, List<List<Cell>> rows) {
    private static final List<String> WORDS = List.of("a", "b", "c", "", "A", "with, comma", "\"quoted\"", "é");

    static RandomTable of(Chance chance) {
        var inputs = new ArrayList<Input>();
        int columns = chance.between(1, 5);
        for (int i = 0; i < columns; i++) {
            FactType type = chance.oneOf(FactType.values());
            // The same fact may stand in two columns.
            Input twin = i > 0 && chance.oneIn(8) ? inputs.get(i - 1) : null;
            if (twin != null) inputs.add(twin);
            else inputs.add(new Input("f" + i, "f" + i, type, chance.oneIn(4) ? cell(chance, type) : Cell.ANY));
        }
        var rows = new ArrayList<List<Cell>>();
        for (int i = chance.oneIn(4) ? chance.between(60, 140) : chance.between(0, 12); i > 0; i--) {
            rows.add(inputs.stream()
                    .map(input -> chance.oneIn(3) ? Cell.ANY : cell(chance, input.type()))
                    .toList());
        }
        return new RandomTable(inputs, rows);
    }

    static Cell cell(Chance chance, FactType type) {
        var tests = new ArrayList<UnaryTest>();
        for (int i = chance.between(1, 3); i > 0; i--) tests.add(test(chance, type));
        return new Cell.OneOf(tests);
    }

    private static UnaryTest test(Chance chance, FactType type) {
        Value one = value(chance, type);
        if (!type.ordered() || chance.oneIn(3)) return new UnaryTest.Equal(one);
        UnaryTest.End end = new UnaryTest.End(one, chance.flip());
        if (chance.oneIn(3)) return new UnaryTest.Range(end, null);
        if (chance.oneIn(2)) return new UnaryTest.Range(null, end);
        Value two = value(chance, type);
        int order = Segments.position(one).compareTo(Segments.position(two));
        if (order == 0) return new UnaryTest.Range(new UnaryTest.End(one, true), new UnaryTest.End(one, true));
        UnaryTest.End other = new UnaryTest.End(two, chance.flip());
        return order < 0 ? new UnaryTest.Range(end, other) : new UnaryTest.Range(other, end);
    }

    static Value value(Chance chance, FactType type) {
        return switch (type) {
            case TEXT -> Value.of(chance.pick(WORDS));
            case FLAG -> Value.of(chance.flip());
            case DAY -> Value.of(LocalDate.of(2026, 1, 1).plusDays(chance.between(-3, 3)));
            case NUMBER -> Value.of(number(chance));
        };
    }

    /** Small numbers that meet, and neighbours that one double cannot tell apart. */
    private static BigDecimal number(Chance chance) {
        if (chance.oneIn(3)) {
            return new BigDecimal("10000000000000000000000")
                    .add(BigDecimal.valueOf(chance.between(-2, 2), chance.between(0, 6)));
        }
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
                default -> facts.put(input.fact(), value(chance, input.type()));
            }
        }
        return facts;
    }
}
