package remit.server.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;
import remit.kernel.Checked;
import remit.kernel.Problem;

/** Reads REMIT_DB_URL in both forms that people have at hand: JDBC's and the {@code postgres://} of libpq. */
final class DatabaseUrl {
    private DatabaseUrl() {}

    static Checked<PGSimpleDataSource> read(String url, @Nullable String user, @Nullable String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        if (url.startsWith("jdbc:postgresql:")) {
            @Nullable Properties parsed = Driver.parseURL(url, new Properties());
            if (parsed == null) return Checked.refused(malformed(url));
            source.setUrl(url);
        } else if (url.startsWith("postgres://") || url.startsWith("postgresql://")) {
            try {
                libpq(URI.create(url).parseServerAuthority(), source);
            } catch (URISyntaxException | IllegalArgumentException e) {
                return Checked.refused(malformed(url));
            }
        } else {
            return Checked.refused(malformed(url));
        }
        if (user != null) source.setUser(user);
        if (password != null) source.setPassword(password);
        return Checked.ok(source);
    }

    private static void libpq(URI uri, PGSimpleDataSource source) {
        int port = uri.getPort() < 0 ? 5432 : uri.getPort();
        @Nullable String query = uri.getRawQuery();
        source.setUrl("jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getRawPath()
                + (query == null ? "" : "?" + query));
        @Nullable String login = uri.getRawUserInfo();
        if (login == null) return;
        int colon = login.indexOf(':');
        source.setUser(decode(colon < 0 ? login : login.substring(0, colon)));
        if (colon >= 0) source.setPassword(decode(login.substring(colon + 1)));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The URL without what may be a secret in it. */
    static String masked(String url) {
        return url.replaceAll("(?i)(password=)[^&]*", "$1***").replaceAll("//([^/@:]*):[^/@]*@", "//$1:***@");
    }

    private static Problem malformed(String url) {
        return new Problem(
                "RMT-222",
                "REMIT_DB_URL",
                "\"" + masked(url) + "\" is not the address of a PostgreSQL database",
                "write jdbc:postgresql://HOST:5432/NAME or postgres://USER:PASSWORD@HOST:5432/NAME");
    }
}
