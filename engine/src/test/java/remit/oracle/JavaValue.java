package remit.oracle;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;

/** A value in the types of the JDK, as both other engines take it. */
final class JavaValue {
    private JavaValue() {}

    static @Nullable Object of(Value value) {
        return switch (value) {
            case Value.Text(String text) -> text;
            case Value.Numeric(BigDecimal number) -> number;
            case Value.Flag(boolean flag) -> flag;
            case Value.Day(LocalDate day) -> day;
            case Value.Moment(Instant instant) ->
                instant.atOffset(ZoneOffset.UTC).toZonedDateTime();
            case Value.Time(LocalTime time) -> time;
            case Value.DayTime(LocalDateTime time) -> time;
            case Value.Months(long months) -> Period.ofMonths((int) months).normalized();
            case Value.Span(Duration span) -> span;
            case Value.Absent() -> null;
            case Value.IllTyped illTyped -> throw new IllegalStateException("has no type: " + illTyped);
        };
    }
}
