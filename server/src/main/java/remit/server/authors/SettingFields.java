package remit.server.authors;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.authors.language.Chat;
import remit.server.authors.language.Prices;

/** Reads {@code author.settings} of an author that is not trained; what nothing asked for is a problem. */
final class SettingFields {
    /** Above every confidence: nothing is confident until the pack says from where. */
    static final double NEVER = 2;

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

    /** @param read the text of a file of the pack */
    static Checked<Chat> chat(
            Json.Obj settings,
            BiFunction<String, String, Optional<String>> secrets,
            Function<String, Checked<String>> read) {
        var fields = new SettingFields(settings);
        URI url = fields.url();
        String secret = fields.secret(url, secrets);
        var endpoint = new Chat.Endpoint(fields.provider(), url, fields.needed("model", "claude-x or gpt-x"), secret);
        Set<String> labels = Set.copyOf(fields.texts("labels"));
        if (labels.isEmpty()) {
            fields.problem("RMT-310", "labels", "no decision may be proposed", "list every decision: [...]");
            labels = Set.of(NOWHERE);
        }
        var effort = new Chat.Effort(
                fields.timeout(),
                (int) fields.number("retries", 2, 0, 5),
                (int) fields.number("max_tokens", 500, 50, 8_000),
                fields.get("temperature") == null ? null : fields.number("temperature", 0, 0, 2),
                (int) fields.number("samples", 1, 1, 9));
        return fields.done(new Chat(endpoint, fields.prompt(read), labels, effort, fields.prices()));
    }

    private Chat.Provider provider() {
        String word = text("provider", Chat.Provider.OPENAI.word());
        for (Chat.Provider provider : Chat.Provider.values())
            if (provider.word().equals(word)) return provider;
        problem("RMT-310", "provider", "there is no form of asking called \"" + word + "\"", "use openai, anthropic");
        return Chat.Provider.OPENAI;
    }

    private String needed(String name, String example) {
        String text = text(name, "");
        if (text.isEmpty()) problem("RMT-310", name, "left out", "write for instance " + example);
        return text.isEmpty() ? NOWHERE : text;
    }

    private String prompt(Function<String, Checked<String>> read) {
        return switch (read.apply(needed("prompt", "prompt.md, a file of the pack"))) {
            case Checked.Ok<String>(String text) when !text.isBlank() -> text;
            case Checked.Ok<String> _ -> {
                problem("RMT-310", "prompt", "the file is empty", "say in it what the decisions mean");
                yield NOWHERE;
            }
            case Checked.Refused<String>(List<Problem> refused) -> {
                problems.addAll(refused);
                yield NOWHERE;
            }
        };
    }

    private double number(String name, double otherwise, double least, double most) {
        return switch (get(name)) {
            case null -> otherwise;
            case Json.Num(double number) when number >= least && number <= most -> number;
            case Json _ -> {
                problem("RMT-310", name, "not within its limits", "write a number from " + least + " to " + most);
                yield otherwise;
            }
        };
    }

    private @Nullable Prices prices() {
        Json value = get("prices");
        if (value == null) return null;
        if (value instanceof Json.Obj given) {
            var amounts = new HashMap<String, BigDecimal>();
            for (String name : List.of("input", "output", "cache_read", "cache_write")) {
                String amount = given.text(name, given.text("input", ""));
                if (amount.matches("\\d{1,9}(\\.\\d{1,9})?")) amounts.put(name, new BigDecimal(amount));
            }
            boolean known = given.fields().keySet().stream()
                    .allMatch(Set.of("version", "currency", "input", "output", "cache_read", "cache_write")::contains);
            boolean whole = amounts.size() == 4 && given.text("output") != null && given.text("version") != null;
            if (known && whole && given.text("currency", "").matches("[A-Z]{3}")) {
                return new Prices(
                        given.text("version", ""),
                        given.text("currency", ""),
                        amounts.getOrDefault("input", BigDecimal.ZERO),
                        amounts.getOrDefault("output", BigDecimal.ZERO),
                        amounts.getOrDefault("cache_read", BigDecimal.ZERO),
                        amounts.getOrDefault("cache_write", BigDecimal.ZERO));
            }
        }
        problem(
                "RMT-310",
                "prices",
                "not prices of a million tokens",
                "write {version: \"2026-11\", currency: USD, input: \"2.50\", output: \"10\"}; cache_read and cache_write"
                        + " where they differ from input");
        return null;
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
