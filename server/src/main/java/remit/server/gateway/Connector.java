package remit.server.gateway;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;

/**
 * Configuration that binds the connector a contract names to a system of record.
 *
 * @param name the connector, as {@code flow.tools.connector} of a contract names it
 * @param path the folder of a drop folder
 * @param url the address of an HTTP system of record
 * @param token sent as bearer token with every HTTP request, null for none; never printed
 */
public record Connector(
        String name,
        Kind kind,
        @Nullable Path path,
        @Nullable URI url,
        @Nullable String token) {
    /** The adapters there are. */
    public enum Kind {
        DROP_FOLDER,
        HTTP;

        /** {@code drop-folder} or {@code http}, as configuration writes it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public static Connector dropFolder(String name, Path path) {
        return new Connector(name, Kind.DROP_FOLDER, path, null, null);
    }

    public static Connector http(String name, URI url, @Nullable String token) {
        return new Connector(name, Kind.HTTP, null, url, token);
    }

    /** Reads the words of a configuration; an empty text stands for absent. */
    public static Checked<Connector> read(String name, String kind, String path, String url, String token) {
        String place = "connector " + name;
        for (Kind known : Kind.values()) {
            if (!known.word().equals(kind)) continue;
            try {
                Path folder = path.isEmpty() ? null : Path.of(path);
                URI address = url.isEmpty() ? null : new URI(url);
                return new Connector(name, known, folder, address, token.isEmpty() ? null : token).checked();
            } catch (URISyntaxException e) {
                return Checked.refused(
                        new Problem("RMT-503", place, "the url: " + e.getReason(), "write https://host/path"));
            } catch (InvalidPathException e) {
                return Checked.refused(new Problem("RMT-503", place, "the path: " + e.getReason(), "name a folder"));
            }
        }
        return Checked.refused(
                new Problem("RMT-503", place, "the kind \"" + kind + "\" does not exist", "write drop-folder or http"));
    }

    /** This connector, or everything that is wrong with it. */
    Checked<Connector> checked() {
        var problems = new ArrayList<Problem>();
        switch (kind) {
            case DROP_FOLDER -> {
                if (path == null) problems.add(problem("a drop folder has no path", "set its path"));
                if (url != null || token != null)
                    problems.add(problem("a drop folder has no url or token", "drop them"));
            }
            case HTTP -> {
                if (path != null) problems.add(problem("an http connector has no path", "drop it, set its url"));
                address(problems);
            }
        }
        return problems.isEmpty() ? Checked.ok(this) : Checked.refused(problems);
    }

    private void address(List<Problem> problems) {
        if (url == null) {
            problems.add(problem("an http connector has no url", "set its url"));
            return;
        }
        String scheme = String.valueOf(url.getScheme());
        String host = url.getHost();
        if (host == null || !(scheme.equals("http") || scheme.equals("https"))) {
            problems.add(problem("the url is not absolute http(s)", "write https://host/path"));
            return;
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            problems.add(
                    problem("the url has a user, a query or a fragment", "write https://host/path and set the token"));
        }
        if (token != null && !token.matches("[\\x21-\\x7e]+")) {
            problems.add(
                    problem("the token is empty or has a blank or a control character", "check how it was copied"));
        }
        if (token != null && scheme.equals("http") && !loopback(host)) {
            problems.add(problem("the token would travel unencrypted to " + host, "use https"));
        }
    }

    private static boolean loopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }

    private Problem problem(String what, String fix) {
        return new Problem("RMT-503", "connector " + name, what, fix);
    }

    /** Without the token. */
    @Override
    public String toString() {
        Object place = kind == Kind.HTTP ? url : path;
        return name + " -> " + kind.word() + " " + place + (token == null ? "" : " (with token)");
    }
}
