package remit.server.authors.language;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How a language model is reached: no redirect is followed, an answer is bounded, and a question is asked again only where
 * nothing was answered. One that was sent and got no answer in time is not: it may be under way, and would be paid twice.
 */
final class BoundedClient implements HttpClient, HttpClientBuilder {
    /** An answer longer than this is not read. */
    static final long LONGEST_ANSWER = 256 * 1024;

    /** What says that the model has answered nothing: too many questions, or the server is not up to it. */
    private static final Set<Integer> NOT_ANSWERED = Set.of(429, 500, 502, 503, 529);

    private static final long SHORTEST_WAIT = 200;
    private static final long LONGEST_WAIT = 5_000;

    private final int retries;
    private final Duration patience;
    private final java.net.http.HttpClient client;

    BoundedClient(int retries, Duration patience) {
        this.retries = retries;
        this.patience = patience;
        this.client = java.net.http.HttpClient.newBuilder()
                .followRedirects(Redirect.NEVER)
                .connectTimeout(patience)
                .build();
    }

    /** Why there is no answer, in words that quote neither the endpoint nor the case. */
    static final class Unanswered extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unanswered(String reason) {
            super(reason, null, false, false);
        }
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        java.net.http.HttpRequest sent = read(request);
        for (int attempt = 0; ; attempt++) {
            HttpResponse<byte[]> response = attempt < retries ? triedWithRetry(sent) : tried(sent);
            boolean again = attempt < retries && (response == null || NOT_ANSWERED.contains(response.statusCode()));
            if (!again && response != null) return answered(response);
            pause(attempt, response);
        }
    }

    private static java.net.http.HttpRequest read(HttpRequest request) {
        var builder = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .method(
                        request.method().name(),
                        java.net.http.HttpRequest.BodyPublishers.ofString(
                                request.body() == null ? "" : request.body()));
        request.headers().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        return builder.build();
    }

    /** Null where the endpoint could not be reached: nothing was sent. */
    private @Nullable HttpResponse<byte[]> triedWithRetry(java.net.http.HttpRequest request) {
        try {
            return tried(request);
        } catch (Unreached e) {
            return null;
        }
    }

    static final class Unreached extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreached() {
            super("the model could not be reached", null, false, false);
        }
    }

    private HttpResponse<byte[]> tried(java.net.http.HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> running =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
        try {
            return running.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            running.cancel(true);
            throw new Unanswered("the model gave no answer in time");
        } catch (InterruptedException e) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw new Unanswered("interrupted while the model was asked");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case ConnectException _ -> throw new Unreached();
                case HttpTimeoutException _ -> throw new Unanswered("the model could not be reached in time");
                case IOException broken
                when String.valueOf(broken.getMessage()).contains("body exceeds") ->
                    throw new Unanswered("the answer is longer than " + LONGEST_ANSWER + " bytes");
                case IOException _ -> throw new Unanswered("the connection to the model broke");
                case null, default -> throw new Unanswered("the model could not be asked");
            }
        }
    }

    private static SuccessfulHttpResponse answered(HttpResponse<byte[]> response) {
        if (response.statusCode() != 200) {
            throw new Unanswered("the model answered with status " + response.statusCode());
        }
        return SuccessfulHttpResponse.builder()
                .statusCode(200)
                .headers(response.headers().map())
                .body(new String(response.body(), java.nio.charset.StandardCharsets.UTF_8))
                .build();
    }

    /** Twice as long each time, or as long as the endpoint asks for within bounds. */
    private static void pause(int attempt, @Nullable HttpResponse<byte[]> response) {
        long wait = SHORTEST_WAIT << Math.min(attempt, 5);
        if (response != null) {
            String asked = response.headers().firstValue("Retry-After").orElse("");
            if (asked.matches("\\d{1,4}")) wait = 1_000L * Integer.parseInt(asked);
        }
        try {
            Thread.sleep(Math.min(wait, LONGEST_WAIT));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unanswered("interrupted while the model was asked");
        }
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("answers are not streamed");
    }

    @Override
    public Duration connectTimeout() {
        return patience;
    }

    @Override
    public HttpClientBuilder connectTimeout(@Nullable Duration ignored) {
        return this;
    }

    @Override
    public Duration readTimeout() {
        return patience;
    }

    @Override
    public HttpClientBuilder readTimeout(@Nullable Duration ignored) {
        return this;
    }

    @Override
    public HttpClient build() {
        return this;
    }
}
