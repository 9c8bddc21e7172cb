package remit.oracle;

import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import remit.kernel.Value;
import remit.rules.Cell;
import remit.rules.Input;
import remit.rules.Rule;
import remit.rules.TestingInterpreter;
import remit.rules.UnaryTest;

/** What a table compares for a case, and which of its rules match: what the classes of {@link Disagreement} ask about. */
final class Compared {
    private Compared() {}

    static boolean isNull(Value value) {
        return value instanceof Value.Absent;
    }

    /** Not the same, but for the decimals of their seconds. */
    static boolean sameSecond(Value one, Value other) {
        if (one.equals(other)) return false;
        if (one instanceof Value.Time(LocalTime left) && other instanceof Value.Time(LocalTime right)) {
            return left.toSecondOfDay() == right.toSecondOfDay();
        }
        return one instanceof Value.Span(Duration left)
                && other instanceof Value.Span(Duration right)
                && left.getSeconds() == right.getSeconds();
    }

    static Stream<Value> compared(UnaryTest test, Map<String, Value> context) {
        return test.operands().map(operand -> operand.value(context));
    }

    static Stream<UnaryTest.End> ends(UnaryTest test) {
        return test instanceof UnaryTest.Range(var lower, var upper)
                ? Stream.of(Optional.ofNullable(lower), Optional.ofNullable(upper))
                        .flatMap(Optional::stream)
                : Stream.of();
    }

    /** With an offset, without one: which kinds of date and time are compared. */
    static Stream<Class<?>> kinds(Value value, Stream<Value> others) {
        return Stream.concat(Stream.of(value), others)
                .filter(each -> each instanceof Value.Moment || each instanceof Value.DayTime)
                .<Class<?>>map(Value::getClass)
                .distinct();
    }

    static List<Object> plain(Rule rule, Map<String, Value> context) {
        return Sheet.says(rule, context).stream()
                .map(value -> (Object) Said.plain(value))
                .toList();
    }

    /** The rules that match by the slow and obvious reading of the table. */
    static List<Rule> matching(Sheet sheet, Map<String, Value> context) {
        List<Input> inputs = sheet.inputs().stream()
                .map(input -> new Input(
                        input.fact(),
                        input.label(),
                        input.type(),
                        input.allowed(),
                        sheet.takesNull(input) ? Input.Presence.NULL_ALLOWED : input.presence()))
                .toList();
        List<List<Cell>> cells = sheet.rules().stream().map(Rule::cells).toList();
        return TestingInterpreter.matching(inputs, cells, context).stream()
                .map(number -> sheet.rules().get(number - 1))
                .toList();
    }
}
