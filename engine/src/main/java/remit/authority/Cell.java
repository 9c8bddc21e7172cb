package remit.authority;

import java.util.List;
import java.util.stream.Collectors;

/** One input cell of a row: what it lets through. */
public sealed interface Cell {
    /** {@code -}: whatever the value is, even when it is missing. */
    record Any() implements Cell {}

    /** A comma list: at least one test holds. A missing value passes no test. */
    record OneOf(List<UnaryTest> tests) implements Cell {
        public OneOf {
            tests = List.copyOf(tests);
            if (tests.isEmpty()) throw new IllegalArgumentException("tests: at least one");
        }
    }

    Any ANY = new Any();

    /** The tests that stand in the cell, none for {@code -}. */
    default List<UnaryTest> tests() {
        return switch (this) {
            case Any any -> List.of();
            case OneOf(List<UnaryTest> tests) -> tests;
        };
    }

    /** The cell in its one canonical spelling, readable again. */
    default String text() {
        return switch (this) {
            case Any any -> "-";
            case OneOf(List<UnaryTest> tests) ->
                tests.stream().map(UnaryTest::text).collect(Collectors.joining(", "));
        };
    }
}
