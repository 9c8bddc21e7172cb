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
 */
public record DatabaseOptions(
        @Nullable String url,
        @Nullable String user,
        @Nullable String password,
        String organisation,
        int connections) {
    public DatabaseOptions {
        if (organisation.isBlank()) throw new IllegalArgumentException("organisation: blank");
        if (connections < 1) throw new IllegalArgumentException("connections: " + connections);
    }

    /** The embedded database with its defaults. */
    public static DatabaseOptions embedded() {
        return new DatabaseOptions(null, null, null, "My organisation", 12);
    }

    public DatabaseOptions withConnections(int count) {
        return new DatabaseOptions(url, user, password, organisation, count);
    }

    @Override
    public String toString() {
        return "DatabaseOptions[" + (url == null ? "embedded" : "own server") + ", " + organisation + "]";
    }
}
