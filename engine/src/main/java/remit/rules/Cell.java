package remit.rules;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import remit.kernel.Value;

/** One input cell of a row: what it lets through. */
public sealed interface Cell {
    /** {@code -}: whatever the value is, even when it is missing. */
    record Any() implements Cell {}

    /** A comma list: at least one test holds. */
    record OneOf(List<UnaryTest> tests) implements Cell {
        public OneOf {
            tests = List.copyOf(tests);
            if (tests.isEmpty()) throw new IllegalArgumentException("tests: at least one");
        }
    }

    /** {@code not(...)}: every test is known to fail. */
    record NoneOf(List<UnaryTest> tests) implements Cell {
        public NoneOf {
            tests = List.copyOf(tests);
            if (tests.isEmpty()) throw new IllegalArgumentException("tests: at least one");
        }
    }

    Any ANY = new Any();

    /** The tests that stand in the cell, none for {@code -}. */
    default List<UnaryTest> tests() {
        return switch (this) {
            case Any _ -> List.of();
            case OneOf(List<UnaryTest> tests) -> tests;
            case NoneOf(List<UnaryTest> tests) -> tests;
        };
    }

    /** Whether a test compares with another fact, so that the cell's outcome is known only for a case. */
    default boolean isOpen() {
        return tests().stream().anyMatch(UnaryTest::isOpen);
    }

    /**
     * The cell widened just far enough to let a value through: a single range between literals, by moving one end to the
     * value, or a list of texts, by adding it. Empty for any other cell, and where it lets the value through already.
     */
    default Optional<Cell> widened(Value value) {
        if (!(this instanceof OneOf(List<UnaryTest> tests))
                || isOpen()
                || Truth.of(this, value, Map.of()) == Truth.TRUE) return Optional.empty();
        if (tests.size() == 1 && tests.getFirst() instanceof UnaryTest.Range range) {
            return range.reaching(value).map(wider -> new OneOf(List.of(wider)));
        }
        if (!(value instanceof Value.Text) || !tests.stream().allMatch(Cell::isText)) return Optional.empty();
        return Optional.of(new OneOf(Stream.concat(tests.stream(), Stream.of(new UnaryTest.Equal(value)))
                .toList()));
    }

    /** The cell with every end of a range that lies at one number moved to another. */
    default Cell moved(BigDecimal from, BigDecimal to) {
        return switch (this) {
            case Any any -> any;
            case OneOf(List<UnaryTest> tests) -> new OneOf(moved(tests, from, to));
            case NoneOf(List<UnaryTest> tests) -> new NoneOf(moved(tests, from, to));
        };
    }

    private static List<UnaryTest> moved(List<UnaryTest> tests, BigDecimal from, BigDecimal to) {
        return tests.stream().map(test -> test.moved(from, to)).toList();
    }

    private static boolean isText(UnaryTest test) {
        return test instanceof UnaryTest.Equal(Operand.Literal(Value.Text _));
    }

    /** The cell in its one canonical spelling, readable again. */
    default String text() {
        String tests = tests().stream().map(UnaryTest::text).collect(Collectors.joining(", "));
        return switch (this) {
            case Any _ -> "-";
            case OneOf _ -> tests;
            case NoneOf _ -> "not(" + tests + ")";
        };
    }
}
