package remit.server.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * To which system of record a connector name of the contracts leads.
 *
 * @param name the name that contracts use
 * @param kind drop folder or HTTP
 * @param path folder of a drop
 * @param url address of an HTTP system
 * @param token bearer token sent to it
 */
public record Connector(
        String name,
        Kind kind,
        @Nullable Path path,
        @Nullable URI url,
        @Nullable String token) {
    /** The adapters that ship. */
    public enum Kind {
        DROP,
        HTTP
    }

    static final List<String> FIELDS = List.of("kind", "path", "url", "token", "token" + Setting.FILE_SUFFIX);

    public Connector {
        if (kind == Kind.DROP && path == null) throw new IllegalArgumentException("path: a drop folder needs one");
        if (kind == Kind.HTTP && url == null) throw new IllegalArgumentException("url: an HTTP connector needs one");
    }

    /** The token, where the system asks for one. */
    public Optional<String> bearer() {
        return Optional.ofNullable(token);
    }

    @Override
    public String toString() {
        return "Connector[" + name + ", " + kind + ", " + (kind == Kind.DROP ? path : url) + "]";
    }
}
