package remit.server.authors.language;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import remit.kernel.Digest;
import remit.kernel.Json;

/**
 * What a pack says of its language model.
 *
 * @param endpoint where it is asked
 * @param prompt what it is told, the pack's own words; a part of the version
 * @param labels the only decisions that are accepted
 * @param effort how much one question may take
 * @param prices to work out what an answer costs; null where the pack names none
 */
public record Chat(
        Endpoint endpoint,
        String prompt,
        Set<String> labels,
        Effort effort,
        @Nullable Prices prices) {
    public Chat {
        labels = java.util.Collections.unmodifiableSet(new TreeSet<>(labels));
        if (labels.isEmpty()) throw new IllegalArgumentException("labels: none");
        if (prompt.isBlank()) throw new IllegalArgumentException("prompt: blank");
    }

    /** The form in which questions are asked. */
    public enum Provider {
        OPENAI,
        ANTHROPIC;

        /** {@code openai}, {@code anthropic}. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * @param url the base address, up to and with {@code /v1}
     * @param model as the provider names it
     * @param secret sent to the endpoint alone; never part of the version nor of any reason
     */
    public record Endpoint(
            Provider provider,
            URI url,
            String model,
            @Nullable String secret) {
        /** Without the secret: a record prints its parts, and this one may reach a log. */
        @Override
        public String toString() {
            return provider.word() + " " + model + " at " + url;
        }
    }

    /**
     * @param timeout how long one question may take, attempts and waits together
     * @param retries how often it is asked again where nothing was answered
     * @param tokens longest answer
     * @param temperature null leaves the model's own
     * @param samples how many answers are asked for; how many of them agree is the score then
     */
    public record Effort(
            Duration timeout,
            int retries,
            int tokens,
            @Nullable Double temperature,
            int samples) {}

    /** SHA-256 of the pack's prompt, hex. */
    public String promptDigest() {
        return Digest.sha256Hex(prompt);
    }

    /** Everything that the answers depend on, as far as it is known here. */
    String digest() {
        Json.Obj declared = Json.object(
                "provider", endpoint.provider().word(),
                "url", endpoint.url().toString(),
                "model", endpoint.model(),
                "prompt", promptDigest(),
                "frame", Framing.FRAME_DIGEST,
                "labels", Json.strings(java.util.List.copyOf(labels)),
                "tokens", effort.tokens(),
                "temperature", effort.temperature());
        // One answer is what it always was: its version stays the same.
        if (effort.samples() > 1) declared = declared.with("samples", Json.of((long) effort.samples()));
        return Digest.hex(Digest.sha256(declared.canonicalBytes()));
    }
}
