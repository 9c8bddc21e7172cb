package remit.server.authors;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;

/** Reads {@code author.settings} of an author that is not trained; what nothing asked for is a problem. */
final class SettingFields {
    /** Above every confidence: nothing is confident until the pack says from where. */
    private static final double NEVER = 2;

    private static final String NOWHERE = "invalid";

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final Json.Obj settings;
    private final Set<String> asked = new TreeSet<>();
    private final List<Problem> problems = new ArrayList<>();

    private SettingFields(Json.Obj settings) {
        this.settings = settings;
    }

    /** @param secrets the installation's access token by its name and the host that it would be sent to */
    static Checked<HttpAuthor.Endpoint> endpoint(
            Json.Obj settings, BiFunction<String, String, Optional<String>> secrets) {
        var fields = new SettingFields(settings);
        URI url = fields.url();
        String secret = fields.secret(url, secrets);
        var endpoint = new HttpAuthor.Endpoint(
                url,
                fields.timeout(),
                new HttpAuthor.Identity(fields.text("name", "endpoint"), fields.text("version", "undeclared")),
                secret,
                new HttpAuthor.Limits(fields.threshold(), Set.copyOf(fields.texts("labels"))));
        return fields.done(endpoint);
    }

    static Checked<Recording.Settings> recording(Json.Obj settings) {
        var fields = new SettingFields(settings);
        String file = fields.text("file", "");
        if (file.isEmpty())
            fields.problem("RMT-310", "file", "no file is named", "name a .jsonl or .csv file of the pack");
        return fields.done(new Recording.Settings(
                file, fields.texts("key"), fields.text("name", "recording"), fields.threshold()));
    }

    private <T> Checked<T> done(T value) {
        for (String name : settings.fields().keySet()) {
            if (!asked.contains(name)) {
                problem(
                        "RMT-300",
                        name,
                        "this author has no setting \"" + name + "\"",
                        "use " + String.join(", ", asked));
            }
        }
        return problems.isEmpty() ? Checked.ok(value) : Checked.refused(problems);
    }

    private void problem(String code, String name, String what, String fix) {
        problems.add(new Problem(code, "author.settings." + name, what, fix));
    }

    private @Nullable Json get(String name) {
        asked.add(name);
        return settings.get(name);
    }

    private String text(String name, String otherwise) {
        return switch (get(name)) {
            case null -> otherwise;
            case Json.Str(String text) when !text.isBlank() -> text.strip();
            case Json _ -> {
                problem("RMT-310", name, "not a text", "write a text");
                yield otherwise;
            }
        };
    }

    private List<String> texts(String name) {
        Json value = get(name);
        if (value == null) return List.of();
        if (value instanceof Json.Arr(List<Json> items) && items.stream().allMatch(i -> i instanceof Json.Str)) {
            var texts = new LinkedHashSet<String>();
            for (Json item : items) texts.add(((Json.Str) item).text());
            return List.copyOf(texts);
        }
        problem("RMT-301", name, "not a list of names", "write [name, ...]");
        return List.of();
    }

    private double threshold() {
        return switch (get("threshold")) {
            case null -> NEVER;
            case Json.Num(double number) when number > 0 && number <= 1 -> number;
            case Json _ -> {
                problem("RMT-310", "threshold", "not a confidence", "write a number above 0 and at most 1");
                yield NEVER;
            }
        };
    }

    private Duration timeout() {
        String text = text("timeout", "PT10S");
        try {
            Duration wait = Duration.parse(text);
            if (wait.isPositive() && wait.compareTo(LONGEST_WAIT) <= 0) return wait;
        } catch (DateTimeParseException e) {
            problem("RMT-310", "timeout", "\"" + text + "\" is not a duration", "write PT10S");
            return LONGEST_WAIT;
        }
        problem("RMT-310", "timeout", "\"" + text + "\" is not between nothing and five minutes", "write PT10S");
        return LONGEST_WAIT;
    }

    private URI url() {
        String text = text("url", "");
        String fix = "write https://host/path; an access token goes under secret";
        try {
            var url = new URI(text);
            boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            if (web && url.getHost() != null && url.getUserInfo() == null && url.getFragment() == null) return url;
        } catch (URISyntaxException e) {
            problem("RMT-308", "url", "not an address: " + e.getReason(), fix);
            return URI.create("http://" + NOWHERE);
        }
        problem("RMT-308", "url", "not the address of an endpoint, or one with a name or password in it", fix);
        return URI.create("http://" + NOWHERE);
    }

    private @Nullable String secret(URI url, BiFunction<String, String, Optional<String>> secrets) {
        String name = text("secret", "");
        if (name.isEmpty()) return null;
        String host = url.getHost();
        // A url that is no endpoint is a problem already.
        if (host.equals(NOWHERE)) return null;
        if ("http".equals(url.getScheme()) && !loopback(host)) {
            problem("RMT-308", "url", "the secret would travel unencrypted to " + host, "write https://host/path");
            return null;
        }
        String secret = secrets.apply(name, host).orElse("");
        if (secret.isBlank()) {
            problem(
                    "RMT-309",
                    "secret",
                    "the installation has no secret \"" + name + "\" for " + host,
                    "add " + name + "@" + host + "=TOKEN to author_secrets in the configuration");
            return null;
        }
        if (!secret.strip().chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            problem("RMT-309", "secret", "the secret \"" + name + "\" holds blanks or control characters", "mend it");
            return null;
        }
        return secret.strip();
    }

    private static boolean loopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }
}
