package remit.server.authors;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import remit.kernel.Checked;
import remit.kernel.Problem;

/**
 * The installation's access tokens for models behind an endpoint. A pack names one and never holds it.
 *
 * @param tokens name to token
 */
public record AuthorSecrets(Map<String, String> tokens) {
    /** An installation without secrets. */
    public static final AuthorSecrets NONE = new AuthorSecrets(Map.of());

    public AuthorSecrets {
        tokens = Map.copyOf(tokens);
    }

    /** Reads {@code model=sk-123 other=abc}, as the configuration writes it. */
    public static Checked<AuthorSecrets> read(String written) {
        var tokens = new TreeMap<String, String>();
        for (String each : written.strip().split("\\s+")) {
            if (each.isEmpty()) continue;
            int equals = each.indexOf('=');
            if (equals <= 0 || equals == each.length() - 1) {
                return Checked.refused(new Problem(
                        "RMT-315",
                        "author_secrets",
                        "an entry is not NAME=TOKEN",
                        "write model=TOKEN, blanks between"));
            }
            tokens.put(each.substring(0, equals), each.substring(equals + 1));
        }
        return Checked.ok(new AuthorSecrets(tokens));
    }

    Optional<String> token(String name) {
        return Optional.ofNullable(tokens.get(name));
    }

    /** Names without tokens: a record prints its parts, and this one may reach a log. */
    @Override
    public String toString() {
        return "AuthorSecrets" + tokens.keySet();
    }
}
