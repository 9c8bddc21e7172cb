package remit.server.packs;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads dates by one pattern, strictly: 31 February is not a date. A text without an offset is in the process's zone; a
 * text without a time means the start of the day there.
 */
final class DatePattern {
    /** ISO 8601 and what databases print: a day, or a day with a time after T or a blank, with or without offset. */
    private static final DateTimeFormatter ISO = strict(new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd[['T'][ ]HH:mm[:ss]]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HHMM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HH", "Z")
            .optionalEnd());

    private final DateTimeFormatter formatter;

    private DatePattern(DateTimeFormatter formatter) {
        this.formatter = formatter;
    }

    /** A day of the process's calendar, and the instant that orders cases. */
    record Read(LocalDate day, Instant instant) {}

    static List<DatePattern> all(List<String> patterns) {
        if (patterns.isEmpty()) return List.of(new DatePattern(ISO));
        return patterns.stream()
                .map(pattern -> new DatePattern(formatter(pattern)))
                .toList();
    }

    /** Why a pattern cannot be used, or empty. */
    static Optional<String> problem(String pattern) {
        try {
            String sample = formatter(pattern).format(ZonedDateTime.of(2024, 11, 28, 13, 14, 15, 0, ZoneId.of("UTC")));
            boolean day = new DatePattern(formatter(pattern)).read(sample, ZoneId.of("UTC")) != null;
            return day ? Optional.empty() : Optional.of("does not name a whole day");
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.of("is not a date pattern (" + e.getMessage() + ")");
        }
    }

    private static DateTimeFormatter formatter(String pattern) {
        return strict(new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(proleptic(pattern)));
    }

    private static DateTimeFormatter strict(DateTimeFormatterBuilder builder) {
        return builder.toFormatter(Locale.ENGLISH)
                .withChronology(IsoChronology.INSTANCE)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /** People write yyyy; strict resolving would then ask for an era, so y outside quotes becomes u. */
    private static String proleptic(String pattern) {
        var out = new StringBuilder();
        boolean quoted = false;
        for (char c : pattern.toCharArray()) {
            if (c == '\'') quoted = !quoted;
            out.append(c == 'y' && !quoted ? 'u' : c);
        }
        return out.toString();
    }

    /** The date, or null when {@code text} does not match or names a day that does not exist. */
    @Nullable
    Read read(String text, ZoneId zone) {
        var position = new java.text.ParsePosition(0);
        TemporalAccessor unresolved = formatter.parseUnresolved(text, position);
        // Cheap refusal first: a mismatch by far the most often ends here, without the cost of an exception.
        if (unresolved == null || position.getErrorIndex() >= 0 || position.getIndex() < text.length()) return null;
        try {
            return resolve(formatter.parse(text), zone);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Read resolve(TemporalAccessor parsed, ZoneId zone) {
        LocalDate day = parsed.query(TemporalQueries.localDate());
        if (day == null || day.getYear() < 1 || day.getYear() > 9999) return null;
        LocalTime time = parsed.query(TemporalQueries.localTime());
        ZoneId written = parsed.query(TemporalQueries.zone());
        if (time == null) return new Read(day, day.atStartOfDay(zone).toInstant());
        Instant instant = LocalDateTime.of(day, time)
                .atZone(written == null ? zone : written)
                .toInstant();
        return new Read(written == null ? day : LocalDate.ofInstant(instant, zone), instant);
    }
}
