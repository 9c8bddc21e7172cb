package remit.rules;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
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

    /** The value of {@code type} at a point; empty where the type has none there, as a day has no half. */
    static Optional<Value> at(FactType type, boolean zoned, BigDecimal point) {
        if (type == FactType.NUMBER) return Optional.of(new Value.Numeric(point));
        if (point.stripTrailingZeros().scale() > 0) return Optional.empty();
        BigInteger whole = point.toBigIntegerExact();
        if (whole.bitLength() > 90) return Optional.empty();
        try {
            return Optional.of(
                    switch (type) {
                        case DAY -> new Value.Day(LocalDate.ofEpochDay(whole.longValueExact()));
                        case TIME -> new Value.Time(LocalTime.ofNanoOfDay(whole.longValueExact()));
                        case DAY_TIME -> {
                            Instant instant = instant(whole);
                            yield zoned
                                    ? new Value.Moment(instant)
                                    : new Value.DayTime(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
                        }
                        case MONTHS -> new Value.Months(whole.longValueExact());
                        case SPAN -> {
                            BigInteger[] parts = whole.divideAndRemainder(NANOS.toBigInteger());
                            yield new Value.Span(
                                    Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact()));
                        }
                        case NUMBER, TEXT, FLAG -> throw new IllegalStateException("has no points: " + type);
                    });
        } catch (DateTimeException | ArithmeticException outside) {
            return Optional.empty();
        }
    }

    private static Instant instant(BigInteger nanos) {
        BigInteger[] parts = nanos.divideAndRemainder(NANOS.toBigInteger());
        return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
    }
}
