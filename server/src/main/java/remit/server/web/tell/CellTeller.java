package remit.server.web.tell;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;
import remit.rules.Cell;
import remit.rules.CellReader;
import remit.rules.FactType;
import remit.rules.Operand;
import remit.rules.UnaryTest;
import remit.server.web.page.RulesPage;

/** A cell as a person reads it who does not know the grammar of cells. How it is written stands beside it. */
final class CellTeller {
    /** A list with more values than that opens. */
    private static final int BRIEF = 3;

    private CellTeller() {}

    static RulesPage.Cell cell(FactType type, Cell cell) {
        List<UnaryTest> tests = cell.tests();
        String brief = tests.size() <= BRIEF + 1
                ? null
                : (cell instanceof Cell.NoneOf ? "none of " : "")
                        + tests.stream()
                                .limit(BRIEF)
                                .map(test -> test(type, test))
                                .collect(Collectors.joining(", "))
                        + " and " + (tests.size() - BRIEF) + " more";
        return new RulesPage.Cell(words(type, cell), cell.text(), brief);
    }

    /** A cell that is known as text, such as one side of a gap. */
    static RulesPage.Cell cell(FactType type, String text) {
        return cell(type, CellReader.read("cell", text, type).orThrow());
    }

    /** {@code from 1,000 up to (not including) 5,000}, {@code retail or wholesale}, {@code any}. */
    static String words(FactType type, Cell cell) {
        return switch (cell) {
            case Cell.Any() -> "any";
            case Cell.OneOf(List<UnaryTest> tests) -> or(type, tests);
            case Cell.NoneOf(List<UnaryTest> tests) ->
                tests.size() == 1 ? "not " + test(type, tests.getFirst()) : "none of " + or(type, tests);
        };
    }

    private static String or(FactType type, List<UnaryTest> tests) {
        List<String> words = tests.stream().map(test -> test(type, test)).toList();
        if (words.size() < 2) return String.join("", words);
        return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    }

    private static String test(FactType type, UnaryTest test) {
        return switch (test) {
            case UnaryTest.Equal(Operand operand) -> operand(operand);
            case UnaryTest.Missing() -> "missing";
            case UnaryTest.Range(UnaryTest.@Nullable End lower, UnaryTest.@Nullable End upper) ->
                lower != null && upper != null
                        ? between(type, lower, upper)
                        : lower == null ? upper(type, upper) : lower(type, lower);
        };
    }

    private static String between(FactType type, UnaryTest.End lower, UnaryTest.End upper) {
        String from = lower.included() ? "from " + operand(lower.operand()) : lower(type, lower);
        if (!lower.included()) return from + " and " + upper(type, upper);
        return from
                + (upper.included() ? " to " : isTime(type) ? " until before " : " up to (not including) ")
                + operand(upper.operand());
    }

    private static String lower(FactType type, UnaryTest.End end) {
        String word =
                isTime(type) ? end.included() ? "at or after " : "after " : end.included() ? "at least " : "above ";
        return (type == FactType.DAY ? word.replace("at or", "on or") : word) + operand(end.operand());
    }

    private static String upper(FactType type, UnaryTest.@Nullable End end) {
        if (end == null) throw new IllegalArgumentException("range: an end is needed");
        String word =
                isTime(type) ? end.included() ? "at or before " : "before " : end.included() ? "at most " : "below ";
        return (type == FactType.DAY ? word.replace("at or", "on or") : word) + operand(end.operand());
    }

    private static boolean isTime(FactType type) {
        return switch (type) {
            case DAY, TIME, DAY_TIME -> true;
            case TEXT, NUMBER, FLAG, MONTHS, SPAN -> false;
        };
    }

    static String operand(Operand operand) {
        return switch (operand) {
            case Operand.Name(String fact) -> "the case's " + fact;
            case Operand.Literal(Value value) -> value(value);
        };
    }

    static String value(Value value) {
        return switch (value) {
            case Value.Text(String text) -> isPlain(text) ? text : "“" + text + "”";
            case Value.Numeric(BigDecimal number) -> Numbers.plain(number);
            case Value.Day(var day) -> Dates.day(day);
            case Value.Absent() -> "missing";
            case Value.Flag _, Value.Moment _, Value.Time _, Value.DayTime _, Value.Months _, Value.Span _ ->
                value.show();
            case Value.IllTyped _ -> value.show();
        };
    }

    /** Whether nobody takes it for anything but a value. */
    private static boolean isPlain(String text) {
        return text.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} _./&-]*")
                && !text.matches("(?i).*\\b(or|and)\\b.*|any|missing|yes|no|not .*|none of .*")
                && !text.endsWith(" ");
    }
}
