package remit.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import remit.kernel.Json;
import remit.ports.Notifier;
import remit.ports.Notifier.Answer;
import remit.ports.Notifier.Notice;

final class WebhookNotifierTest {
    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Instant NOW = Instant.parse("2026-11-21T08:31:07Z");
    private static final Notice NOTICE = new Notice(
            "notice_1",
            "case.stopped",
            "desk",
            "1 case stopped",
            "See it.",
            Json.object("stopped", 1),
            Instant.parse("2026-11-21T08:30:00Z"));

    private static Notifier to(String address) {
        return new WebhookNotifier(Channel.read("desk", address, SECRET).orThrow(), InstantSource.fixed(NOW));
    }

    private static Answer send(Notifier notifier) {
        return notifier.send(NOTICE, NOW.plusSeconds(20));
    }

    @Test
    void a_delivery_is_signed_as_standard_webhooks_prescribes() throws Exception {
        try (var receiver = new TestingReceiver(200)) {
            assertThat(send(to(receiver.address()))).isEqualTo(new Answer.Delivered());
            var delivery = receiver.deliveries().getFirst();
            assertThat(delivery.body())
                    .isEqualTo("{\"type\":\"case.stopped\",\"timestamp\":\"2026-11-21T08:30:00Z\",\"data\":"
                            + "{\"subject\":\"1 case stopped\",\"text\":\"See it.\",\"details\":{\"stopped\":1}}}");
            assertThat(delivery.headers())
                    .containsEntry("webhook-id", "notice_1")
                    .containsEntry("webhook-timestamp", Long.toString(NOW.getEpochSecond()))
                    .containsEntry("content-type", "application/json");
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "HmacSHA256"));
            byte[] expected = mac.doFinal(
                    ("notice_1." + NOW.getEpochSecond() + "." + delivery.body()).getBytes(StandardCharsets.UTF_8));
            assertThat(delivery.headers())
                    .containsEntry(
                            "webhook-signature", "v1," + Base64.getEncoder().encodeToString(expected));
        }
    }

    @Test
    void a_receiver_that_is_gone_is_not_called_again() throws IOException {
        try (var receiver = new TestingReceiver(410)) {
            Notifier notifier = to(receiver.address());
            assertThat(send(notifier).toString()).contains("410").contains("desk");
            assertThat(send(notifier)).isInstanceOf(Answer.Failed.class);
            assertThat(receiver.deliveries()).hasSize(1);
        }
    }

    @Test
    void a_redirect_or_an_error_is_a_failure_and_is_tried_once() throws IOException {
        for (int status : new int[] {302, 400, 404, 429, 500, 503}) {
            try (var receiver = new TestingReceiver(status)) {
                assertThat(send(to(receiver.address()))).isEqualTo(new Answer.Failed("HTTP " + status));
                assertThat(receiver.deliveries()).hasSize(1);
            }
        }
    }

    @Test
    void a_silent_receiver_does_not_outlast_the_deadline() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Instant start = Instant.now();
            Answer answer = to("http://127.0.0.1:" + silent.getLocalPort() + "/")
                    .send(NOTICE, NOW.plus(Duration.ofMillis(300)));
            assertThat(answer).isEqualTo(new Answer.Failed("no answer before the deadline"));
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
        }
    }
}
