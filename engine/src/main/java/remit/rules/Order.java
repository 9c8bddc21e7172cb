package remit.rules;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import remit.kernel.Value;

/** Where values of the ordered types stand: each is a point on the number line of its own kind. */
final class Order {
    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);

    private Order() {}

    /** Whether both have an order and lie on the same line; a time with a zone and one without do not. */
    static boolean comparable(Value left, Value right) {
        return switch (left) {
            case Value.Numeric _ -> right instanceof Value.Numeric;
            case Value.Day _ -> right instanceof Value.Day;
            case Value.Time _ -> right instanceof Value.Time;
            case Value.DayTime _ -> right instanceof Value.DayTime;
            case Value.Moment _ -> right instanceof Value.Moment;
            case Value.Months _ -> right instanceof Value.Months;
            case Value.Span _ -> right instanceof Value.Span;
            case Value.Text _, Value.Flag _, Value.Absent _, Value.IllTyped _ -> false;
        };
    }

    static int compare(Value left, Value right) {
        return position(left).compareTo(position(right));
    }

    /** The point of a value: a day by its number since 1970, a time by its nanosecond of the day, and so on. */
    static BigDecimal position(Value value) {
        return switch (value) {
            case Value.Numeric(BigDecimal number) -> number;
            case Value.Day(LocalDate day) -> BigDecimal.valueOf(day.toEpochDay());
            case Value.Time(LocalTime time) -> BigDecimal.valueOf(time.toNanoOfDay());
            case Value.DayTime(LocalDateTime dayTime) -> nanos(dayTime.toInstant(ZoneOffset.UTC));
            case Value.Moment(Instant instant) -> nanos(instant);
            case Value.Months(long months) -> BigDecimal.valueOf(months);
            case Value.Span(Duration span) ->
                BigDecimal.valueOf(span.getSeconds()).multiply(NANOS).add(BigDecimal.valueOf(span.getNano()));
            case Value.Text _, Value.Flag _, Value.Absent _, Value.IllTyped _ ->
                throw new IllegalStateException("has no order: " + value);
        };
    }

    private static BigDecimal nanos(Instant instant) {
        return BigDecimal.valueOf(instant.getEpochSecond()).multiply(NANOS).add(BigDecimal.valueOf(instant.getNano()));
    }
}
