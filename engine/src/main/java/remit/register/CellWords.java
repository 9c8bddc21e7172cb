package remit.register;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;
import remit.rules.Cell;
import remit.rules.FactType;
import remit.rules.Input;
import remit.rules.Operand;
import remit.rules.UnaryTest;

/** A cell of a table as a person reads it. */
final class CellWords {
    private CellWords() {}

    /** {@code Amount (GBP) is above 0 and at most 1,000,000}; empty for a cell that lets everything pass. */
    static Optional<String> of(Input input, Cell cell) {
        if (cell instanceof Cell.Any) return Optional.empty();
        return Optional.of(input.label() + " is " + bare(input.type(), cell));
    }

    /** The same without the column: {@code above 0 and at most 1,000,000}. */
    static String bare(FactType type, Cell cell) {
        return switch (cell) {
            case Cell.Any() -> "anything";
            case Cell.OneOf(List<UnaryTest> tests) -> or(tests, type);
            case Cell.NoneOf(List<UnaryTest> tests) ->
                tests.size() == 1 ? "not " + test(tests.getFirst(), type) : "none of " + or(tests, type);
        };
    }

    private static String or(List<UnaryTest> tests, FactType type) {
        return list(tests.stream().map(test -> test(test, type)).toList(), "or");
    }

    /** {@code a}, {@code a or b}, {@code a, b or c}. */
    static String list(List<String> words, String last) {
        if (words.size() < 2) return String.join("", words);
        return String.join(", ", words.subList(0, words.size() - 1)) + " " + last + " " + words.getLast();
    }

    private static String test(UnaryTest test, FactType type) {
        return switch (test) {
            case UnaryTest.Equal(Operand operand) -> operand(operand);
            case UnaryTest.Missing() -> "missing";
            case UnaryTest.Range(UnaryTest.@Nullable End lower, UnaryTest.@Nullable End upper) -> {
                var ends = new java.util.ArrayList<String>();
                if (lower != null) ends.add(lower(lower.included(), type) + operand(lower.operand()));
                if (upper != null) ends.add(upper(upper.included(), type) + operand(upper.operand()));
                yield String.join(" and ", ends);
            }
        };
    }

    private static String lower(boolean included, FactType type) {
        if (isTime(type)) return included ? "at or after " : "after ";
        return included ? "at least " : "above ";
    }

    private static String upper(boolean included, FactType type) {
        if (isTime(type)) return included ? "at or before " : "before ";
        return included ? "at most " : "below ";
    }

    private static boolean isTime(FactType type) {
        return switch (type) {
            case DAY, TIME, DAY_TIME -> true;
            case TEXT, NUMBER, FLAG, MONTHS, SPAN -> false;
        };
    }

    private static String operand(Operand operand) {
        return switch (operand) {
            case Operand.Name(String fact) -> "the case's " + fact;
            case Operand.Literal(Value.Text(String text)) -> "“" + text + "”";
            case Operand.Literal(Value.Numeric(BigDecimal number)) -> number(number);
            case Operand.Literal(Value value) -> value.show();
        };
    }

    /** With separators, as many decimals as it was written with. */
    static String number(BigDecimal number) {
        return String.format(Locale.ROOT, "%,." + Math.max(0, number.scale()) + "f", number);
    }

    /** {@code a line}, {@code an invoice}. */
    static String one(String noun) {
        return (noun.matches("(?i)[aeiou].*") ? "an " : "a ") + noun;
    }

    /** {@code row 2}, {@code rows 1, 2 and 5}, {@code rows 1 to 4}. */
    static String rows(List<Integer> numbers) {
        if (numbers.size() == 1) return "row " + numbers.getFirst();
        boolean run = numbers.size() > 2 && numbers.getLast() - numbers.getFirst() == numbers.size() - 1;
        return run
                ? "rows " + numbers.getFirst() + " to " + numbers.getLast()
                : "rows " + list(numbers.stream().map(String::valueOf).collect(Collectors.toList()), "and");
    }
}
