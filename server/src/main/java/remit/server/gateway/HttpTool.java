package remit.server.gateway;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.ports.Tool;
import remit.server.telemetry.Telemetry;

/**
 * A system of record behind HTTP: {@code POST url} does, {@code GET url/ID} looks up, {@code POST url/ID:compensate}
 * undoes, {@code GET url/ID:compensate} looks that up. The action id is the Idempotency-Key (draft-ietf-httpapi-idempotency-key-header).
 *
 * <p>The answers are told apart by one question: can the request have had an effect? Only where that is impossible it
 * has failed and may be sent again; whatever was sent and not clearly answered is unknown. Redirects are not
 * followed: an action goes where its owner configured it, or nowhere.
 */
final class HttpTool implements Tool {
    private static final Pattern ACTION_ID = Pattern.compile("[A-Za-z0-9_-]{1,120}");
    private static final Duration CONNECT_AT_MOST = Duration.ofSeconds(10);
    private static final int LARGEST_ANSWER = 64 << 10;
    private static final int LONGEST_REASON = 300;
    private static final String UNDONE = ":compensate";

    private final String url;
    private final @Nullable String token;
    private final InstantSource clock;
    private final HttpClient client;

    HttpTool(URI url, @Nullable String token, InstantSource clock) {
        this.url = url.toString().replaceFirst("/+$", "");
        this.token = token;
        this.clock = clock;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_AT_MOST)
                .build();
    }

    /** What came back: an answer, or why there is none. */
    private sealed interface Exchange {
        record Came(HttpResponse<byte[]> response) implements Exchange {}

        record NeverSent(Reason reason) implements Exchange {}

        record Lost(Reason reason) implements Exchange {}
    }

    @Override
    public Answer call(Request request, Instant deadline) {
        String id = request.actionId();
        if (!ACTION_ID.matcher(id).matches()) {
            return new Answer.Refused(
                    new Reason("bad_action_id", "an action id has 1 to 120 letters, digits, '_' and '-'"));
        }
        return switch (request) {
            case Request.Dispatch(String same, String tool, Json.Obj arguments) ->
                acted(id, send(post("", id, ActionFile.of("dispatch", id, tool, arguments)), deadline));
            case Request.LookUp lookUp -> lookedUp(id, send(to("/" + id).GET(), deadline));
            case Request.LookUpCompensation lookUp -> {
                String key = id + UNDONE;
                yield lookedUp(key, send(to("/" + key).GET(), deadline));
            }
            case Request.Compensate(String same, String tool, Json.Obj arguments) -> {
                String key = id + UNDONE;
                Json.Obj body = ActionFile.of("compensate", id, tool, arguments);
                yield acted(key, send(post("/" + key, key, body), deadline));
            }
        };
    }

    private HttpRequest.Builder post(String path, String key, Json.Obj body) {
        return to(path).header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body.compact(), StandardCharsets.UTF_8));
    }

    private HttpRequest.Builder to(String path) {
        var request = HttpRequest.newBuilder(URI.create(url + path)).header("Accept", "application/json");
        String trace = Telemetry.traceparent();
        if (trace != null) request.header("traceparent", trace);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private Exchange send(HttpRequest.Builder request, Instant deadline) {
        Duration left = Duration.between(clock.instant(), deadline);
        if (!left.isPositive()) return new Exchange.NeverSent(new Reason("deadline", "it passed before it was sent"));
        // The client's own timeout ends with the headers; this one also ends a body that never does.
        CompletableFuture<HttpResponse<byte[]>> coming =
                client.sendAsync(request.build(), headers -> new BoundedBody(LARGEST_ANSWER));
        try {
            return new Exchange.Came(coming.get(left.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            coming.cancel(true);
            return new Exchange.Lost(Reason.of("no_answer"));
        } catch (InterruptedException e) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            return new Exchange.Lost(Reason.of("interrupted"));
        } catch (ExecutionException e) {
            return broken(e.getCause());
        }
    }

    private static Exchange broken(@Nullable Throwable cause) {
        if (!(cause instanceof Exception failure))
            return new Exchange.Lost(new Reason("connection_lost", String.valueOf(cause)));
        return switch (failure) {
            case ConnectException refused -> neverSent("no_connection", refused);
            case HttpConnectTimeoutException slow -> neverSent("no_connection", slow);
            case SSLHandshakeException untrusted -> neverSent("no_tls", untrusted);
            default -> new Exchange.Lost(new Reason("connection_lost", Reasons.of(failure)));
        };
    }

    private static Exchange neverSent(String word, Exception failure) {
        return new Exchange.NeverSent(new Reason(word, Reasons.of(failure)));
    }

    /** The answer to something that has an effect. */
    private static Answer acted(String key, Exchange exchange) {
        return switch (exchange) {
            case Exchange.NeverSent(Reason reason) -> new Answer.Failed(reason);
            case Exchange.Lost(Reason reason) -> new Answer.Unknown(reason);
            case Exchange.Came(HttpResponse<byte[]> response) -> acted(key, response);
        };
    }

    private static Answer acted(String key, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        boolean comeBack = response.headers().firstValue("Retry-After").isPresent();
        if (status >= 200 && status < 300) return new Answer.Answered(receipt(key, response));
        return switch (status) {
            // Not looked at: too early, too often, wrong token. It may be sent again.
            case 401, 407, 425, 429 -> new Answer.Failed(reason(response));
            // 408: a proxy may have passed it on. 409: the same key is being worked on at this moment.
            case 408, 409 -> new Answer.Unknown(reason(response));
            // These two promise that nothing was done, the other redirects do not; none is followed.
            case 307, 308 -> new Answer.Refused(reason(response));
            case 503 -> comeBack ? new Answer.Failed(reason(response)) : new Answer.Unknown(reason(response));
            default ->
                status >= 400 && status < 500
                        ? new Answer.Refused(reason(response))
                        : new Answer.Unknown(reason(response));
        };
    }

    /** A look-up knows two things for certain, done and never done; everything else stays unknown. */
    private static Answer lookedUp(String id, Exchange exchange) {
        return switch (exchange) {
            case Exchange.NeverSent(Reason reason) -> new Answer.Unknown(reason);
            case Exchange.Lost(Reason reason) -> new Answer.Unknown(reason);
            case Exchange.Came(HttpResponse<byte[]> response) ->
                switch (response.statusCode()) {
                    case 200 -> new Answer.Answered(receipt(id, response));
                    case 404 -> new Answer.Refused(Reason.of("never_done"));
                    default -> new Answer.Unknown(reason(response));
                };
        };
    }

    /** What the body calls it, else its Location, else the key, under which it can be looked up. */
    private static String receipt(String key, HttpResponse<byte[]> response) {
        String named = field(response, "receipt");
        if (named != null) return named;
        return response.headers()
                .firstValue("Location")
                .filter(l -> !l.isBlank())
                .orElse(key);
    }

    /** The status is the word; what a problem document (RFC 9457) or a plain body says is the text, cut short. */
    private static Reason reason(HttpResponse<byte[]> response) {
        String said = field(response, "detail");
        if (said == null) said = field(response, "title");
        if (said == null) said = text(response);
        String words = said.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        if (words.length() > LONGEST_REASON) words = words.substring(0, LONGEST_REASON) + "...";
        return new Reason("http_" + response.statusCode(), words);
    }

    private static @Nullable String field(HttpResponse<byte[]> response, String name) {
        if (!(Json.read(text(response)) instanceof Checked.Ok<Json>(Json.Obj body))) return null;
        String text = body.text(name);
        return text == null || text.isBlank() ? null : text;
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
