package remit.authority;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;

/** A decision table read the slow and obvious way, cell by cell: the oracle for the index. */
final class TestingInterpreter {
    private TestingInterpreter() {}

    static List<Integer> matching(List<Input> inputs, List<List<Cell>> rows, Map<String, Value> facts) {
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
            if (!passes(inputs.get(i), cells.get(i), facts.get(inputs.get(i).fact())))
                failing.add(inputs.get(i).fact());
        }
        return failing;
    }

    private static boolean passes(Input input, Cell cell, @Nullable Value value) {
        if (value == null || value instanceof Value.Absent) return cell instanceof Cell.Any;
        if (!rightType(input.type(), value)) return false;
        return holds(input.allowed(), value) && holds(cell, value);
    }

    private static boolean rightType(FactType type, Value value) {
        return switch (type) {
            case TEXT -> value instanceof Value.Text;
            case NUMBER -> value instanceof Value.Numeric;
            case DAY -> value instanceof Value.Day;
            case FLAG -> value instanceof Value.Flag;
        };
    }

    private static boolean holds(Cell cell, Value value) {
        return switch (cell) {
            case Cell.Any any -> true;
            case Cell.OneOf(List<UnaryTest> tests) -> tests.stream().anyMatch(test -> holds(test, value));
        };
    }

    private static boolean holds(UnaryTest test, Value value) {
        return switch (test) {
            case UnaryTest.Equal(Value literal) -> compare(literal, value) == 0;
            case UnaryTest.Range(var lower, var upper) -> {
                boolean above = lower == null
                        || (lower.included() ? compare(value, lower.value()) >= 0 : compare(value, lower.value()) > 0);
                boolean below = upper == null
                        || (upper.included() ? compare(value, upper.value()) <= 0 : compare(value, upper.value()) < 0);
                yield above && below;
            }
        };
    }

    private static int compare(Value left, Value right) {
        return switch (left) {
            case Value.Numeric(BigDecimal number) -> number.compareTo(((Value.Numeric) right).number());
            case Value.Day(LocalDate day) -> day.compareTo(((Value.Day) right).day());
            case Value.Text(String text) -> text.compareTo(((Value.Text) right).text());
            case Value.Flag(boolean flag) -> Boolean.compare(flag, ((Value.Flag) right).flag());
            default -> throw new AssertionError("cannot be compared: " + left);
        };
    }
}
