package remit.server.authors;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.ports.Author;

/**
 * Any model behind an endpoint: the question is posted as JSON ({@code author-question.json}), the answer must meet
 * {@code author-answer.json}. Redirects are not followed, an answer is bounded in size and time, and nothing that the
 * endpoint does is thrown: what is not a good answer becomes a checkpoint.
 */
final class HttpAuthor implements Author {
    static final String KIND = "http";

    /** An answer longer than this is not read. */
    static final long LONGEST_ANSWER = 64 * 1024;

    /**
     * @param timeout how long one question may take, whatever its deadline
     * @param secret sent as a bearer token, or null; never part of the version nor of any reason
     */
    record Endpoint(
            URI url,
            Duration timeout,
            Identity identity,
            @Nullable String secret,
            Limits limits) {}

    /** What people call the model, and its version as its owner declares it. */
    record Identity(String name, String version) {}

    /**
     * @param threshold confidence from which a proposal is confident; above 1 nothing is
     * @param labels the only decisions that are accepted; empty accepts every decision
     */
    record Limits(double threshold, Set<String> labels) {}

    private final Endpoint endpoint;
    private final InstantSource clock;
    private final HttpClient client;
    private final Answers answers;
    private final AuthorVersion version;

    HttpAuthor(Endpoint endpoint, InstantSource clock) {
        this.endpoint = endpoint;
        this.clock = clock;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(endpoint.timeout())
                .build();
        this.answers =
                new Answers(endpoint.limits().threshold(), endpoint.limits().labels(), endpoint.secret());
        Json.Obj declared = Json.object(
                "url", endpoint.url().toString(),
                "name", endpoint.identity().name(),
                "version", endpoint.identity().version(),
                "threshold", endpoint.limits().threshold(),
                "labels", Json.strings(new java.util.TreeSet<>(endpoint.limits().labels())));
        this.version = new AuthorVersion(
                KIND, endpoint.identity().name(), Digest.hex(Digest.sha256(declared.canonicalBytes())));
    }

    @Override
    public AuthorVersion version() {
        return version;
    }

    @Override
    public Answer propose(Question question, Instant deadline) {
        Instant now = clock.instant();
        if (!deadline.isAfter(now)) return new Answer.Unknown("the deadline had passed before the model was asked");
        Duration left = Duration.between(now, deadline);
        Duration wait = left.compareTo(endpoint.timeout()) < 0 ? left : endpoint.timeout();
        HttpRequest request;
        try {
            request = request(question, now.plus(wait));
        } catch (IllegalArgumentException e) {
            return new Answer.Failed("an input has no form in JSON: it holds a broken character");
        }
        CompletableFuture<HttpResponse<byte[]>> running =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
        try {
            return read(running.get(wait.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            running.cancel(true);
            return new Answer.Unknown("the model gave no answer in time");
        } catch (InterruptedException e) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            return new Answer.Unknown("interrupted while the model was asked");
        } catch (ExecutionException e) {
            return new Answer.Failed(said(e.getCause()));
        }
    }

    private HttpRequest request(Question question, Instant until) {
        var inputs = new TreeMap<String, Json>();
        question.inputs().forEach((name, value) -> inputs.put(name, value.toJson()));
        Json.Obj body = Json.object(
                "schema", "remit/author-question/v1",
                "process", question.process(),
                "case", question.caseId(),
                "inputs", new Json.Obj(inputs),
                "deadline", until.toString());
        HttpRequest.Builder builder = HttpRequest.newBuilder(endpoint.url())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.compact(), StandardCharsets.UTF_8));
        if (endpoint.secret() != null) builder.header("Authorization", "Bearer " + endpoint.secret());
        return builder.build();
    }

    private Answer read(HttpResponse<byte[]> response) {
        if (response.statusCode() != 200)
            return new Answer.Failed("the model answered with status " + response.statusCode());
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(response.body()))
                    .toString();
        } catch (CharacterCodingException e) {
            return new Answer.Failed("the answer is not UTF-8");
        }
        return answers.read(text);
    }

    /** The kind of what went wrong; messages of the network may hold addresses and are left out. */
    private static String said(@Nullable Throwable cause) {
        return switch (cause) {
            case java.net.ConnectException e -> "the model could not be reached";
            case java.net.http.HttpTimeoutException e -> "the model could not be reached in time";
            case IOException e
            when String.valueOf(e.getMessage()).contains("body exceeds") ->
                "the answer is longer than " + LONGEST_ANSWER + " bytes";
            case IOException e -> "the connection to the model broke";
            case null, default -> "the model could not be asked";
        };
    }
}
