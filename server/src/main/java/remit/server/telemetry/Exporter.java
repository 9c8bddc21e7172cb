package remit.server.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/** The one place that knows OpenTelemetry. */
final class Exporter implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int CLOSING = 2;
    /** Attributes that are counts; all other numbers are probabilities. */
    private static final String USAGE = "gen_ai.usage.";

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    Exporter(String endpoint) {
        var sender = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint.replaceAll("/+$", "") + "/v1/traces")
                .setTimeout(PATIENCE)
                .setConnectTimeout(PATIENCE)
                .build();
        provider = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "remit")))
                .addSpanProcessor(BatchSpanProcessor.builder(sender)
                        .setScheduleDelay(PAUSE)
                        .build())
                .build();
        tracer = provider.get("remit");
    }

    <T> T span(Spans.Span begun, Supplier<T> work, Function<T, Json.Obj> told) {
        SpanBuilder builder = tracer.spanBuilder(begun.name())
                .setSpanKind(
                        switch (begun.kind()) {
                            case INSIDE -> SpanKind.INTERNAL;
                            case CALL -> SpanKind.CLIENT;
                        });
        Span span = builder.setParent(parent(Telemetry.traceparent())).startSpan();
        put(span, begun.attributes());
        try {
            T result = Telemetry.within(text(span.getSpanContext()), work);
            put(span, told.apply(result));
            return result;
        } catch (RuntimeException | Error failure) {
            // Its message may quote a case.
            span.setAttribute("error.type", failure.getClass().getSimpleName());
            span.setStatus(StatusCode.ERROR);
            throw failure;
        } finally {
            span.end();
        }
    }

    private static Context parent(@Nullable String traceparent) {
        if (traceparent == null) return Context.root();
        String[] parts = traceparent.split("-");
        return Context.root()
                .with(Span.wrap(SpanContext.createFromRemoteParent(
                        parts[1], parts[2], TraceFlags.fromHex(parts[3], 0), TraceState.getDefault())));
    }

    private static String text(SpanContext context) {
        return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                + context.getTraceFlags().asHex();
    }

    private static void put(Span span, Json.Obj attributes) {
        attributes.fields().forEach((name, value) -> {
            switch (value) {
                case Json.Str(String text) -> span.setAttribute(name, text);
                case Json.Bool(boolean flag) -> span.setAttribute(name, flag);
                case Json.Num(double number) -> {
                    if (name.startsWith(USAGE)) span.setAttribute(name, (long) number);
                    else span.setAttribute(name, number);
                }
                case Json.Arr array ->
                    span.setAttribute(
                            AttributeKey.stringArrayKey(name),
                            array.items().stream()
                                    .map(each -> ((Json.Str) each).text())
                                    .toList());
                case Json.Null() -> {}
                case Json.Obj object -> throw new IllegalArgumentException(name + ": an attribute is no object");
            }
        });
        if (attributes.text("error.type") != null) span.setStatus(StatusCode.ERROR);
    }

    @Override
    public void close() {
        provider.shutdown().join(CLOSING, TimeUnit.SECONDS);
    }
}
