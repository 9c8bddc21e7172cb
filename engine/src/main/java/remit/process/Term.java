package remit.process;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long something may take: plain time, or time within the business hours of a process.
 *
 * @param length not negative
 */
public record Term(Duration length, boolean withinHours) {
    private static final Pattern WRITTEN = Pattern.compile("(.+?)(\\s+within\\s+hours)?");
    private static final Pattern SHORT = Pattern.compile("(\\d{1,6})\\s*(s|m|min|h|d)");
    /** A year: what takes longer is a slip of the pen, and nobody waits for it. */
    private static final Duration LONGEST = Duration.ofDays(366);

    /** How it is written, for the fix of a problem. */
    public static final String FORM =
            "write 30m, 8h or 2d, and \"within hours\" behind it to count business hours alone";

    public Term {
        if (length.isNegative()) throw new IllegalArgumentException("length: negative");
    }

    /** Reads {@code 30m}, {@code 8h within hours}, {@code PT8H}; empty for anything else. A day is 24 hours. */
    public static Optional<Term> parse(String text) {
        Matcher written = WRITTEN.matcher(text.strip());
        if (!written.matches()) return Optional.empty();
        boolean within = written.group(2) != null;
        return length(written.group(1))
                .filter(length -> !length.isNegative() && length.compareTo(LONGEST) <= 0)
                .map(length -> new Term(length, within));
    }

    private static Optional<Duration> length(String text) {
        Matcher found = SHORT.matcher(text);
        if (found.matches()) {
            long number = new BigDecimal(found.group(1)).longValueExact();
            return Optional.of(
                    switch (found.group(2)) {
                        case "s" -> Duration.ofSeconds(number);
                        case "h" -> Duration.ofHours(number);
                        case "d" -> Duration.ofDays(number);
                        default -> Duration.ofMinutes(number);
                    });
        }
        try {
            return text.startsWith("P") ? Optional.of(Duration.parse(text)) : Optional.empty();
        } catch (DateTimeException noDuration) {
            return Optional.empty();
        }
    }

    /** When it is over that began at {@code from}. */
    public Instant after(Instant from, BusinessHours hours) {
        return withinHours ? hours.plus(from, length) : from.plus(length);
    }

    /** What began no later than this has taken so long by {@code until}. */
    public Instant before(Instant until, BusinessHours hours) {
        return withinHours ? hours.minus(until, length) : until.minus(length);
    }

    /** {@code 8 h within hours}: as people read it. */
    public String words() {
        long minutes = length.toMinutes();
        String plain = minutes % 60 == 0 && minutes > 0
                ? minutes / 60 + " h"
                : length.toSeconds() % 60 == 0 ? minutes + " min" : length.toSeconds() + " s";
        return withinHours ? plain + " within hours" : plain;
    }

    /** {@code PT8H within hours}: as evidence keeps it. */
    @Override
    public String toString() {
        return length + (withinHours ? " within hours" : "");
    }
}
