package remit.server.web.api;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Acting;
import remit.server.access.Caller;
import remit.server.acts.Acts;
import remit.server.incidents.Incident;
import remit.server.incidents.IncidentDesk;
import remit.server.store.DeadNotices;
import remit.server.web.api.Once.Answer;

/** Incidents for programs, and the notices that reached nobody. */
final class ApiIncidents {
    private final IncidentDesk desk;
    private final DataSource source;
    private final Acts acts;
    private final Once once;

    ApiIncidents(IncidentDesk desk, DataSource source, Acts acts) {
        this.desk = desk;
        this.source = source;
        this.acts = acts;
        this.once = new Once(source);
    }

    /** Those that are not over; {@code all=true} the others too. */
    ServerResponse list(ServerRequest request) {
        String process = request.param("process").filter(id -> !id.isBlank()).orElse(null);
        boolean all = request.param("all").filter("true"::equals).isPresent();
        List<Json> items = desk.list(process, all).stream()
                .map(incident -> (Json) incident.toJson())
                .toList();
        return ApiProblems.json(200, Json.object("items", Json.array(items)));
    }

    ServerResponse acknowledge(ServerRequest request, Caller caller) throws IOException {
        return moved(request, caller, Set.of(), (id, _) -> desk.acknowledge(id, caller.actor()));
    }

    ServerResponse close(ServerRequest request, Caller caller) throws IOException {
        return moved(
                request,
                caller,
                Set.of("reason"),
                (id, body) -> desk.close(id, caller.actor(), body.text("reason", "")));
    }

    private ServerResponse moved(
            ServerRequest request,
            Caller caller,
            Set<String> fields,
            BiFunction<String, Json.Obj, Checked<Incident>> move)
            throws IOException {
        String id = request.pathVariable("id");
        if (desk.find(id).isEmpty()) return Api.missing("incident", id);
        return once.optional(request, caller, body -> {
            List<Problem> unknown = Once.unknown(body, fields);
            if (!unknown.isEmpty()) return Answer.problem(422, unknown);
            return switch (move.apply(id, body)) {
                case Checked.Ok<Incident>(Incident incident) -> new Answer(200, incident.toJson());
                case Checked.Refused<Incident>(List<Problem> problems) ->
                    Answer.problem(status(problems.getFirst()), problems);
            };
        });
    }

    private static int status(Problem problem) {
        return switch (problem.code()) {
            case "RMT-534" -> 409;
            case "RMT-535" -> 403;
            default -> 422;
        };
    }

    /** What was given up: people who were not told. */
    ServerResponse dead() {
        List<Json> items = DeadNotices.list(source).stream()
                .map(one -> (Json) one.toJson())
                .toList();
        return ApiProblems.json(200, Json.object("items", Json.array(items)));
    }

    /** Tries one of them, or all, again. */
    ServerResponse redeliver(ServerRequest request, Caller caller) throws IOException {
        return once.optional(request, caller, body -> {
            List<Problem> unknown = Once.unknown(body, Set.of("id"));
            if (!unknown.isEmpty()) return Answer.problem(422, unknown);
            String id = body.text("id");
            int count = redelivered(id, Acting.self(caller.actor()));
            if (count > 0 || id == null) return new Answer(200, Json.object("notices", count));
            return Answer.problem(
                    404,
                    new Problem(
                            "RMT-537", id, "no notice of this id was given up", "list them: GET /api/v1/notices/dead"));
        });
    }

    private int redelivered(@Nullable String id, Acting who) {
        Json.Obj words = id == null ? null : Json.object("notice", id);
        try (Acts.Begun act = acts.begin(Acts.Kind.REDELIVERY, who, Json.object("all", id == null), words)) {
            int count = DeadNotices.redeliver(source, id, Instant.now());
            act.done(Json.object("notices", count));
            return count;
        }
    }
}
