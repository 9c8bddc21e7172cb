package remit.server.store;

import org.jspecify.annotations.Nullable;

/**
 * Which database, and how it is used.
 *
 * @param url a PostgreSQL server of the user's own ({@code jdbc:postgresql://...} or {@code postgres://...}); null for
 *     the embedded one
 * @param user user name for {@code url}; null when the url carries it
 * @param password password for {@code url}; null when the url carries it
 * @param organisation the name that an empty database is given
 * @param connections the most connections that this process opens
 * @param archive folder in which the embedded database keeps every change beside itself, {@code off} for none; null to leave
 *     it as it is
 */
public record DatabaseOptions(
        @Nullable String url,
        @Nullable String user,
        @Nullable String password,
        String organisation,
        int connections,
        @Nullable String archive) {
    public DatabaseOptions {
        if (organisation.isBlank()) throw new IllegalArgumentException("organisation: blank");
        if (connections < 1) throw new IllegalArgumentException("connections: " + connections);
    }

    /** The same with the archive left as it is. */
    public DatabaseOptions(
            @Nullable String url,
            @Nullable String user,
            @Nullable String password,
            String organisation,
            int connections) {
        this(url, user, password, organisation, connections, null);
    }

    /** The embedded database with its defaults. */
    public static DatabaseOptions embedded() {
        return new DatabaseOptions(null, null, null, "My organisation", 12, null);
    }

    public DatabaseOptions withConnections(int count) {
        return new DatabaseOptions(url, user, password, organisation, count, archive);
    }

    /** The same, which also says where changes are kept. */
    public DatabaseOptions withArchive(@Nullable String folder) {
        return new DatabaseOptions(url, user, password, organisation, connections, folder);
    }

    @Override
    public String toString() {
        return "DatabaseOptions[" + (url == null ? "embedded" : "own server") + ", " + organisation + "]";
    }
}
