package remit.kernel;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.format.DateTimeFormatter;

/** One typed fact of a case. Absent and ill-typed are values too: rules must be able to see that something is missing. */
public sealed interface Value {
    /** A string. */
    record Text(String text) implements Value {}

    /** An exact number; the currency of an amount is the column's. */
    record Numeric(BigDecimal number) implements Value {}

    /** Yes or no. */
    record Flag(boolean flag) implements Value {}

    /** A calendar day. */
    record Day(LocalDate day) implements Value {}

    /** An instant. */
    record Moment(Instant instant) implements Value {}

    /** A time of day, without a zone. */
    record Time(LocalTime time) implements Value {}

    /** A day and a time of day, without a zone; not comparable with a {@link Moment}. */
    record DayTime(LocalDateTime dayTime) implements Value {}

    /** A duration of years and months, in months. */
    record Months(long months) implements Value {}

    /** A duration of days, hours, minutes and seconds. */
    record Span(Duration span) implements Value {}

    /** The field was empty. */
    record Absent() implements Value {}

    /** The field held something else than its column declares. */
    record IllTyped(String raw, String why) implements Value {}

    Absent ABSENT = new Absent();

    static Value of(String text) {
        return new Text(text);
    }

    static Value of(BigDecimal number) {
        return new Numeric(number);
    }

    static Value of(boolean flag) {
        return new Flag(flag);
    }

    static Value of(LocalDate day) {
        return new Day(day);
    }

    /** As evidence stores it: decimals, days, times and durations as strings; what is missing as null; ill-typed as {"raw", "why"}. */
    default Json toJson() {
        return switch (this) {
            case Text(String text) -> new Json.Str(text);
            case Numeric(BigDecimal number) -> Json.decimal(number);
            case Flag(boolean flag) -> new Json.Bool(flag);
            case Day(LocalDate day) -> new Json.Str(day.toString());
            case Moment(Instant instant) -> new Json.Str(instant.toString());
            case Time time -> new Json.Str(time.show());
            case DayTime dayTime -> new Json.Str(dayTime.show());
            case Months months -> new Json.Str(months.show());
            case Span span -> new Json.Str(span.show());
            case Absent() -> Json.NULL;
            case IllTyped(String raw, String why) -> Json.object("raw", raw, "why", why);
        };
    }

    /** As a person reads it. */
    default String show() {
        return switch (this) {
            case Text(String text) -> text;
            case Numeric(BigDecimal number) -> number.toPlainString();
            case Flag(boolean flag) -> flag ? "yes" : "no";
            case Day(LocalDate day) -> day.toString();
            case Moment(Instant instant) -> instant.toString();
            case Time(LocalTime time) -> DateTimeFormatter.ISO_LOCAL_TIME.format(time);
            case DayTime(LocalDateTime dayTime) -> DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(dayTime);
            case Months(long months) -> months(months);
            case Span(Duration span) -> signed(span.isNegative(), span.abs().toString());
            case Absent() -> "";
            case IllTyped(String raw, String why) -> raw;
        };
    }

    private static String months(long months) {
        if (months == 0) return "P0M";
        Period period = Period.ofMonths(Math.toIntExact(Math.abs(months))).normalized();
        return signed(months < 0, period.toString());
    }

    /** ISO 8601 has no sign inside a duration: it stands in front. */
    private static String signed(boolean negative, String duration) {
        return negative ? "-" + duration : duration;
    }
}
