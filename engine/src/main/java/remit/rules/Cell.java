package remit.rules;

import java.util.List;
import java.util.stream.Collectors;

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
