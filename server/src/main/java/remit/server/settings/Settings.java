package remit.server.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.server.settings.SettingFile.Given;
import remit.server.store.DatabaseOptions;

/**
 * The configuration of one process: flag over environment over {@code ./remit.yaml} over
 * {@code ~/.config/remit/remit.yaml} over default. Checked as a whole when read; a value that is here is good.
 */
public final class Settings {
    private static final String MASK = "********";

    /** What is shown of a key that nobody set and that has no default. */
    public static final String UNSET = "(unset)";

    private final Map<Setting, Given> values;
    private final Map<String, Connector> connectors;
    private final Map<String, Given> connectorFields;

    Settings(Map<Setting, Given> values, Map<String, Connector> connectors, Map<String, Given> connectorFields) {
        this.values = new EnumMap<>(Setting.class);
        this.values.putAll(values);
        this.connectors = Map.copyOf(connectors);
        this.connectorFields = connectorFields;
    }

    /** One line of {@code config show --origin}: secrets are masked, a key without value has no origin. */
    public record Shown(String key, String value, String origin, String description) {}

    /** Reads and checks everything; refuses with all problems at once. */
    public static Checked<Settings> read(SettingSources sources) {
        return SettingReader.read(sources);
    }

    public Optional<String> text(Setting setting) {
        return Optional.ofNullable(values.get(setting)).map(Given::value);
    }

    /** The number of a key that has a default. */
    public int number(Setting setting) {
        return Integer.parseInt(text(setting).orElseThrow());
    }

    /** The address under which people reach the pages, without a slash at its end; empty when nobody told it. */
    public Optional<String> publicUrl() {
        return text(Setting.PUBLIC_URL).map(url -> url.replaceAll("/+$", ""));
    }

    public Path dataDirectory() {
        return Path.of(text(Setting.DATA_DIR).orElseThrow());
    }

    /** Connectors by the name that contracts use. */
    public Map<String, Connector> connectors() {
        return connectors;
    }

    public DatabaseOptions database() {
        return new DatabaseOptions(
                orNull(Setting.DB_URL),
                orNull(Setting.DB_USER),
                orNull(Setting.DB_PASSWORD),
                text(Setting.ORGANISATION).orElseThrow(),
                number(Setting.DB_CONNECTIONS),
                orNull(Setting.ARCHIVE_DIR));
    }

    private @Nullable String orNull(Setting setting) {
        return text(setting).orElse(null);
    }

    /** Every value with where it came from. */
    public List<Shown> shown() {
        List<Shown> lines = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            Given given = values.get(setting);
            String value = given == null ? UNSET : setting.isSecret() ? MASK : shown(given.value());
            lines.add(new Shown(setting.key(), value, given == null ? "" : given.place(), setting.description()));
        }
        connectorFields.forEach((key, given) -> lines.add(new Shown(
                key,
                key.endsWith(".token") ? MASK : shown(given.value()),
                given.place(),
                "Connector to a system of record")));
        return lines;
    }

    /** An address carries secrets before its @ and behind the = of its query; all else of a value is no secret. */
    static String shown(String value) {
        if (!value.matches("(?s)[A-Za-z][A-Za-z0-9+.:-]*://.*")) return value;
        int query = value.indexOf('?');
        String path = query < 0 ? value : value.substring(0, query);
        String rest = query < 0 ? "" : value.substring(query).replaceAll("=[^&#]*", "=" + MASK);
        return path.replaceFirst("://[^/]*@", "://" + MASK + "@") + rest;
    }
}
