package remit.kernel;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the quoted part of a date, a time or a duration (DMN 1.3, clause 10.3.4.1). */
public final class Temporal {
    /** The longest name of a zone is a third of it; a pattern walks into itself for each part of one. */
    private static final int LONGEST = 100;

    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern TIME = Pattern.compile("\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?");
    private static final Pattern DAY_TIME = Pattern.compile(DAY + "T" + TIME);
    private static final Pattern OFFSET = Pattern.compile(DAY_TIME + "(Z|[+-]\\d{2}:\\d{2}(:\\d{2})?)");
    private static final Pattern ZONED = Pattern.compile("(" + DAY_TIME + ")@([A-Za-z_]+(/[A-Za-z_+\\-0-9]+)*)");
    private static final Pattern MONTHS = Pattern.compile("-?P(?=\\d)(\\d{1,9}Y)?(\\d{1,9}M)?");
    private static final Pattern SPAN =
            Pattern.compile("-?P(?=\\d|T\\d)(\\d{1,9}D)?(T(?=\\d)(\\d{1,9}H)?(\\d{1,9}M)?(\\d{1,9}(\\.\\d{1,9})?S)?)?");

    private Temporal() {}

    /** The value of {@code word("written")}; empty when it is none. @param word {@code date}, {@code time}, ... or @ */
    public static Optional<Value> read(String word, String written) {
        if (written.length() > LONGEST) return Optional.empty();
        try {
            return switch (word) {
                case "date" -> day(written);
                case "time" -> time(written);
                case "date and time" -> dayTime(written);
                case "duration" -> duration(written);
                default ->
                    day(written)
                            .or(() -> time(written))
                            .or(() -> dayTime(written))
                            .or(() -> duration(written));
            };
        } catch (DateTimeException | ArithmeticException notInTheCalendar) {
            return Optional.empty();
        }
    }

    private static Optional<Value> day(String written) {
        return DAY.matcher(written).matches() ? Optional.of(new Value.Day(LocalDate.parse(written))) : Optional.empty();
    }

    private static Optional<Value> time(String written) {
        return TIME.matcher(written).matches()
                ? Optional.of(new Value.Time(LocalTime.parse(written)))
                : Optional.empty();
    }

    private static Optional<Value> dayTime(String written) {
        if (DAY_TIME.matcher(written).matches()) {
            return Optional.of(new Value.DayTime(LocalDateTime.parse(written)));
        }
        if (OFFSET.matcher(written).matches()) {
            return Optional.of(new Value.Moment(OffsetDateTime.parse(written).toInstant()));
        }
        var zoned = ZONED.matcher(written);
        return zoned.matches()
                ? Optional.of(new Value.Moment(
                        ZonedDateTime.of(LocalDateTime.parse(zoned.group(1)), java.time.ZoneId.of(zoned.group(5)))
                                .toInstant()))
                : Optional.empty();
    }

    private static Optional<Value> duration(String written) {
        if (MONTHS.matcher(written).matches()) {
            return Optional.of(new Value.Months(Period.parse(written).toTotalMonths()));
        }
        return SPAN.matcher(written).matches()
                ? Optional.of(new Value.Span(Duration.parse(written)))
                : Optional.empty();
    }
}
