package remit.server.notices;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
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
    private final Channel channel;
    private final InstantSource clock;
    private final Posting posting = new Posting();
    private final AtomicBoolean gone = new AtomicBoolean();

    WebhookNotifier(Channel channel, InstantSource clock) {
        this.channel = channel;
        this.clock = clock;
    }

    @Override
    public Answer send(Notice notice, Instant deadline) {
        if (gone.get()) return unwanted();
        if (!notice.id().matches("[\\x21-\\x7e]+"))
            return new Answer.Failed("the notice's id cannot stand in a header");
        Instant now = clock.instant();
        Duration left = Duration.between(now, deadline);
        return switch (posting.send(request(notice, now.getEpochSecond()), left)) {
            case Posting.Came.Nothing(String reason) -> new Answer.Failed(reason);
            case Posting.Came.Status came -> answer(came);
        };
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

    private Answer answer(Posting.Came.Status came) {
        if (came.taken()) return new Answer.Delivered();
        if (came.status() != 410) return new Answer.Failed(came.words());
        gone.set(true);
        return unwanted();
    }

    private Answer unwanted() {
        return new Answer.Failed("channel " + channel.name()
                + " is off: its receiver answered HTTP 410 (gone); change or remove it and start again");
    }
}
