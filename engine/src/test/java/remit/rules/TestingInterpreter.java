package remit.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;
import remit.rules.Answer.NearMiss;

/** A decision table read the slow and obvious way, cell by cell: the oracle for the index. Null stands for unknown. */
public final class TestingInterpreter {
    private TestingInterpreter() {}

    public static List<Integer> matching(List<Input> inputs, List<List<Cell>> rows, Map<String, Value> facts) {
        var matching = new ArrayList<Integer>();
        for (int row = 0; row < rows.size(); row++)
            if (failing(inputs, rows.get(row), facts).isEmpty()) matching.add(row + 1);
        return matching;
    }

    static List<NearMiss> nearMisses(List<Input> inputs, List<List<Cell>> rows, Map<String, Value> facts) {
        var near = new ArrayList<NearMiss>();
        for (int row = 0; row < rows.size(); row++) {
            List<String> failing = failing(inputs, rows.get(row), facts);
            if (failing.size() == 1) near.add(new NearMiss(row + 1, failing.getFirst()));
        }
        return near;
    }

    private static List<String> failing(List<Input> inputs, List<Cell> cells, Map<String, Value> facts) {
        var failing = new ArrayList<String>();
        for (int i = 0; i < inputs.size(); i++) {
            if (!passes(inputs.get(i), cells.get(i), facts))
                failing.add(inputs.get(i).fact());
        }
        return failing;
    }

    private static boolean passes(Input input, Cell cell, Map<String, Value> facts) {
        Value value = facts.getOrDefault(input.fact(), Value.ABSENT);
        if (value instanceof Value.Absent) {
            if (cell instanceof Cell.Any) return true;
            return input.presence() == Input.Presence.NULL_ALLOWED && Boolean.TRUE.equals(holds(cell, value, facts));
        }
        if (!rightType(input.type(), value)) return false;
        return Boolean.TRUE.equals(holds(input.allowed(), value, facts))
                && Boolean.TRUE.equals(holds(cell, value, facts));
    }

    private static boolean rightType(FactType type, Value value) {
        return switch (type) {
            case TEXT -> value instanceof Value.Text;
            case NUMBER -> value instanceof Value.Numeric;
            case DAY -> value instanceof Value.Day;
            case FLAG -> value instanceof Value.Flag;
            case TIME -> value instanceof Value.Time;
            case DAY_TIME -> value instanceof Value.DayTime || value instanceof Value.Moment;
            case MONTHS -> value instanceof Value.Months;
            case SPAN -> value instanceof Value.Span;
        };
    }

    private static @Nullable Boolean holds(Cell cell, Value value, Map<String, Value> facts) {
        return switch (cell) {
            case Cell.Any _ -> true;
            case Cell.OneOf(List<UnaryTest> tests) -> any(tests, value, facts);
            case Cell.NoneOf(List<UnaryTest> tests) -> {
                Boolean any = any(tests, value, facts);
                yield any == null ? null : Boolean.valueOf(!any);
            }
        };
    }

    private static @Nullable Boolean any(List<UnaryTest> tests, Value value, Map<String, Value> facts) {
        List<@Nullable Boolean> each = new ArrayList<>();
        for (UnaryTest test : tests) each.add(holds(test, value, facts));
        if (each.contains(true)) return true;
        return each.contains(null) ? null : false;
    }

    private static @Nullable Boolean holds(UnaryTest test, Value value, Map<String, Value> facts) {
        boolean missing = value instanceof Value.Absent;
        return switch (test) {
            case UnaryTest.Missing() -> missing;
            case UnaryTest.Equal(Operand operand) -> {
                Value other = resolve(operand, facts);
                boolean otherMissing = other instanceof Value.Absent;
                if (missing || otherMissing) yield missing == otherMissing;
                boolean alike = value.getClass() == other.getClass() && !(value instanceof Value.IllTyped);
                yield alike ? Boolean.valueOf(compare(value, other) == 0) : null;
            }
            case UnaryTest.Range(var lower, var upper) -> {
                Boolean above = lower == null ? Boolean.TRUE : side(value, lower, facts, 1);
                Boolean below = upper == null ? Boolean.TRUE : side(value, upper, facts, -1);
                if (Boolean.FALSE.equals(above) || Boolean.FALSE.equals(below)) yield false;
                if (above == null || below == null) yield null;
                yield true;
            }
        };
    }

    private static @Nullable Boolean side(Value value, UnaryTest.End end, Map<String, Value> facts, int sign) {
        Value other = resolve(end.operand(), facts);
        if (value.getClass() != other.getClass() || value instanceof Value.Absent || value instanceof Value.IllTyped)
            return null;
        int order = compare(value, other) * sign;
        return order > 0 || (order == 0 && end.included());
    }

    private static Value resolve(Operand operand, Map<String, Value> facts) {
        return switch (operand) {
            case Operand.Literal(Value value) -> value;
            case Operand.Name(String fact) -> facts.containsKey(fact) ? facts.get(fact) : Value.ABSENT;
        };
    }

    private static int compare(Value left, Value right) {
        return switch (left) {
            case Value.Numeric(var number) -> number.compareTo(((Value.Numeric) right).number());
            case Value.Day(var day) -> day.compareTo(((Value.Day) right).day());
            case Value.Text(var text) -> text.compareTo(((Value.Text) right).text());
            case Value.Flag(boolean flag) -> Boolean.compare(flag, ((Value.Flag) right).flag());
            case Value.Time(var time) -> time.compareTo(((Value.Time) right).time());
            case Value.DayTime(var dayTime) -> dayTime.compareTo(((Value.DayTime) right).dayTime());
            case Value.Moment(var instant) -> instant.compareTo(((Value.Moment) right).instant());
            case Value.Months(long months) -> Long.compare(months, ((Value.Months) right).months());
            case Value.Span(var span) -> span.compareTo(((Value.Span) right).span());
            case Value.Absent _, Value.IllTyped _ -> throw new AssertionError("cannot be compared: " + left);
        };
    }
}
