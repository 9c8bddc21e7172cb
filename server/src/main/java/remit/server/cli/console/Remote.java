package remit.server.cli.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.settings.Setting;

/** A Remit server as a command sees it ({@code --server URL}); its problems (RFC 9457) end the command as local ones do. */
public final class Remote implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final HttpClient client;
    private final String server;
    private final @Nullable String key;

    private Remote(String server, @Nullable String key) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.server = server;
        this.key = key;
    }

    /** The server that the options name. */
    public static Remote open(Console console, CommonOptions.Reading options, String server) {
        if (options.common.dataDirectory != null || options.common.as != null) {
            throw misused(
                    "--server " + server,
                    "a server is asked as the person of its API key, and keeps its data itself",
                    "leave out --data-dir and --as");
        }
        String plain = server.replaceAll("/+$", "");
        if (!plain.matches("https?://[^\\s/?#@]+(/[^\\s?#]*)?") || !isAddress(plain)) {
            throw misused("--server " + server, "is not the address of a server", "write it as http://HOST:8080");
        }
        return new Remote(
                plain,
                console.settings((java.nio.file.Path) null)
                        .text(Setting.API_KEY)
                        .orElse(null));
    }

    /** What looks like one may still have a bracket that is not closed or a port that is none. */
    private static boolean isAddress(String text) {
        try {
            URI address = new URI(text);
            return address.getHost() != null && address.getPort() <= 65_535;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static Failure misused(String place, String what, String fix) {
        return new Failure(ExitStatus.USAGE, List.of(new Problem("RMT-082", place, what, fix)));
    }

    /** A name as one part of an address. */
    public static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    public Json.Obj get(String path, Map<String, String> query) {
        return object(send(request(path, query).GET()));
    }

    public Json.Obj post(String path) {
        return object(send(request(path, Map.of()).POST(HttpRequest.BodyPublishers.noBody())));
    }

    public Json.Obj post(String path, Json.Obj body) {
        var bytes = HttpRequest.BodyPublishers.ofString(body.compact(), StandardCharsets.UTF_8);
        return object(send(request(path, Map.of())
                .header("Content-Type", "application/json")
                .POST(bytes)));
    }

    /** The same where a repeated request would count twice: under a key of its own. */
    public Json.Obj postOnce(String path, Json.Obj body) {
        var bytes = HttpRequest.BodyPublishers.ofString(body.compact(), StandardCharsets.UTF_8);
        return object(send(request(path, Map.of())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(bytes)));
    }

    /** Hands on every line of the answer until {@code out} says that it wants no more. */
    public void lines(String path, Map<String, String> query, Consumer<String> out) {
        HttpResponse<InputStream> answer = send(request(path, query).GET());
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) out.accept(line);
        } catch (IOException e) {
            throw unreachable("broke off in the middle of its answer (" + said(e) + ")", "give the command again");
        }
    }

    private HttpRequest.Builder request(String path, Map<String, String> query) {
        String parameters = query.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        URI address = URI.create(server + path + (parameters.isEmpty() ? "" : "?" + parameters));
        HttpRequest.Builder request = HttpRequest.newBuilder(address).header("Accept", "application/json");
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request) {
        try {
            HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() == 200) return answer;
            throw refusal(answer.statusCode(), text(answer));
        } catch (IOException e) {
            throw unreachable(
                    "cannot be reached (" + said(e) + ")",
                    "see that remit serve runs there and that the address is right");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("was not waited for", "give the command again");
        }
    }

    private Json.Obj object(HttpResponse<InputStream> answer) {
        try {
            if (Json.read(text(answer)) instanceof Checked.Ok<Json>(Json.Obj object)) return object;
        } catch (IOException e) {
            throw unreachable("broke off in the middle of its answer (" + said(e) + ")", "give the command again");
        }
        throw stranger(answer.statusCode());
    }

    private static String text(HttpResponse<InputStream> answer) throws IOException {
        try (InputStream body = answer.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Failure refusal(int status, String body) {
        if (!(Json.read(body) instanceof Checked.Ok<Json>(Json.Obj told)) || told.text("title") == null) {
            return stranger(status);
        }
        var problems = new ArrayList<Problem>();
        String title = told.text("title", "");
        for (Json item : told.array("errors")) {
            if (item instanceof Json.Obj error) {
                problems.add(new Problem(
                        error.text("code", told.text("code", "RMT-084")),
                        error.text("pointer", server),
                        title + ": " + error.text("message", told.text("detail", "")),
                        fix(status, error.text("fix", told.text("fix", "")))));
            }
        }
        if (problems.isEmpty()) {
            String what = title + ": " + told.text("detail", "");
            problems.add(new Problem(told.text("code", "RMT-084"), server, what, fix(status, told.text("fix", ""))));
        }
        return new Failure(exitStatus(status), problems);
    }

    /** Without a key the server can only say how a program sends one; here it is known how a person gives one. */
    private String fix(int status, String told) {
        return status == 401 && key == null
                ? "set REMIT_API_KEY, or REMIT_API_KEY_FILE to a file with the key; remit access key makes one"
                : told;
    }

    private static int exitStatus(int status) {
        return switch (status) {
            case 401, 403 -> ExitStatus.NOT_AUTHORISED;
            case 404, 500 -> ExitStatus.FINDING;
            case 502, 503, 504 -> ExitStatus.UNREACHABLE;
            default -> ExitStatus.USAGE;
        };
    }

    private Failure stranger(int status) {
        return new Failure(
                ExitStatus.UNREACHABLE,
                List.of(new Problem(
                        "RMT-084",
                        server,
                        "answers with status " + status + ", but not as a Remit server does",
                        "see that the address is that of remit serve, of this version or a newer one")));
    }

    private Failure unreachable(String what, String fix) {
        return new Failure(ExitStatus.UNREACHABLE, List.of(new Problem("RMT-083", server, what, fix)));
    }

    private static String said(IOException e) {
        String message = e.getMessage();
        if (e instanceof ConnectException && message == null) return "nobody answers at this address";
        return message == null || message.isBlank()
                ? e.getClass().getSimpleName().replace("Exception", "")
                : message;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
