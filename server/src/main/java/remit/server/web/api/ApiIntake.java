package remit.server.web.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.access.Caller;
import remit.server.web.IntakeAnswer;
import remit.server.web.IntakeCommand;
import remit.server.web.ReviewAnswer;
import remit.server.web.ReviewCommand;
import remit.server.web.ReviewDesk;
import remit.server.web.WebParts;
import remit.server.web.page.CaseLine;
import remit.server.web.query.CaseQueries;

/** What the API changes: new cases, decisions of held ones. Every request carries a key that makes repeating it safe. */
public final class ApiIntake {
    private static final int MOST_BYTES = 1 << 20;

    private final WebParts parts;
    private final CaseQueries queries;
    private final ReviewDesk desk;
    private final Idempotency idempotency;
    private final InstantSource clock;

    public ApiIntake(WebParts parts, CaseQueries queries, InstantSource clock) {
        this.parts = parts;
        this.queries = queries;
        this.desk = new ReviewDesk(parts, queries);
        this.idempotency = new Idempotency(parts.dataSource());
        this.clock = clock;
    }

    /** A status and its JSON: what is stored under an idempotency key. */
    private record Answer(int status, Json.Obj body) {
        static Answer problem(int status, List<Problem> problems) {
            return new Answer(status, ApiProblems.body(status, problems, null));
        }

        static Answer problem(int status, Problem problem) {
            return problem(status, List.of(problem));
        }
    }

    /** Does the work of a request whose body was read. */
    private interface Work {
        Answer of(Json.Obj body);
    }

    /** By which door a row came: what its parts are called there, for whoever has to mend the request. */
    private enum Door {
        API("row", "Idempotency-Key", "take a new key"),
        HOOK("data", "webhook-id", "give every event its own id; a retry repeats id and body exactly");

        private final String row;
        private final String key;
        private final String otherKey;

        Door(String row, String key, String otherKey) {
            this.row = row;
            this.key = key;
            this.otherKey = otherKey;
        }
    }

    public ServerResponse submit(ServerRequest request, Caller caller) throws IOException {
        String process = request.pathVariable("id");
        if (parts.catalog().process(process).isEmpty()) return Api.missing("process", process);
        return once(request, caller, body -> {
            List<Problem> unknown = unknown(body, Set.of("row"));
            if (!unknown.isEmpty()) return Answer.problem(422, unknown);
            return take(Door.API, caller.actor(), process, body);
        });
    }

    public ServerResponse hook(ServerRequest request) throws IOException {
        String process = request.pathVariable("process");
        List<String> secrets = parts.settings().hookSecrets().getOrDefault(process, List.of());
        byte[] bytes = bytes(request);
        var headers = new HookSignature.Headers(
                header(request, "webhook-id"),
                header(request, "webhook-timestamp"),
                header(request, "webhook-signature"));
        // A process without a secret answers like one with another secret: nothing is told to strangers.
        Optional<Problem> forged = HookSignature.check(headers, bytes, secrets, clock.instant());
        if (forged.isPresent()) return ApiProblems.of(401, forged.get());
        if (parts.catalog().process(process).isEmpty()) return Api.missing("process", process);
        var source = new Actor(Actor.Kind.SOURCE, "hook:" + process);
        return keyed(
                new Keyed(Door.HOOK, "hook:" + process, headers.id(), utf8(bytes)),
                body -> take(Door.HOOK, source, process, body));
    }

    private Answer take(Door door, Actor source, String process, Json.Obj body) {
        var texts = new LinkedHashMap<String, String>();
        for (Map.Entry<String, Json> field : body.object(door.row).fields().entrySet()) {
            switch (field.getValue()) {
                case Json.Str(String text) -> texts.put(field.getKey(), text);
                case Json.Bool(boolean flag) -> texts.put(field.getKey(), String.valueOf(flag));
                case Json.Null() -> texts.put(field.getKey(), "");
                // A JSON number is a double on its way here: 412.50 would arrive as 412.5, and 0.1 as something else.
                case Json.Num number -> {
                    return Answer.problem(422, notText(field.getKey(), "is a JSON number"));
                }
                case Json.Arr array -> {
                    return Answer.problem(422, notText(field.getKey(), "is a list"));
                }
                case Json.Obj object -> {
                    return Answer.problem(422, notText(field.getKey(), "is an object"));
                }
            }
        }
        if (texts.isEmpty()) {
            return Answer.problem(
                    422,
                    new Problem(
                            "RMT-644",
                            door.row,
                            "there is no column in it",
                            "send {\"" + door.row + "\": {\"Column\": \"text\"}}"));
        }
        return switch (parts.services().intake().apply(new IntakeCommand(source, process, texts))) {
            case IntakeAnswer.Accepted(String id, boolean known) ->
                new Answer(
                        known ? 200 : 201,
                        Json.object(
                                "id", id,
                                "already_known", known,
                                "phase",
                                        queries.one(id)
                                                .map(line -> line.standing().phase())
                                                .orElse(null)));
            case IntakeAnswer.Refused(List<Problem> problems) -> Answer.problem(422, problems);
        };
    }

    private static Problem notText(String name, String what) {
        return new Problem("RMT-645", name, what, "send it as text, exactly as a file would hold it: \"412.50\"");
    }

    public ServerResponse review(ServerRequest request, String verb, @Nullable Caller caller) throws IOException {
        if (caller == null) return ApiRoutes.unknown();
        String id = request.pathVariable("id");
        Optional<CaseLine> found = queries.one(id);
        if (found.isEmpty()) return Api.missing("case", id);
        return once(request, caller, body -> decide(caller, found.get(), verb, body));
    }

    private Answer decide(Caller caller, CaseLine line, String verb, Json.Obj body) {
        List<Problem> unknown = unknown(body, Set.of("seq", "decision", "new_decision", "reason_code", "reason_text"));
        if (!unknown.isEmpty()) return Answer.problem(422, unknown);
        var fields = new LinkedHashMap<String, String>();
        for (String name : List.of("decision", "reason_code", "reason_text")) {
            String text = body.text(name);
            if (text != null) fields.put(name, text);
        }
        if (body.flag("new_decision")) fields.put("new_decision", "true");
        Checked<ReviewCommand.Outcome> outcome = ReviewDesk.outcome(verb, fields);
        if (outcome instanceof Checked.Refused<ReviewCommand.Outcome>(List<Problem> problems)) {
            return Answer.problem(422, problems);
        }
        double seq = body.number("seq", -1);
        if (seq < 0 || seq != Math.rint(seq)) {
            return Answer.problem(
                    422, new Problem("RMT-628", "seq", "not an event number", "send the seq of the case that you saw"));
        }
        return switch (desk.decide(caller, line, (long) seq, outcome.orThrow())) {
            case ReviewAnswer.Done(long now) -> new Answer(200, Json.object("id", line.id(), "seq", now));
            case ReviewAnswer.Overtaken() ->
                Answer.problem(
                        409,
                        new Problem(
                                "RMT-646",
                                "seq",
                                "the case changed after you read it; nothing was recorded",
                                "read it again and decide again only if it is still held"));
            case ReviewAnswer.Forbidden(Problem problem) -> Answer.problem(403, problem);
            case ReviewAnswer.Refused(List<Problem> problems) -> Answer.problem(422, problems);
        };
    }

    private static List<Problem> unknown(Json.Obj body, Set<String> known) {
        return body.fields().keySet().stream()
                .filter(name -> !known.contains(name))
                .map(name -> new Problem(
                        "RMT-647",
                        name,
                        "unknown field",
                        "use " + known.stream().sorted().toList()))
                .toList();
    }

    private ServerResponse once(ServerRequest request, Caller caller, Work work) throws IOException {
        String key = header(request, "Idempotency-Key");
        if (key.isEmpty() || key.length() > 255) {
            return ApiProblems.of(
                    400,
                    new Problem(
                            "RMT-648",
                            "Idempotency-Key",
                            key.isEmpty() ? "is missing" : "is longer than 255 characters",
                            "send a random key, the same one when you repeat the request"));
        }
        String scope = caller.actor() + " " + request.method() + " " + request.path();
        return keyed(new Keyed(Door.API, scope, key, utf8(bytes(request))), work);
    }

    /** A request with what makes it one. */
    private record Keyed(Door door, String scope, String key, String text) {}

    private ServerResponse keyed(Keyed request, Work work) {
        Json.Obj body = body(request.text);
        return switch (idempotency.begin(request.scope, request.key, request.text)) {
            case Idempotency.Ticket.Answered(int status, Json.Obj answer) -> response(new Answer(status, answer));
            case Idempotency.Ticket.Running() ->
                ApiProblems.of(
                        409,
                        new Problem(
                                "RMT-649",
                                request.door.key,
                                "the first request with this " + request.door.key + " still runs",
                                "repeat it later"));
            case Idempotency.Ticket.Mismatch() ->
                ApiProblems.of(
                        422,
                        new Problem(
                                "RMT-651", request.door.key, "was used for another request", request.door.otherKey));
            case Idempotency.Ticket.Fresh fresh -> response(work(fresh, body, work));
        };
    }

    private Answer work(Idempotency.Ticket.Fresh ticket, Json.Obj body, Work work) {
        boolean done = false;
        try {
            Answer answer = work.of(body);
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

    private static Json.Obj body(String text) {
        return switch (Json.read(text).orThrow()) {
            case Json.Obj object -> object;
            case Json other -> throw new ProblemException("RMT-643", "body", "is not a JSON object", "send {...}");
        };
    }

    private static byte[] bytes(ServerRequest request) throws IOException {
        try (InputStream in = request.servletRequest().getInputStream()) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length <= MOST_BYTES) return bytes;
        }
        throw new ProblemException("RMT-694", "body", "is larger than 1 MiB", "send less at once");
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException("RMT-643", "body", "is not UTF-8", "encode it as UTF-8");
        }
    }

    private static String header(ServerRequest request, String name) {
        String value = request.headers().firstHeader(name);
        return value == null ? "" : value.strip();
    }
}
