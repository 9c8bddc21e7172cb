package remit.server.packs;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.util.Locale;
import java.util.Optional;

/** Reads ISO 8601 durations of fixed length: days, weeks, hours, minutes. A month has no fixed length and is refused. */
final class Durations {
    private Durations() {}

    static Optional<Duration> parse(String text) {
        String iso = text.strip().toUpperCase(Locale.ROOT);
        try {
            if (!iso.contains("W")) return Optional.of(Duration.parse(iso));
            Period period = Period.parse(iso);
            return period.toTotalMonths() == 0 ? Optional.of(Duration.ofDays(period.getDays())) : Optional.empty();
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
