package remit.oracle;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kie.dmn.feel.lang.types.impl.ComparablePeriod;
import remit.kernel.Value;

/**
 * What an engine says of a case.
 *
 * @param result a value, parts by their names, or a list; {@link Value#ABSENT} for null
 * @param matched the rows that match, where the engine tells
 * @param violated whether it reports that several rows match where the policy allows one, or that they disagree
 */
record Said(
        Object result,
        @Nullable List<Integer> matched,
        @Nullable Boolean violated) {
    static Said of(Object result) {
        return new Said(result, null, null);
    }

    /** Whether two engines say the same, as far as both tell. */
    boolean agrees(Said other) {
        return result.equals(other.result)
                && (matched == null || other.matched == null || matched.equals(other.matched))
                && (violated == null || other.violated == null || violated.equals(other.violated));
    }

    /** Numbers are compared by what they are worth. */
    static Value plain(Value value) {
        return value instanceof Value.Numeric(BigDecimal number) ? Value.of(number.stripTrailingZeros()) : value;
    }

    /** What another engine calls a value; {@code show} names what it is not expected to say at all. */
    static Object plain(@Nullable Object said) {
        return switch (said) {
            case null -> Value.ABSENT;
            case BigDecimal number -> Value.of(number.stripTrailingZeros());
            case Number number -> Value.of(new BigDecimal(number.toString()).stripTrailingZeros());
            case String text -> Value.of(text);
            case Boolean flag -> Value.of((boolean) flag);
            case java.time.LocalDate day -> Value.of(day);
            case java.time.LocalTime time -> new Value.Time(time);
            case java.time.LocalDateTime time -> new Value.DayTime(time);
            case java.time.OffsetDateTime time -> new Value.Moment(time.toInstant());
            case java.time.ZonedDateTime time -> new Value.Moment(time.toInstant());
            case java.time.Duration span -> new Value.Span(span);
            case java.time.Period period -> new Value.Months(period.toTotalMonths());
            case ComparablePeriod period -> new Value.Months(ComparablePeriod.toTotalMonths(period.asPeriod()));
            case com.gs.dmn.runtime.Context context -> parts(context.getBindings());
            case Map<?, ?> parts -> parts(parts);
            case List<?> list -> list.stream().map(Said::plain).toList();
            default -> "unexpected " + said.getClass().getName() + " " + said;
        };
    }

    private static Map<String, Object> parts(Map<?, ?> parts) {
        var plain = new java.util.TreeMap<String, Object>();
        parts.forEach((name, value) -> plain.put(String.valueOf(name).replace("'", ""), plain(value)));
        return plain;
    }
}
