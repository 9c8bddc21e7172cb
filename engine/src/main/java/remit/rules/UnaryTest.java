package remit.rules;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;

/** One test inside a cell (DMN "unary test"). */
public sealed interface UnaryTest {
    /** The value equals the operand; numbers are compared by what they are worth, so 5 is 5.00. */
    record Equal(Operand operand) implements UnaryTest {
        /** The test for a literal. */
        public Equal(Value literal) {
            this(new Operand.Literal(literal));
        }
    }

    /** The value lies between two ends; an end that is null is open to infinity. At least one is given. */
    record Range(@Nullable End lower, @Nullable End upper) implements UnaryTest {
        public Range {
            if (lower == null && upper == null) throw new IllegalArgumentException("range: an end is needed");
        }

        /** The range with the end moved that keeps a value out; empty where no literal end does. */
        Optional<Range> reaching(Value value) {
            if (!comparable(lower, value) || !comparable(upper, value)) return Optional.empty();
            var reached = new End(value, true);
            if (lower != null && fails(new Range(lower, null), value)) return Optional.of(new Range(reached, upper));
            if (upper != null && fails(new Range(null, upper), value)) return Optional.of(new Range(lower, reached));
            return Optional.empty();
        }

        private static boolean fails(Range range, Value value) {
            return Truth.of(range, value, Map.of()) == Truth.FALSE;
        }

        private static boolean comparable(@Nullable End end, Value value) {
            return end == null
                    || (end.operand() instanceof Operand.Literal(Value limit) && Order.comparable(limit, value));
        }
    }

    /** {@code null}: the value is missing. */
    record Missing() implements UnaryTest {}

    /** Where a range ends, and whether that point itself lies inside. */
    record End(Operand operand, boolean included) {
        /** An end at a literal. */
        public End(Value literal, boolean included) {
            this(new Operand.Literal(literal), included);
        }
    }

    /** The test with every end of a range that lies at one number moved to another. */
    default UnaryTest moved(BigDecimal from, BigDecimal to) {
        return this instanceof Range(@Nullable End lower, @Nullable End upper)
                ? new Range(moved(lower, from, to), moved(upper, from, to))
                : this;
    }

    private static @Nullable End moved(@Nullable End end, BigDecimal from, BigDecimal to) {
        boolean there = end != null
                && end.operand() instanceof Operand.Literal(Value.Numeric(BigDecimal number))
                && number.compareTo(from) == 0;
        return end != null && there ? new End(Value.of(to), end.included()) : end;
    }

    /** Everything the test compares with. */
    default Stream<Operand> operands() {
        return switch (this) {
            case Equal(Operand operand) -> Stream.of(operand);
            case Range(@Nullable End lower, @Nullable End upper) ->
                Stream.of(lower, upper).filter(end -> end != null).map(End::operand);
            case Missing() -> Stream.empty();
        };
    }

    /** Whether it compares with another fact, so that its outcome is known only for a case. */
    default boolean isOpen() {
        return operands().anyMatch(operand -> operand instanceof Operand.Name);
    }

    /** The test in its one canonical spelling. */
    default String text() {
        return switch (this) {
            case Equal(Operand operand) -> operand.text();
            case Missing() -> "null";
            case Range(@Nullable End lower, @Nullable End upper) -> {
                if (lower == null && upper != null)
                    yield (upper.included() ? "<= " : "< ") + upper.operand().text();
                if (upper == null && lower != null)
                    yield (lower.included() ? ">= " : "> ") + lower.operand().text();
                if (lower == null || upper == null) throw new IllegalStateException("range without ends");
                yield (lower.included() ? "[" : "(") + lower.operand().text() + ".."
                        + upper.operand().text() + (upper.included() ? "]" : ")");
            }
        };
    }
}
