package remit.oracle;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.stream.Stream;
import remit.kernel.Value;
import remit.rules.FactType;

/** The values that tables and contexts are made of, per type in ascending order, so that contexts hit bounds exactly. */
final class Pool {
    /** Neighbours that a double cannot tell apart, many digits on both sides of the point, both signs. */
    private static final List<Value> NUMBERS = Stream.of(
                    "-9999999999999999999999999999999999",
                    "-1000000000000000000000.5",
                    "-2.5",
                    "-0.1",
                    "0",
                    "0.1",
                    "1",
                    "1.0000000000000000000000000000001",
                    "2",
                    "9007199254740992",
                    "9007199254740993",
                    "9999999999999999999999999999999999")
            .map(number -> Value.of(new BigDecimal(number)))
            .toList();

    private static final List<Value> WORDS = Stream.of(
                    "", "-", "A", "a", "a<b&c", "b", "it's", "null", "say \"hi\"", "two  blanks", "with, comma", "é")
            .map(Value::of)
            .toList();

    private static final List<Value> DAYS = Stream.of(
                    "1969-12-31", "1999-12-31", "2024-02-29", "2026-01-30", "2026-01-31", "2026-02-01", "9999-12-31")
            .map(day -> Value.of(LocalDate.parse(day)))
            .toList();

    private static final List<Value> TIMES = Stream.of(
                    "00:00:00", "08:29:59", "08:30:00", "08:30:01", "12:00:00", "23:59:59")
            .map(time -> (Value) new Value.Time(LocalTime.parse(time)))
            .toList();

    private static final List<Value> FINE_TIMES = Stream.of(
                    "00:00:00", "08:29:59", "08:29:59.999999999", "08:30:00", "08:30:00.5", "12:00:00", "23:59:59")
            .map(time -> (Value) new Value.Time(LocalTime.parse(time)))
            .toList();

    private static final List<Value> DAY_TIMES = Stream.of(
                    "1969-12-31T23:59:59",
                    "2024-02-29T00:00:00",
                    "2026-01-30T23:59:59.5",
                    "2026-01-31T00:00:00",
                    "2026-01-31T08:30:00",
                    "2026-01-31T08:30:01")
            .map(time -> (Value) new Value.DayTime(LocalDateTime.parse(time)))
            .toList();

    private static final List<Value> MOMENTS = Stream.of(
                    "1969-12-31T23:59:59Z",
                    "2024-02-29T00:00:00Z",
                    "2026-01-30T23:59:59.500Z",
                    "2026-01-31T00:00:00Z",
                    "2026-01-31T08:30:00Z",
                    "2026-01-31T08:30:01Z")
            .map(time -> (Value) new Value.Moment(Instant.parse(time)))
            .toList();

    private static final List<Value> MONTHS = Stream.of(-14L, -12L, -1L, 0L, 1L, 11L, 12L, 18L, 1200L)
            .map(months -> (Value) new Value.Months(months))
            .toList();

    private static final List<Value> SPANS = Stream.of("-P1DT1S", "-PT1S", "PT0S", "PT1S", "PT12H", "PT24H", "P400D")
            .map(span -> (Value) new Value.Span(Duration.parse(span)))
            .toList();

    private static final List<Value> FINE_SPANS = Stream.of(
                    "-P1DT1S", "-PT1S", "PT0S", "PT0.5S", "PT12H", "PT24H", "PT24H0.000000001S", "P400D")
            .map(span -> (Value) new Value.Span(Duration.parse(span)))
            .toList();

    private Pool() {}

    /**
     * @param zoned whether date and time is meant with an offset
     * @param fine whether times of day and durations have fractions of a second
     */
    static List<Value> of(FactType type, boolean zoned, boolean fine) {
        return switch (type) {
            case NUMBER -> NUMBERS;
            case TEXT -> WORDS;
            case FLAG -> List.of(Value.of(false), Value.of(true));
            case DAY -> DAYS;
            case TIME -> fine ? FINE_TIMES : TIMES;
            case DAY_TIME -> zoned ? MOMENTS : DAY_TIMES;
            case MONTHS -> MONTHS;
            case SPAN -> fine ? FINE_SPANS : SPANS;
        };
    }
}
