package remit.server.notices;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One request to somebody else's server, with a deadline. The status is the answer; the body is left unread, however long. */
final class Posting {
    private static final Duration CONNECT_AT_MOST = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_AT_MOST)
            .build();

    /** What came of it. */
    sealed interface Came {
        /** @param more why the connection broke behind the status, or empty */
        record Status(int status, String more) implements Came {
            boolean taken() {
                return status >= 200 && status < 300;
            }

            String words() {
                return "HTTP " + status + (more.isEmpty() ? "" : ", " + more);
            }
        }

        record Nothing(String reason) implements Came {}
    }

    /** @param left until the deadline */
    Came send(HttpRequest request, Duration left) {
        if (!left.isPositive()) return new Came.Nothing("the deadline passed before it was sent");
        CompletableFuture<HttpResponse<InputStream>> coming = client.sendAsync(request, BodyHandlers.ofInputStream());
        try {
            return status(coming.get(left.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            coming.cancel(true);
            return new Came.Nothing("no answer before the deadline");
        } catch (InterruptedException e) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            return new Came.Nothing("interrupted while waiting for the answer");
        } catch (ExecutionException e) {
            return new Came.Nothing(Reasons.of(e.getCause()));
        }
    }

    private static Came.Status status(HttpResponse<InputStream> response) {
        int status = response.statusCode();
        try (InputStream unread = response.body()) {
            return new Came.Status(status, "");
        } catch (IOException e) {
            return new Came.Status(status, Reasons.of(e));
        }
    }
}
