package remit.rules;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;

/**
 * What one test or cell says of one value: DMN's three-valued logic, in which only {@code TRUE} matches. A comparison
 * with something that is missing is {@code UNKNOWN}; whether two things are equal is always known.
 */
enum Truth {
    TRUE,
    FALSE,
    UNKNOWN;

    static Truth of(boolean known) {
        return known ? TRUE : FALSE;
    }

    static Truth of(Cell cell, Value value, Map<String, Value> facts) {
        return switch (cell) {
            case Cell.Any _ -> TRUE;
            case Cell.OneOf(List<UnaryTest> tests) -> any(tests, value, facts);
            case Cell.NoneOf(List<UnaryTest> tests) -> any(tests, value, facts).negated();
        };
    }

    private static Truth any(List<UnaryTest> tests, Value value, Map<String, Value> facts) {
        Truth any = FALSE;
        for (UnaryTest test : tests) {
            Truth one = of(test, value, facts);
            if (one == TRUE) return TRUE;
            if (one == UNKNOWN) any = UNKNOWN;
        }
        return any;
    }

    private Truth negated() {
        return switch (this) {
            case TRUE -> FALSE;
            case FALSE -> TRUE;
            case UNKNOWN -> UNKNOWN;
        };
    }

    static Truth of(UnaryTest test, Value value, Map<String, Value> facts) {
        return switch (test) {
            case UnaryTest.Missing() -> of(isMissing(value));
            case UnaryTest.Equal(Operand operand) -> equal(value, operand.value(facts));
            case UnaryTest.Range(UnaryTest.@Nullable End lower, UnaryTest.@Nullable End upper) ->
                both(above(value, lower, facts), below(value, upper, facts));
        };
    }

    private static Truth both(Truth left, Truth right) {
        if (left == FALSE || right == FALSE) return FALSE;
        return left == TRUE && right == TRUE ? TRUE : UNKNOWN;
    }

    private static Truth above(Value value, UnaryTest.@Nullable End end, Map<String, Value> facts) {
        if (end == null) return TRUE;
        Value limit = end.operand().value(facts);
        if (!Order.comparable(value, limit)) return UNKNOWN;
        int order = Order.compare(value, limit);
        return of(end.included() ? order >= 0 : order > 0);
    }

    private static Truth below(Value value, UnaryTest.@Nullable End end, Map<String, Value> facts) {
        if (end == null) return TRUE;
        Value limit = end.operand().value(facts);
        if (!Order.comparable(value, limit)) return UNKNOWN;
        int order = Order.compare(value, limit);
        return of(end.included() ? order <= 0 : order < 0);
    }

    private static Truth equal(Value left, Value right) {
        if (isMissing(left) || isMissing(right)) return of(isMissing(left) && isMissing(right));
        if (Order.comparable(left, right)) return of(Order.compare(left, right) == 0);
        if (left instanceof Value.Text && right instanceof Value.Text) return of(left.equals(right));
        if (left instanceof Value.Flag && right instanceof Value.Flag) return of(left.equals(right));
        return UNKNOWN;
    }

    static boolean isMissing(Value value) {
        return value instanceof Value.Absent;
    }
}
