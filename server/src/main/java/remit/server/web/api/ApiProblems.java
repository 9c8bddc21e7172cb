package remit.server.web.api;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerResponse;
import remit.kernel.Json;
import remit.kernel.Problem;

/** Problems as RFC 9457 says: {@code type, title, status, detail} and ours, {@code code, fix, errors, trace_id}. */
public final class ApiProblems {
    private static final MediaType TYPE = MediaType.APPLICATION_PROBLEM_JSON;

    /** Seconds; whoever is told "not now" is told when. */
    private static final String COME_BACK = "5";

    private ApiProblems() {}

    public static ServerResponse of(int status, Problem problem) {
        return of(status, List.of(problem), null);
    }

    public static ServerResponse of(int status, List<Problem> problems, @Nullable String trace) {
        return problem(status, body(status, problems, trace));
    }

    /** What is not kept is not accepted: for as long as the database is silent, gone or full. */
    public static Problem silent() {
        return new Problem(
                "RMT-465",
                "",
                "the database does not answer or has no room; only what was acknowledged is certainly kept",
                "send it again, with the same key, in a few seconds");
    }

    /** The answer with the same. */
    public static ServerResponse unavailable() {
        return of(503, silent());
    }

    /** The beginning of an answer; where it is one for later, with when to come back. */
    public static ServerResponse.BodyBuilder status(int status) {
        ServerResponse.BodyBuilder answer = ServerResponse.status(status);
        return status == 503 ? answer.header("Retry-After", COME_BACK) : answer;
    }

    public static Json.Obj body(int status, List<Problem> problems, @Nullable String trace) {
        Problem first = problems.getFirst();
        Json.Obj body = Json.object(
                "type", "/problems/" + first.code(),
                "title", title(status, first.code()),
                "status", status,
                "detail", first.what(),
                "code", first.code(),
                "fix", first.fix(),
                "errors",
                        Json.array(problems.stream()
                                .map(p -> Json.object(
                                        "pointer", p.place(), "message", p.what(), "code", p.code(), "fix", p.fix()))
                                .toList()));
        return trace == null ? body : body.with("trace_id", Json.of(trace));
    }

    private static String title(int status, String code) {
        // A hook proves itself by its signature; telling its sender of API keys would send them the wrong way.
        if (code.equals("RMT-650")) return "The signature is not right";
        return switch (status) {
            case 400 -> "The request was not understood";
            case 401 -> "An API key is needed";
            case 403 -> "This is not allowed";
            case 404 -> "There is no such thing";
            case 405 -> "The address does not take this method";
            case 409 -> "It collides with something else";
            case 413 -> "The request is too large";
            case 415 -> "The content type is not understood";
            case 422 -> "The content cannot be accepted";
            case 503 -> "The server is not ready";
            default -> status >= 500 ? "The server failed" : "The request was refused";
        };
    }

    public static ServerResponse problem(int status, Json.Obj body) {
        return answer(status, TYPE, body);
    }

    public static ServerResponse json(int status, Json body) {
        return answer(status, MediaType.APPLICATION_JSON, body);
    }

    private static ServerResponse answer(int status, MediaType type, Json body) {
        return text(status, type, body.compact());
    }

    public static ServerResponse text(int status, MediaType type, String text) {
        return bytes(status, type, text.getBytes(StandardCharsets.UTF_8));
    }

    static ServerResponse bytes(int status, MediaType type, byte[] bytes) {
        return status(status)
                .contentType(type)
                .cacheControl(CacheControl.noStore())
                .build((request, response) -> {
                    response.setContentLength(bytes.length);
                    response.getOutputStream().write(bytes);
                    return null;
                });
    }
}
