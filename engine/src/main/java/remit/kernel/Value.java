package remit.kernel;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

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

    /** As evidence stores it: decimals and days as strings; what is missing as null; ill-typed as {"raw", "why"}. */
    default Json toJson() {
        return switch (this) {
            case Text(String text) -> new Json.Str(text);
            case Numeric(BigDecimal number) -> Json.decimal(number);
            case Flag(boolean flag) -> new Json.Bool(flag);
            case Day(LocalDate day) -> new Json.Str(day.toString());
            case Moment(Instant instant) -> new Json.Str(instant.toString());
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
            case Absent() -> "";
            case IllTyped(String raw, String why) -> raw;
        };
    }
}
