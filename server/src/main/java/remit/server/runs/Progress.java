package remit.server.runs;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** A progress bar on standard error: share done, rate, time left. Quiet when nobody watches a terminal. */
public final class Progress implements AutoCloseable {
    private static final int WIDTH = 24;
    private static final long PAUSE_MILLIS = 200;

    private final PrintStream out;
    private final boolean watched;
    private final InstantSource clock;
    private final AtomicLong lastPrint = new AtomicLong();
    private String what = "";
    private long started;
    private long total;

    public Progress(PrintStream out, boolean watched, InstantSource clock) {
        this.out = out;
        this.watched = watched;
        this.clock = clock;
    }

    /** A new stretch of work. @param total units, or 0 when nobody knows yet */
    public void begin(String stretch, long total) {
        clear();
        this.what = stretch;
        this.total = total;
        this.started = clock.millis();
        lastPrint.set(0);
        show(0);
    }

    /** @param done units since {@link #begin} */
    public void show(long done) {
        if (!watched) return;
        long now = clock.millis();
        long last = lastPrint.get();
        if (now - last < PAUSE_MILLIS || !lastPrint.compareAndSet(last, now)) return;
        double seconds = Math.max(0.001, (now - started) / 1000.0);
        double rate = done / seconds;
        var line = new StringBuilder("\r\u001b[K").append(what);
        if (total > 0) {
            int filled = (int) Math.min(WIDTH, WIDTH * done / total);
            line.append(" [").repeat("#", filled).repeat(" ", WIDTH - filled).append("] ");
            line.append(100 * done / total).append('%');
        }
        if (done > 0) {
            line.append(String.format(Locale.ROOT, "  %,.0f/s", rate));
            if (total > 0) line.append(String.format(Locale.ROOT, "  %.0f s left", Math.max(0, total - done) / rate));
        }
        out.print(line);
        out.flush();
    }

    private void clear() {
        if (watched && !what.isEmpty()) {
            out.print("\r\u001b[K");
            out.flush();
        }
    }

    @Override
    public void close() {
        clear();
        what = "";
    }
}
