package remit.server.web.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import remit.kernel.Digest;
import remit.kernel.Problem;

/** Standard Webhooks 1.0.0: HMAC-SHA-256 over {@code id.timestamp.body}, several signatures while a secret is replaced. */
public final class HookSignature {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final String PREFIX = "whsec_";

    private HookSignature() {}

    /** The three headers of a delivery. */
    public record Headers(String id, String timestamp, String signatures) {}

    /** Empty when the delivery is genuine and recent. */
    public static Optional<Problem> check(Headers headers, byte[] body, List<String> secrets, Instant now) {
        if (headers.id.isEmpty() || headers.timestamp.isEmpty() || headers.signatures.isEmpty()) {
            return problem(
                    "webhook-id, webhook-timestamp or webhook-signature is missing", "sign as Standard Webhooks says");
        }
        if (!headers.timestamp.matches("[0-9]{1,11}"))
            return problem("webhook-timestamp is not in seconds", "send seconds since 1970");
        Instant sent = Instant.ofEpochSecond(Long.parseLong(headers.timestamp));
        if (Duration.between(sent, now).abs().compareTo(TOLERANCE) > 0) {
            return problem(
                    "webhook-timestamp is more than five minutes off", "set the sender's clock, sign each try anew");
        }
        byte[] prefix = (headers.id + "." + headers.timestamp + ".").getBytes(StandardCharsets.UTF_8);
        byte[] message = new byte[prefix.length + body.length];
        System.arraycopy(prefix, 0, message, 0, prefix.length);
        System.arraycopy(body, 0, message, prefix.length, body.length);
        boolean genuine = false;
        for (String secret : secrets) {
            byte[] key =
                    Base64.getDecoder().decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret);
            byte[] expected = ("v1," + Base64.getEncoder().encodeToString(Digest.hmac(key, message)))
                    .getBytes(StandardCharsets.UTF_8);
            for (String signature : headers.signatures.split(" ")) {
                genuine |= MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8));
            }
        }
        return genuine ? Optional.empty() : problem("no signature fits", "sign the exact bytes with the shared secret");
    }

    private static Optional<Problem> problem(String what, String fix) {
        return Optional.of(new Problem("RMT-650", "webhook-signature", what, fix));
    }
}
