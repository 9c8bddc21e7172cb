package remit.server.web;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the server listens.
 *
 * @param host the address to bind, {@code 127.0.0.1} unless the configuration says otherwise
 * @param ports the two ports
 * @param environment a word shown in the header ("local", "live") and put into API keys
 * @param banner a sentence shown on every page ("Synthetic data ..."), or null
 * @param hookSecrets by process id: secrets ({@code whsec_} and base64) that sign its webhook intake; several while
 *     one is being replaced
 */
public record WebSettings(
        String host,
        Ports ports,
        String environment,
        @Nullable String banner,
        Map<String, List<String>> hookSecrets) {
    /**
     * @param http port of console and API; 0 picks a free one
     * @param management loopback port of health and metrics; the same as {@code http}, or 0, serves them there
     */
    public record Ports(int http, int management) {}

    public WebSettings {
        hookSecrets = Map.copyOf(hookSecrets);
    }
}
