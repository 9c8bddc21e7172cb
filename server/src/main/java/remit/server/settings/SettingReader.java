package remit.server.settings;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.settings.SettingFile.Given;

/** Merges the sources, strongest first, and gathers every problem instead of stopping at the first. */
final class SettingReader {
    /** Variables that the launcher script reads; they are not configuration. */
    private static final List<String> LAUNCHER =
            List.of("REMIT_JAVA_OPTS", "REMIT_JAVA_HOME", "REMIT_AOT", "REMIT_HOME");

    private final List<Problem> problems = new ArrayList<>();
    private final SettingSources sources;

    private SettingReader(SettingSources sources) {
        this.sources = sources;
    }

    static Checked<Settings> read(SettingSources sources) {
        SettingReader reader = new SettingReader(sources);
        Settings settings = reader.merge();
        return reader.problems.isEmpty() ? Checked.ok(settings) : Checked.refused(reader.problems);
    }

    private Settings merge() {
        List<Map<String, Given>> levels = List.of(
                flags(),
                environment(),
                SettingFile.read(sources.folder().resolve("remit.yaml"), problems),
                SettingFile.read(sources.home().resolve("remit").resolve("remit.yaml"), problems));
        Map<Setting, Given> values = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            @Nullable Given given = strongest(levels, setting.key(), setting.isSecret());
            if (given != null) check(setting, given);
            else
                given = setting.otherwise()
                        .map(value -> new Given(value, "default"))
                        .orElse(null);
            if (given != null) values.put(setting, given);
        }
        if (values.containsKey(Setting.SMTP_URL) && !values.containsKey(Setting.MAIL_FROM)) {
            problems.add(new Problem(
                    "RMT-257", "smtp_url", "is set, but mail_from is not", "set mail_from to the sender's address"));
        }
        Map<String, Given> shown = new TreeMap<>();
        Map<String, Connector> connectors = connectors(levels, shown);
        return new Settings(values, connectors, shown);
    }

    private Map<String, Given> flags() {
        Map<String, Given> given = new LinkedHashMap<>();
        sources.flags()
                .forEach((setting, value) -> given.put(setting.key(), new Given(value, "flag " + setting.flag())));
        return given;
    }

    private Map<String, Given> environment() {
        Map<String, Given> given = new LinkedHashMap<>();
        for (String variable : new TreeSet<>(sources.environment().keySet())) {
            if (!variable.startsWith(Setting.PREFIX) || LAUNCHER.contains(variable)) continue;
            String key = variable.substring(Setting.PREFIX.length()).toLowerCase(Locale.ROOT);
            String value = String.valueOf(sources.environment().get(variable));
            if (Setting.keys().contains(key) && !key.equals(Setting.CONNECTORS)) {
                given.put(key, new Given(value, "environment " + variable));
            } else if (!connectorVariable(variable, key, value, given)) {
                List<String> known = Setting.keys().stream()
                        .filter(name -> !name.equals(Setting.CONNECTORS))
                        .map(name -> Setting.PREFIX + name.toUpperCase(Locale.ROOT))
                        .toList();
                problems.add(new Problem(
                        "RMT-251", "environment", "unknown variable " + variable, DidYouMean.among(known, variable)));
            }
        }
        return given;
    }

    /** {@code REMIT_CONNECTORS_LEDGER_TOKEN_FILE} is {@code connectors.ledger.token_file}. */
    private static boolean connectorVariable(String variable, String key, String value, Map<String, Given> given) {
        String prefix = Setting.CONNECTORS + "_";
        if (!key.startsWith(prefix)) return false;
        for (String field : Connector.FIELDS) {
            int end = key.length() - field.length() - 1;
            if (key.endsWith("_" + field) && end > prefix.length()) {
                String name = key.substring(prefix.length(), end);
                given.put(Setting.CONNECTORS + "." + name + "." + field, new Given(value, "environment " + variable));
                return true;
            }
        }
        return false;
    }

    private @Nullable Given strongest(List<Map<String, Given>> levels, String key, boolean secret) {
        for (Map<String, Given> level : levels) {
            @Nullable Given plain = level.get(key);
            @Nullable Given file = secret ? level.get(key + Setting.FILE_SUFFIX) : null;
            if (plain != null && file != null) {
                problems.add(new Problem(
                        "RMT-253", file.place(), key + " is given both itself and by a file", "keep one of the two"));
            }
            if (plain != null) return plain;
            if (file != null) return content(file);
        }
        return null;
    }

    /** The secret that the file holds; null where it holds none, which is then a problem. */
    private @Nullable Given content(Given file) {
        String place = file.place() + " (" + file.value() + ")";
        try {
            String text =
                    Files.readString(sources.folder().resolve(file.value())).strip();
            if (!text.isEmpty()) return new Given(text, place);
            problems.add(new Problem("RMT-254", place, "the secret's file is empty", "write the secret into it"));
        } catch (IOException | InvalidPathException e) {
            problems.add(new Problem(
                    "RMT-254",
                    place,
                    "the secret's file cannot be read ("
                            + e.getClass().getSimpleName().replace("Exception", "") + ")",
                    "name a file that this user may read"));
        }
        return null;
    }

    private void check(Setting setting, Given given) {
        @Nullable String fault = setting.fault(given.value());
        if (fault == null) return;
        String shown = setting.isSecret() ? "the value" : "\"" + Settings.shown(given.value()) + "\"";
        problems.add(new Problem("RMT-252", given.place(), shown + " does not fit " + setting.key(), fault));
    }

    private Map<String, Connector> connectors(List<Map<String, Given>> levels, Map<String, Given> shown) {
        TreeSet<String> names = new TreeSet<>();
        for (Map<String, Given> level : levels) {
            for (String key : level.keySet()) {
                if (key.startsWith(Setting.CONNECTORS + "."))
                    names.add(key.substring(Setting.CONNECTORS.length() + 1, key.lastIndexOf('.')));
            }
        }
        Map<String, Connector> connectors = new TreeMap<>();
        for (String name : names) {
            Map<String, Given> fields = new LinkedHashMap<>();
            for (String field : List.of("kind", "path", "url", "token")) {
                String key = Setting.CONNECTORS + "." + name + "." + field;
                @Nullable Given given = strongest(levels, key, field.equals("token"));
                if (given == null) continue;
                fields.put(field, given);
                shown.put(key, given);
            }
            @Nullable Connector connector = connector(name, fields);
            if (connector != null) connectors.put(name, connector);
        }
        return connectors;
    }

    private @Nullable Connector connector(String name, Map<String, Given> fields) {
        String place = Setting.CONNECTORS + "." + name;
        String kind = value(fields, "kind", "");
        return switch (kind) {
            case "drop" ->
                fields.containsKey("path")
                        ? new Connector(
                                name,
                                Connector.Kind.DROP,
                                sources.folder().resolve(value(fields, "path", "")),
                                null,
                                null)
                        : incomplete(place, "a drop folder needs a path", "write path: FOLDER");
            case "http" -> http(name, place, fields);
            default -> incomplete(place, "kind \"" + kind + "\" is unknown", "write kind: drop or kind: http");
        };
    }

    private @Nullable Connector http(String name, String place, Map<String, Given> fields) {
        String url = value(fields, "url", "");
        if (!url.matches("https?://[^\\s/]+\\S*"))
            return incomplete(place, "an HTTP connector needs an address", "write url: https://...");
        // Logs and pages show addresses, so no secret may be in one.
        if (url.matches("[^/]*//([^/]*@.*|[^?#]*[?#].*)"))
            return incomplete(
                    place,
                    "the url holds a user, a query or a fragment",
                    "write https://HOST/PATH and the token apart");
        return new Connector(name, Connector.Kind.HTTP, null, URI.create(url), token(fields));
    }

    private @Nullable Connector incomplete(String place, String what, String fix) {
        problems.add(new Problem("RMT-259", place, what, fix));
        return null;
    }

    private static @Nullable String token(Map<String, Given> fields) {
        @Nullable Given given = fields.get("token");
        return given == null ? null : given.value();
    }

    private static String value(Map<String, Given> fields, String name, String otherwise) {
        @Nullable Given given = fields.get(name);
        return given == null ? otherwise : given.value();
    }
}
