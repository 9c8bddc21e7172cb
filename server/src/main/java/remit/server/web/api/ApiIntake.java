package remit.server.web.api;

import java.io.IOException;
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
import remit.server.access.Caller;
import remit.server.telemetry.Telemetry;
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
    private static final Once.Words HOOK =
            new Once.Words("webhook-id", "give every event its own id; a retry repeats id and body exactly");

    /** The header of W3C Trace Context: which trace of the sender a case belongs to. */
    private static final String TRACE = "traceparent";

    private final WebParts parts;
    private final CaseQueries queries;
    private final ReviewDesk desk;
    private final Once once;
    private final InstantSource clock;

    public ApiIntake(WebParts parts, CaseQueries queries, InstantSource clock) {
        this.parts = parts;
        this.queries = queries;
        this.desk = new ReviewDesk(parts, queries);
        this.once = new Once(parts.dataSource());
        this.clock = clock;
    }

    /** By which door a row came: what its parts are called there, for whoever has to mend the request. */
    private enum Door {
        API("row"),
        HOOK("data");

        private final String row;

        Door(String row) {
            this.row = row;
        }
    }

    public ServerResponse submit(ServerRequest request, Caller caller) throws IOException {
        if (isSilent()) return ApiProblems.unavailable();
        String process = request.pathVariable("id");
        if (parts.catalog().process(process).isEmpty()) return Api.missing("process", process);
        return once.json(request, caller, body -> {
            List<Problem> unknown = Once.unknown(body, Set.of("row"));
            if (!unknown.isEmpty()) return Once.Answer.problem(422, unknown);
            return Telemetry.within(Once.header(request, TRACE), () -> take(Door.API, caller.actor(), process, body));
        });
    }

    public ServerResponse hook(ServerRequest request) throws IOException {
        if (isSilent()) return ApiProblems.unavailable();
        String process = request.pathVariable("process");
        List<String> secrets = parts.settings().hookSecrets().getOrDefault(process, List.of());
        byte[] bytes = Once.bytes(request);
        var headers = new HookSignature.Headers(
                Once.header(request, "webhook-id"),
                Once.header(request, "webhook-timestamp"),
                Once.header(request, "webhook-signature"));
        // A process without a secret answers like one with another secret: nothing is told to strangers.
        Optional<Problem> forged = HookSignature.check(headers, bytes, secrets, clock.instant());
        if (forged.isPresent()) return ApiProblems.of(401, forged.get());
        if (parts.catalog().process(process).isEmpty()) return Api.missing("process", process);
        var source = new Actor(Actor.Kind.SOURCE, "hook:" + process);
        String text = Once.utf8(bytes);
        Json.Obj body = Once.object(text);
        return once.keyed(
                new Once.Keyed(HOOK, "hook:" + process, headers.id(), text),
                () -> Telemetry.within(Once.header(request, TRACE), () -> take(Door.HOOK, source, process, body)));
    }

    /** Asked first: whoever waits for a database that hangs keeps a connection and learns nothing. */
    private boolean isSilent() {
        return !parts.storage().answering().getAsBoolean();
    }

    private Once.Answer take(Door door, Actor source, String process, Json.Obj body) {
        var texts = new LinkedHashMap<String, String>();
        for (Map.Entry<String, Json> field : body.object(door.row).fields().entrySet()) {
            switch (field.getValue()) {
                case Json.Str(String text) -> texts.put(field.getKey(), text);
                case Json.Bool(boolean flag) -> texts.put(field.getKey(), String.valueOf(flag));
                case Json.Null() -> texts.put(field.getKey(), "");
                // A JSON number is a double on its way here: 412.50 would arrive as 412.5, and 0.1 as something else.
                case Json.Num number -> {
                    return Once.Answer.problem(422, notText(field.getKey(), "is a JSON number"));
                }
                case Json.Arr array -> {
                    return Once.Answer.problem(422, notText(field.getKey(), "is a list"));
                }
                case Json.Obj object -> {
                    return Once.Answer.problem(422, notText(field.getKey(), "is an object"));
                }
            }
        }
        if (texts.isEmpty()) {
            return Once.Answer.problem(
                    422,
                    new Problem(
                            "RMT-644",
                            door.row,
                            "there is no column in it",
                            "send {\"" + door.row + "\": {\"Column\": \"text\"}}"));
        }
        return switch (parts.services().intake().apply(new IntakeCommand(source, process, texts))) {
            case IntakeAnswer.Accepted(String id, boolean known) ->
                new Once.Answer(
                        known ? 200 : 201,
                        Json.object(
                                "id", id,
                                "already_known", known,
                                "phase",
                                        queries.one(id)
                                                .map(line -> line.standing().phase())
                                                .orElse(null)));
            case IntakeAnswer.Refused(List<Problem> problems) ->
                Once.Answer.problem(problems.getFirst().code().equals("RMT-454") ? 503 : 422, problems);
        };
    }

    private static Problem notText(String name, String what) {
        return new Problem("RMT-645", name, what, "send it as text, exactly as a file would hold it: \"412.50\"");
    }

    public ServerResponse review(ServerRequest request, String verb, @Nullable Caller caller) throws IOException {
        if (caller == null) return ApiRoutes.unknown();
        if (isSilent()) return ApiProblems.unavailable();
        String id = request.pathVariable("id");
        Optional<CaseLine> found = queries.one(id);
        if (found.isEmpty()) return Api.missing("case", id);
        return once.json(request, caller, body -> decide(caller, found.get(), verb, body));
    }

    private Once.Answer decide(Caller caller, CaseLine line, String verb, Json.Obj body) {
        List<Problem> unknown =
                Once.unknown(body, Set.of("seq", "decision", "new_decision", "reason_code", "reason_text"));
        if (!unknown.isEmpty()) return Once.Answer.problem(422, unknown);
        var fields = new LinkedHashMap<String, String>();
        for (String name : List.of("decision", "reason_code", "reason_text")) {
            String text = body.text(name);
            if (text != null) fields.put(name, text);
        }
        if (body.flag("new_decision")) fields.put("new_decision", "true");
        Checked<ReviewCommand.Outcome> outcome = ReviewDesk.outcome(verb, fields);
        if (outcome instanceof Checked.Refused<ReviewCommand.Outcome>(List<Problem> problems)) {
            return Once.Answer.problem(422, problems);
        }
        double seq = body.number("seq", -1);
        if (seq < 0 || seq != Math.rint(seq)) {
            return Once.Answer.problem(
                    422, new Problem("RMT-628", "seq", "not an event number", "send the seq of the case that you saw"));
        }
        return switch (desk.decide(caller, line, (long) seq, outcome.orThrow())) {
            case ReviewAnswer.Done(long now) -> new Once.Answer(200, Json.object("id", line.id(), "seq", now));
            case ReviewAnswer.Overtaken() ->
                Once.Answer.problem(
                        409,
                        new Problem(
                                "RMT-646",
                                "seq",
                                "the case changed after you read it; nothing was recorded",
                                "read it again and decide again only if it is still held"));
            case ReviewAnswer.Forbidden(Problem problem) -> Once.Answer.problem(403, problem);
            case ReviewAnswer.Frozen(Problem problem) -> Once.Answer.problem(409, problem);
            case ReviewAnswer.Refused(List<Problem> problems) -> Once.Answer.problem(422, problems);
        };
    }
}
