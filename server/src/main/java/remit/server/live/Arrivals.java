package remit.server.live;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.process.Watch.Counted;
import remit.server.store.Streaming;

/**
 * How many cases came in and were decided, minute by minute, and in which minutes an author gave no answer. What was read
 * once is kept, so that a turn reads the last minutes of the log and not whole windows of it; those it reads again, because
 * what was recorded earlier may be committed later. Only one thread at a time.
 */
final class Arrivals {
    private static final Duration LATE = Duration.ofMinutes(2);

    private final DataSource source;
    private final Map<String, Series> series = new HashMap<>();
    private @Nullable Instant readFrom;
    private @Nullable Instant readTo;

    Arrivals(DataSource source) {
        this.source = source;
    }

    private record Series(Map<Counted, TreeMap<Instant, Long>> counts, TreeMap<Instant, Long> unanswered) {
        static Series empty() {
            var counts = new EnumMap<Counted, TreeMap<Instant, Long>>(Counted.class);
            for (Counted what : Counted.values()) counts.put(what, new TreeMap<>());
            return new Series(counts, new TreeMap<>());
        }

        void forget(Instant from) {
            counts.values().forEach(minutes -> minutes.tailMap(from, true).clear());
            unanswered.tailMap(from, true).clear();
        }
    }

    /** Reads what was recorded since {@code from}, as far as it is not known yet. */
    void read(Instant from, Instant now) {
        Instant first = from.truncatedTo(ChronoUnit.MINUTES);
        Instant last = readTo;
        boolean whole = last == null || readFrom == null || first.isBefore(readFrom);
        Instant begin = whole || last == null ? first : last.minus(LATE).truncatedTo(ChronoUnit.MINUTES);
        Instant kept = whole ? begin : readFrom;
        series.values().forEach(each -> each.forget(begin));
        Streaming.query(
                source,
                "select process, type, date_trunc('minute', recorded_at at time zone 'UTC') at time zone 'UTC', count(*)"
                        + " from event where recorded_at >= ? and (type in ('CaseOpened', 'Decided')"
                        // The leaf is canonical JSON: its answer stands there so and no other way.
                        + " or type = 'Proposed' and leaf not like '%\"answer\":\"answered\"%') group by 1, 2, 3",
                List.of(begin.atOffset(ZoneOffset.UTC)),
                row -> add(
                        row.getString(1), row.getString(2), row.getTimestamp(3).toInstant(), row.getLong(4)));
        readFrom = kept;
        readTo = now;
    }

    private void add(String process, String type, Instant minute, long count) {
        Series to = series.computeIfAbsent(process, any -> Series.empty());
        switch (type) {
            case "CaseOpened" -> minutes(to, Counted.ARRIVALS).put(minute, count);
            case "Decided" -> minutes(to, Counted.DECISIONS).put(minute, count);
            default -> to.unanswered().put(minute, count);
        }
    }

    private static TreeMap<Instant, Long> minutes(Series series, Counted what) {
        return java.util.Objects.requireNonNull(series.counts().get(what));
    }

    /** How many since {@code from}, which must have been read. The minute in which it lies counts whole. */
    long since(String process, Counted what, Instant from) {
        Series known = series.get(process);
        if (known == null) return 0;
        return minutes(known, what).tailMap(from.truncatedTo(ChronoUnit.MINUTES), true).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** The last minute in which an author gave no answer. */
    Optional<Instant> unanswered(String process) {
        Series known = series.get(process);
        return known == null || known.unanswered().isEmpty()
                ? Optional.empty()
                : Optional.of(known.unanswered().lastKey());
    }
}
