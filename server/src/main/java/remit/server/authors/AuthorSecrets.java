package remit.server.authors;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import remit.kernel.Checked;
import remit.kernel.Problem;

/**
 * The installation's access tokens for models behind an endpoint. A pack names one and never holds it, and a token goes to
 * the host that it was given for and nowhere else: whoever writes a pack also writes where its questions go.
 *
 * @param tokens {@code NAME@HOST} to token
 */
public record AuthorSecrets(Map<String, String> tokens) {
    /** An installation without secrets. */
    public static final AuthorSecrets NONE = new AuthorSecrets(Map.of());

    public AuthorSecrets {
        tokens = Map.copyOf(tokens);
    }

    /** Reads {@code model@api.example=sk-123 other@localhost=abc}, as the configuration writes it. */
    public static Checked<AuthorSecrets> read(String written) {
        var tokens = new TreeMap<String, String>();
        for (String each : written.strip().split("\\s+")) {
            if (each.isEmpty()) continue;
            int equals = each.indexOf('=');
            String name = equals < 0 ? "" : each.substring(0, equals);
            if (!name.matches("[^@/]+@([^@/:]+|\\[[0-9a-fA-F:.]+])") || equals == each.length() - 1) {
                return Checked.refused(new Problem(
                        "RMT-315",
                        "author_secrets",
                        "an entry is not NAME@HOST=TOKEN",
                        "write model@api.example=TOKEN with the host of the endpoint's url, blanks between entries"));
            }
            int at = name.indexOf('@');
            tokens.put(key(name.substring(0, at), name.substring(at + 1)), each.substring(equals + 1));
        }
        return Checked.ok(new AuthorSecrets(tokens));
    }

    /** The token called {@code name} for that host; empty when there is none, or only one for another host. */
    Optional<String> token(String name, String host) {
        return Optional.ofNullable(tokens.get(key(name, host)));
    }

    private static String key(String name, String host) {
        return name + "@" + host.toLowerCase(Locale.ROOT);
    }

    /** Names without tokens: a record prints its parts, and this one may reach a log. */
    @Override
    public String toString() {
        return "AuthorSecrets" + tokens.keySet();
    }
}
