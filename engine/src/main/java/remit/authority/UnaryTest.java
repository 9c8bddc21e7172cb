package remit.authority;

import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.kernel.Value;

/** One test inside a cell (DMN "unary test"), over literals only. */
public sealed interface UnaryTest {
    /** The value is this literal; numbers are compared by what they are worth, so 5 is 5.00. */
    record Equal(Value literal) implements UnaryTest {}

    /** The value lies between two ends; an end that is null is open to infinity. At least one is given. */
    record Range(@Nullable End lower, @Nullable End upper) implements UnaryTest {
        public Range {
            if (lower == null && upper == null) throw new IllegalArgumentException("range: an end is needed");
        }
    }

    /** Where a range ends, and whether that point itself lies inside. */
    record End(Value value, boolean included) {}

    /** The test in its one canonical spelling. */
    default String text() {
        return switch (this) {
            case Equal(Value literal) -> spell(literal);
            case Range(@Nullable End lower, @Nullable End upper) -> {
                if (lower == null && upper != null) yield (upper.included() ? "<= " : "< ") + spell(upper.value());
                if (upper == null && lower != null) yield (lower.included() ? ">= " : "> ") + spell(lower.value());
                if (lower == null || upper == null) throw new IllegalStateException("range without ends");
                yield (lower.included() ? "[" : "(") + spell(lower.value()) + ".." + spell(upper.value())
                        + (upper.included() ? "]" : ")");
            }
        };
    }

    private static String spell(Value literal) {
        return switch (literal) {
            case Value.Text(String text) -> Json.of(text).compact();
            case Value.Numeric(var number) -> number.toPlainString();
            case Value.Flag(boolean flag) -> String.valueOf(flag);
            case Value.Day(var day) -> "date(\"" + day + "\")";
            case Value.Moment moment -> throw new IllegalStateException("no cell holds " + moment);
            case Value.Absent absent -> throw new IllegalStateException("no cell holds " + absent);
            case Value.IllTyped illTyped -> throw new IllegalStateException("no cell holds " + illTyped);
        };
    }
}
