package remit.server.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import remit.server.access.Access;

/**
 * A start of the web server with nothing behind it, for the launcher's ahead-of-time cache: it visits the classes that a
 * start and the first page need, and leaves nothing behind. What a page cannot get it says so; that too is a page.
 */
public final class Rehearsal {
    private static final List<String> PAGES = List.of("/sign-in", "/", "/health/ready", "/metrics", "/api/openapi.json");

    private Rehearsal() {}

    /** @param nobody a data source whose connections fail at once */
    public static void run(DataSource nobody) {
        try {
            Path folder = Files.createTempDirectory("remit-rehearsal");
            try {
                visit(folder, nobody);
            } finally {
                try (var files = Files.list(folder)) {
                    for (Path file : files.toList()) Files.delete(file);
                }
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void visit(Path folder, DataSource nobody) throws IOException, InterruptedException {
        Access access =
                Access.open(folder, InstantSource.system(), "rehearsal").orThrow();
        var parts = new WebParts(
                nobody,
                access,
                new WebSettings("127.0.0.1", new WebSettings.Ports(0, 0), "local", null, Map.of()),
                new WebParts.Catalog(List::of, version -> Optional.empty(), process -> List.of()),
                new WebParts.Services(
                        command -> new ReviewAnswer.Overtaken(),
                        command -> new IntakeAnswer.Refused(List.of()),
                        key -> Optional.empty(),
                        id -> Optional.empty(),
                        (process, out) -> {}));
        try (WebServer server = WebServer.start(parts).orThrow();
                HttpClient client =
                        HttpClient.newBuilder().cookieHandler(new CookieManager()).build()) {
            for (String page : PAGES) get(client, server.url() + page);
            get(client, server.signInUrl(access.newLink(access.people().getFirst())));
        }
    }

    private static void get(HttpClient client, String address) throws IOException, InterruptedException {
        client.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.discarding());
    }
}
