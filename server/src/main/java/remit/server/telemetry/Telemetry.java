package remit.server.telemetry;

import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/**
 * Spans of the work, sent by OTLP where somebody named an address. They are told beside the work and never in its way: nobody
 * waits for them, and what cannot be sent is dropped with a warning. Evidence is another matter, and is in the log.
 *
 * <p>Where a span belongs travels as the text of W3C Trace Context ({@code traceparent}): from the request that brought a case,
 * over the threads that work on it, to the system of record that is called.
 */
public final class Telemetry implements AutoCloseable {
    private static final Pattern TRACEPARENT =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final ScopedValue<String> PARENT = ScopedValue.newInstance();

    private final @Nullable Exporter exporter;

    private Telemetry(@Nullable Exporter exporter) {
        this.exporter = exporter;
    }

    /** Tells nothing, and loads nothing to do so. What somebody else's trace is, is handed on all the same. */
    public static Telemetry off() {
        return new Telemetry(null);
    }

    /** @param endpoint of an OTLP receiver over HTTP, such as {@code http://127.0.0.1:4318} */
    public static Telemetry to(String endpoint) {
        return new Telemetry(new Exporter(endpoint));
    }

    /** Where the work of this thread belongs, for whoever is called by it. */
    public static @Nullable String traceparent() {
        return PARENT.isBound() ? PARENT.get() : null;
    }

    /** Does work that belongs to a trace; what is no trace is none. */
    public static <T> T within(@Nullable String traceparent, Supplier<T> work) {
        if (traceparent == null || !TRACEPARENT.matcher(traceparent).matches()) return work.get();
        return ScopedValue.where(PARENT, traceparent).call(work::get);
    }

    /** Does work as one span, within the trace that it belongs to. @param told what stands in it once the result is there */
    public <T> T span(Spans.Span begun, Supplier<T> work, Function<T, Json.Obj> told) {
        Exporter to = exporter;
        return to == null ? work.get() : to.span(begun, work, told);
    }

    /** Sends what waits, for at most two seconds. */
    @Override
    public void close() {
        if (exporter != null) exporter.close();
    }
}
