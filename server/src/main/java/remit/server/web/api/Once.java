package remit.server.web.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.access.Caller;

/** Requests that change something: each carries a key that makes repeating it safe, and is read whole before it works. */
final class Once {
    private static final int MOST_BYTES = 1 << 20;
    private static final Words API = new Words("Idempotency-Key", "take a new key");

    private final Idempotency idempotency;

    Once(DataSource source) {
        this.idempotency = new Idempotency(source);
    }

    /** A status and its JSON: what is stored under an idempotency key. */
    record Answer(int status, Json.Obj body) {
        static Answer problem(int status, List<Problem> problems) {
            return new Answer(status, ApiProblems.body(status, problems, null));
        }

        static Answer problem(int status, Problem problem) {
            return problem(status, List.of(problem));
        }
    }

    /** What the key is called where the request came in, and what to do where it was used before. */
    record Words(String key, String otherKey) {}

    /** A request with what makes it one. */
    record Keyed(Words words, String scope, String key, String text) {}

    /** Works on a body that is a JSON object. */
    ServerResponse json(ServerRequest request, Caller caller, Function<Json.Obj, Answer> work) throws IOException {
        return text(request, caller, text -> {
            Json.Obj body = object(text);
            return () -> work.apply(body);
        });
    }

    /** The same for a body that may be left out. */
    ServerResponse optional(ServerRequest request, Caller caller, Function<Json.Obj, Answer> work) throws IOException {
        return text(request, caller, text -> {
            Json.Obj body = text.isBlank() ? Json.EMPTY : object(text);
            return () -> work.apply(body);
        });
    }

    /** Works on a body of any kind. @param work reads the body, which may be refused by an exception, and says what to do */
    ServerResponse text(ServerRequest request, Caller caller, Function<String, Supplier<Answer>> work)
            throws IOException {
        String key = header(request, API.key);
        if (key.isEmpty() || key.length() > 255) {
            return ApiProblems.of(
                    400,
                    new Problem(
                            "RMT-648",
                            API.key,
                            key.isEmpty() ? "is missing" : "is longer than 255 characters",
                            "send a random key, the same one when you repeat the request"));
        }
        String scope = caller.actor() + " " + request.method() + " " + request.path();
        String query = request.uri().getRawQuery() == null ? "" : request.uri().getRawQuery() + "\n";
        String text = utf8(bytes(request));
        return keyed(new Keyed(API, scope, key, query + text), work.apply(text));
    }

    ServerResponse keyed(Keyed request, Supplier<Answer> work) {
        return switch (idempotency.begin(request.scope, request.key, request.text)) {
            case Idempotency.Ticket.Answered(int status, Json.Obj answer) -> response(new Answer(status, answer));
            case Idempotency.Ticket.Running() ->
                ApiProblems.of(
                        409,
                        new Problem(
                                "RMT-649",
                                request.words.key,
                                "the first request with this " + request.words.key + " still runs",
                                "repeat it later"));
            case Idempotency.Ticket.Mismatch() ->
                ApiProblems.of(
                        422,
                        new Problem(
                                "RMT-651", request.words.key, "was used for another request", request.words.otherKey));
            case Idempotency.Ticket.Fresh fresh -> response(work(fresh, work));
        };
    }

    private Answer work(Idempotency.Ticket.Fresh ticket, Supplier<Answer> work) {
        boolean done = false;
        try {
            Answer answer = work.get();
            done = answer.status < 400;
            if (done) idempotency.keep(ticket, answer.status, answer.body);
            return answer;
        } finally {
            if (!done) idempotency.forget(ticket);
        }
    }

    private static ServerResponse response(Answer answer) {
        return answer.status < 400
                ? ApiProblems.json(answer.status, answer.body)
                : ApiProblems.problem(answer.status, answer.body);
    }

    /** Every field that is not known: it might have meant something. */
    static List<Problem> unknown(Json.Obj body, Set<String> known) {
        return body.fields().keySet().stream()
                .filter(name -> !known.contains(name))
                .map(name -> new Problem(
                        "RMT-647",
                        name,
                        "unknown field",
                        "use " + known.stream().sorted().toList()))
                .toList();
    }

    static Json.Obj object(String text) {
        return switch (Json.read(text).orThrow()) {
            case Json.Obj object -> object;
            case Json other -> throw new ProblemException("RMT-643", "body", "is not a JSON object", "send {...}");
        };
    }

    static byte[] bytes(ServerRequest request) throws IOException {
        try (InputStream in = request.servletRequest().getInputStream()) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length <= MOST_BYTES) return bytes;
        }
        throw new ProblemException("RMT-694", "body", "is larger than 1 MiB", "send less at once");
    }

    static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException("RMT-643", "body", "is not UTF-8", "encode it as UTF-8");
        }
    }

    static String header(ServerRequest request, String name) {
        String value = request.headers().firstHeader(name);
        return value == null ? "" : value.strip();
    }
}
