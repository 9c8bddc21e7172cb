package remit.server.web.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.casework.Settlement;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Caller;
import remit.server.access.Role.Permission;
import remit.server.cases.Compensations;
import remit.server.cases.DoubtfulEffects;
import remit.server.cases.Effect;
import remit.server.cases.EffectDesk;
import remit.server.halts.HaltDesk;
import remit.server.web.api.ApiRoutes.Endpoint;
import remit.server.web.api.Once.Answer;

/** Single effects for programs in a person's hand: what is in doubt, a word on it, and taking back what was done. */
final class ApiEffects {
    private static final String EFFECTS = "/api/v1/effects";

    private final EffectDesk desk;
    private final Once once;

    ApiEffects(EffectDesk desk, Once once) {
        this.desk = desk;
        this.once = once;
    }

    static List<Endpoint> of(Api api) {
        return List.of(
                new Endpoint(
                        HttpMethod.GET,
                        EFFECTS,
                        Permission.READ,
                        (r, c) -> api.effects().list(r)),
                new Endpoint(
                        HttpMethod.POST,
                        EFFECTS + "/{id}:settle",
                        Permission.REVIEW,
                        (r, c) -> api.effects().settle(r, c.orElseThrow())),
                new Endpoint(
                        HttpMethod.POST,
                        EFFECTS + "/{id}:undo",
                        Permission.REVIEW,
                        (r, c) -> api.effects().undo(r, c.orElseThrow())));
    }

    /** Those in doubt; {@code done=true} what was done and can be taken back, or not. */
    ServerResponse list(ServerRequest request) {
        String process = request.param("process").filter(id -> !id.isBlank()).orElse(null);
        boolean done = request.param("done").filter("true"::equals).isPresent();
        List<Json.Obj> items = done
                ? desk.compensations().done(process).stream()
                        .map(Compensations.Done::toJson)
                        .toList()
                : desk.doubtful().shown(process).stream().map(Effect::toJson).toList();
        return ApiProblems.json(200, Json.object("items", Json.array(items)));
    }

    ServerResponse settle(ServerRequest request, Caller caller) throws IOException {
        var fields = Set.of("outcome", "receipt", "reason");
        return said(request, caller, fields, body -> {
            Optional<Settlement.Outcome> outcome = Settlement.Outcome.of(body.text("outcome", ""));
            String reason = body.text("reason", "");
            if (outcome.isEmpty()) {
                List<String> words = Arrays.stream(Settlement.Outcome.values())
                        .map(Settlement.Outcome::word)
                        .toList();
                return Checked.refused(new Problem(
                        "RMT-473", "outcome", "\"" + body.text("outcome", "") + "\" is none", "use one of " + words));
            }
            var words = new DoubtfulEffects.Words(body.text("receipt", ""), reason);
            var said = new Settlement(caller.actor(), request.pathVariable("id"), outcome.get());
            return desk.doubtful().settle(said, words);
        });
    }

    ServerResponse undo(ServerRequest request, Caller caller) throws IOException {
        return said(request, caller, Set.of("reason"), body -> {
            boolean mayResume = caller.may(HaltDesk.RESUMES);
            String id = request.pathVariable("id");
            return desk.compensations()
                    .takeBack(new Compensations.Asking(caller.actor(), mayResume, id, body.text("reason", "")));
        });
    }

    private ServerResponse said(
            ServerRequest request, Caller caller, Set<String> fields, Function<Json.Obj, Checked<Effect>> work)
            throws IOException {
        return once.json(request, caller, body -> {
            List<Problem> wrong = wrong(body, fields);
            if (!wrong.isEmpty()) return Answer.problem(422, wrong);
            return switch (work.apply(body)) {
                case Checked.Ok<Effect>(Effect effect) -> new Answer(200, effect.toJson());
                case Checked.Refused<Effect>(List<Problem> problems) ->
                    Answer.problem(status(problems.getFirst()), problems);
            };
        });
    }

    private static List<Problem> wrong(Json.Obj body, Set<String> fields) {
        var problems = new ArrayList<>(Once.unknown(body, fields));
        for (String name : new TreeSet<>(fields)) {
            Json value = body.get(name);
            if (value == null || value instanceof Json.Str) continue;
            problems.add(new Problem("RMT-652", name, "is not text", "send \"" + name + "\": \"...\""));
        }
        return problems;
    }

    private static int status(Problem problem) {
        return switch (problem.code()) {
            case "RMT-053", "RMT-054", "RMT-470" -> 403;
            case "RMT-460" -> 404;
            case "RMT-051", "RMT-461", "RMT-462", "RMT-463", "RMT-466", "RMT-469" -> 409;
            default -> 422;
        };
    }
}
