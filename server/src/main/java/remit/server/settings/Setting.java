package remit.server.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every key of the configuration, declared here and nowhere else. {@code data_dir} is written so in {@code remit.yaml},
 * {@code REMIT_DATA_DIR} in the environment and {@code --data-dir} on the command line.
 */
public enum Setting {
    DATA_DIR(Kind.PATH, ".remit", "Folder with the database and everything else that is kept"),
    DB_URL(
            Kind.SECRET,
            null,
            "PostgreSQL server of your own, e.g. jdbc:postgresql://host:5432/remit; absent = embedded"),
    DB_USER(Kind.TEXT, null, "User name for db_url"),
    DB_PASSWORD(Kind.SECRET, null, "Password for db_url"),
    DB_CONNECTIONS(Kind.COUNT, "12", "Most database connections that one process opens"),
    ARCHIVE_DIR(
            Kind.PATH,
            null,
            "Folder, best on another disk, in which the embedded database keeps every change for remit restore; off = no"
                    + " longer; absent = as it was"),
    ORGANISATION(Kind.TEXT, "My organisation", "Name of the organisation; taken when the database is made"),
    HTTP_PORT(Kind.PORT, "8080", "Port of the pages and the API; 0 = any free one"),
    HTTP_BIND(Kind.TEXT, "127.0.0.1", "Address on which pages and API listen"),
    MANAGEMENT_PORT(Kind.PORT, "8081", "Port of health and metrics on this machine; 0 = with the pages"),
    PUBLIC_URL(Kind.HTTP_URL, null, "Address under which people reach the pages, for sign-in links and notices"),
    SMTP_URL(Kind.SECRET, null, "Mail server for notices, e.g. smtp://user:password@host:587"),
    MAIL_FROM(Kind.TEXT, null, "Sender of notices by mail"),
    WEBHOOK_URL(Kind.HTTP_URL, null, "Where notices are posted as JSON"),
    WEBHOOK_SECRET(Kind.SECRET, null, "Key of the HMAC-SHA-256 signature on posted notices"),
    PAGERDUTY_ROUTING_KEY(
            Kind.SECRET,
            null,
            "Integration key of a service that takes the PagerDuty Events API v2; a contact of a contract that is the word"
                    + " pagerduty is paged by it"),
    PAGERDUTY_URL(
            Kind.HTTP_URL,
            "https://events.pagerduty.com/v2/enqueue",
            "Where such events are posted; its region's or another service's address"),
    API_KEY(Kind.SECRET, null, "API key that commands with --server send"),
    HOOK_SECRETS(
            Kind.SECRET,
            null,
            "Secrets of signed webhook intake: PROCESS=whsec_BASE64 (24 to 64 bytes), several separated by spaces; two of"
                    + " one process while one is being replaced"),
    AUTHOR_SECRETS(
            Kind.SECRET,
            null,
            "Access tokens that packs with an http author name under settings.secret, each with the only host that it is"
                    + " sent to: NAME@HOST=TOKEN, several separated by spaces"),
    EVIDENCE_KEY_FILE(
            Kind.PATH,
            null,
            "File with the Ed25519 key (PKCS #8) that signs the evidence; absent = evidence.key in data_dir, made when it"
                    + " is first needed. Several nodes on one database need the same key"),
    OTLP_ENDPOINT(
            Kind.HTTP_URL,
            null,
            "OpenTelemetry receiver (OTLP over HTTP) for spans of decisions, authors and tools, e.g. http://127.0.0.1:4318;"
                    + " absent = none"),
    LOG_LEVEL(Kind.LEVEL, "warn", "How much is logged: error, warn, info, debug or trace");

    /** What a value must look like. */
    enum Kind {
        TEXT,
        PATH,
        COUNT,
        PORT,
        HTTP_URL,
        LEVEL,
        SECRET
    }

    static final String PREFIX = "REMIT_";
    static final String FILE_SUFFIX = "_file";
    static final String CONNECTORS = "connectors";
    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

    private final Kind kind;
    private final @Nullable String otherwise;
    private final String description;

    Setting(Kind kind, @Nullable String otherwise, String description) {
        this.kind = kind;
        this.otherwise = otherwise;
        this.description = description;
    }

    /** The name in {@code remit.yaml}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name in the environment. */
    public String variable() {
        return PREFIX + name();
    }

    /** The name on the command line, for the commands that offer it. */
    public String flag() {
        return "--" + key().replace('_', '-');
    }

    /** The value when nobody says otherwise. */
    public Optional<String> otherwise() {
        return Optional.ofNullable(otherwise);
    }

    public String description() {
        return description;
    }

    /** True where the value is masked whenever it is shown, and may stand in a file named by {@code KEY_file}. */
    public boolean isSecret() {
        return kind == Kind.SECRET;
    }

    static Optional<Setting> of(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key().equals(key))
                .findFirst();
    }

    /** Every key that a file may have, the {@code _file} forms of secrets included. */
    static List<String> keys() {
        Stream<String> plain = Arrays.stream(values()).map(Setting::key);
        Stream<String> files =
                Arrays.stream(values()).filter(Setting::isSecret).map(setting -> setting.key() + FILE_SUFFIX);
        return Stream.concat(Stream.concat(plain, files), Stream.of(CONNECTORS)).toList();
    }

    /** What is wrong with a value, or null when it is good: a phrase that goes on "write ...". */
    @Nullable
    String fault(String value) {
        return switch (kind) {
            case TEXT, PATH, SECRET -> value.isBlank() ? "write a value or leave the key out" : null;
            case COUNT -> isBetween(value, 1, 1000) ? null : "write a whole number from 1 to 1000";
            case PORT -> isBetween(value, 0, 65_535) ? null : "write a port from 0 to 65535";
            case HTTP_URL ->
                value.matches("https?://[^\\s/]+.*") ? null : "write an address that begins with http:// or https://";
            case LEVEL -> LEVELS.contains(value) ? null : "write one of " + String.join(", ", LEVELS);
        };
    }

    private static boolean isBetween(String value, int low, int high) {
        if (!value.matches("\\d{1,6}")) return false;
        int number = Integer.parseInt(value);
        return low <= number && number <= high;
    }
}
