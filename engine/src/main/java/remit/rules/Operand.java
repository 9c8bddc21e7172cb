package remit.rules;

import java.util.Map;
import remit.kernel.Json;
import remit.kernel.Value;

/** What a test compares with, or what an output entry says. */
public sealed interface Operand {
    /** A value that stands in the table. */
    record Literal(Value value) implements Operand {}

    /** Another fact of the case, by its name or path; known when a case is decided. */
    record Name(String fact) implements Operand {}

    /** The value for a case; a name that the case lacks gives {@link Value#ABSENT}. */
    default Value value(Map<String, Value> facts) {
        return switch (this) {
            case Literal(Value value) -> value;
            case Name(String fact) -> facts.getOrDefault(fact, Value.ABSENT);
        };
    }

    /** The operand as a cell writes it. */
    default String text() {
        return switch (this) {
            case Literal(Value value) -> spell(value);
            case Name(String fact) -> fact;
        };
    }

    /** A literal as a cell writes it, readable again. */
    private static String spell(Value literal) {
        return switch (literal) {
            case Value.Text(String text) -> Json.of(text).compact();
            case Value.Numeric(var number) -> number.toPlainString();
            case Value.Flag(boolean flag) -> String.valueOf(flag);
            case Value.Day day -> "date(\"" + day.show() + "\")";
            case Value.Time time -> "time(\"" + time.show() + "\")";
            case Value.DayTime dayTime -> "date and time(\"" + dayTime.show() + "\")";
            case Value.Moment moment -> "date and time(\"" + moment.show() + "\")";
            case Value.Months months -> "duration(\"" + months.show() + "\")";
            case Value.Span span -> "duration(\"" + span.show() + "\")";
            case Value.Absent _ -> "null";
            case Value.IllTyped illTyped -> throw new IllegalStateException("no cell holds " + illTyped);
        };
    }
}
