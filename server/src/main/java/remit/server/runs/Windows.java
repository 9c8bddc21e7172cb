package remit.server.runs;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import remit.server.catalog.PublishedProcess;

/**
 * The stretches of business time that a run decides one after the other: from refit to refit, and with a ladder from day to
 * day, so that what becomes known counts before the cases of the next day are decided. Days without cases are left out.
 */
final class Windows {
    private final Staging staging;
    private final ZoneId zone;
    private final @Nullable Duration refit;
    private final @Nullable Climbing climbing;
    private final long history;
    private final long rows;

    /**
     * @param number 0 for the first
     * @param from positions after this one, {@code to} up to this one
     * @param begins in business time
     * @param refit the number of the refit that comes before it, 0 for none
     */
    record Window(int number, long from, long to, Instant begins, int refit, Refits refits) {}

    /** @param next when the next one is due, null for never @param done how many there were */
    record Refits(@Nullable Instant next, int done) {}

    Windows(PublishedProcess process, Staging staging, long history, @Nullable Climbing climbing) {
        this.staging = staging;
        this.zone = process.contract().zone();
        this.refit = process.contract().author().refit();
        this.climbing = climbing;
        this.history = history;
        this.rows = staging.numbered();
    }

    /** Null where nothing is to be decided. */
    @Nullable
    Window first() {
        Instant start = staging.at(history + 1);
        if (start == null) return null;
        var refits = new Refits(refit == null ? null : start.plus(refit), 0);
        return window(0, history, start, refits, 0);
    }

    /** Null where nothing is left. */
    @Nullable
    Window after(Window last) {
        if (last.to() >= rows) return null;
        Instant next = begins(last);
        boolean due =
                last.refits().next() != null && !next.isBefore(last.refits().next());
        Refits refits = due && refit != null
                ? new Refits(next.plus(refit), last.refits().done() + 1)
                : last.refits();
        pause(last.begins(), next);
        return window(last.number() + 1, last.to(), next, refits, due ? refits.done() : 0);
    }

    /** Whatever comes first: the end of the last window, or the day of the first case after it. */
    private Instant begins(Window last) {
        Instant end = end(last.begins(), last.refits());
        if (climbing == null || end == null) return end == null ? Instant.MAX : end;
        Instant row = staging.at(last.to() + 1);
        Instant day = row == null
                ? end
                : LocalDate.ofInstant(row, zone).atStartOfDay(zone).toInstant();
        Instant refitAt = last.refits().next();
        Instant later = day.isAfter(end) ? day : end;
        return refitAt != null && refitAt.isBefore(later) && refitAt.isAfter(last.begins()) ? refitAt : later;
    }

    private Window window(int number, long from, Instant begins, Refits refits, int refitNow) {
        Instant end = end(begins, refits);
        long to = end == null ? rows : Math.max(from, staging.numberedBefore(end));
        return new Window(number, from, to, begins, refitNow, refits);
    }

    /** Where a window that begins then ends: at the next refit, or with its day. */
    private @Nullable Instant end(Instant begins, Refits refits) {
        Instant day = climbing == null
                ? null
                : LocalDate.ofInstant(begins, zone)
                        .plusDays(1)
                        .atStartOfDay(zone)
                        .toInstant();
        Instant learning = refits.next();
        if (day == null) return learning;
        return learning != null && learning.isBefore(day) ? learning : day;
    }

    /** Business time passes as fast as somebody wants to watch it. */
    private void pause(Instant from, Instant to) {
        double pace = climbing == null ? 0 : climbing.daysPerSecond();
        if (pace <= 0) return;
        double days = Duration.between(from, to).toMillis() / 86_400_000.0;
        try {
            Thread.sleep(Math.round(1000 * days / pace));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while business time passed", e);
        }
    }
}
