package remit.server.notices;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.ports.Notifier;

/**
 * Delivers notices as Standard Webhooks 1.0 prescribes: {@code webhook-id} (the notice's, stable across retries),
 * {@code webhook-timestamp} (of this try, in seconds) and {@code webhook-signature}, {@code v1,} and the base64 of the
 * HMAC-SHA-256 over {@code id.timestamp.body}. A receiver that answers 410 wants no more and gets no more.
 */
final class WebhookNotifier implements Notifier {
    private static final Duration CONNECT_AT_MOST = Duration.ofSeconds(10);

    private final Channel channel;
    private final InstantSource clock;
    private final HttpClient client;
    private final AtomicBoolean gone = new AtomicBoolean();

    WebhookNotifier(Channel channel, InstantSource clock) {
        this.channel = channel;
        this.clock = clock;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_AT_MOST)
                .build();
    }

    @Override
    public Answer send(Notice notice, Instant deadline) {
        if (gone.get()) return unwanted();
        if (!notice.id().matches("[\\x21-\\x7e]+"))
            return new Answer.Failed("the notice's id cannot stand in a header");
        Instant now = clock.instant();
        Duration left = Duration.between(now, deadline);
        if (!left.isPositive()) return new Answer.Failed("the deadline passed before it was sent");
        CompletableFuture<HttpResponse<InputStream>> coming =
                client.sendAsync(request(notice, now.getEpochSecond()), BodyHandlers.ofInputStream());
        try {
            return answer(coming.get(left.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            coming.cancel(true);
            return new Answer.Failed("no answer before the deadline");
        } catch (InterruptedException e) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            return new Answer.Failed("interrupted while waiting for the answer");
        } catch (ExecutionException e) {
            return new Answer.Failed(Reasons.of(e.getCause()));
        }
    }

    private HttpRequest request(Notice notice, long seconds) {
        String body = Json.object(
                        "type", notice.type(),
                        "timestamp", notice.at().toString(),
                        "data",
                                Json.object(
                                        "subject", notice.subject(),
                                        "text", notice.text(),
                                        "details", notice.body()))
                .compact();
        URI address = channel.address();
        return HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .header("webhook-id", notice.id())
                .header("webhook-timestamp", Long.toString(seconds))
                .header("webhook-signature", "v1," + signature(notice.id() + "." + seconds + "." + body))
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build();
    }

    private String signature(String signed) {
        byte[] mac = Digest.hmac(channel.key(), signed.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(mac);
    }

    /** The status is the answer; the body is left unread, however long it is. */
    private Answer answer(HttpResponse<InputStream> response) {
        int status = response.statusCode();
        boolean taken = status >= 200 && status < 300;
        try (InputStream unread = response.body()) {
            if (taken) return new Answer.Delivered();
            if (status != 410) return new Answer.Failed("HTTP " + status);
            gone.set(true);
            return unwanted();
        } catch (IOException e) {
            return taken ? new Answer.Delivered() : new Answer.Failed("HTTP " + status + ", " + Reasons.of(e));
        }
    }

    private Answer unwanted() {
        return new Answer.Failed("channel " + channel.name()
                + " is off: its receiver answered HTTP 410 (gone); change or remove it and start again");
    }
}
