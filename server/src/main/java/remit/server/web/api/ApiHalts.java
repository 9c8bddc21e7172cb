package remit.server.web.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.halt.HaltScope;
import remit.halt.HaltStage;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.process.ProcessContract;
import remit.server.access.Acting;
import remit.server.access.Caller;
import remit.server.access.Role.Permission;
import remit.server.halts.Drill;
import remit.server.halts.HaltDesk;
import remit.server.web.api.ApiRoutes.Endpoint;
import remit.server.web.api.Once.Answer;

/** The kill switch for programs in a person's hand: what is halted, to halt, to resume stage by stage, to drill. */
final class ApiHalts {
    private static final String HALTS = "/api/v1/halts";

    private final HaltDesk desk;
    private final Once once;

    ApiHalts(HaltDesk desk, Once once) {
        this.desk = desk;
        this.once = once;
    }

    static List<Endpoint> of(Api api) {
        return List.of(
                new Endpoint(
                        HttpMethod.GET,
                        HALTS,
                        Permission.READ,
                        (r, c) -> api.halts().list(c.orElseThrow())),
                new Endpoint(
                        HttpMethod.POST,
                        HALTS + ":halt",
                        HaltDesk.HALTS,
                        (r, c) -> api.halts().halt(r, c.orElseThrow())),
                new Endpoint(
                        HttpMethod.POST,
                        HALTS + ":resume",
                        HaltDesk.RESUMES,
                        (r, c) -> api.halts().resume(r, c.orElseThrow())),
                new Endpoint(
                        HttpMethod.POST,
                        HALTS + ":drill",
                        HaltDesk.DRILLS,
                        (r, c) -> api.halts().drill(r, c.orElseThrow())),
                new Endpoint(HttpMethod.GET, "/api/v1/exposure", Permission.READ, (r, c) -> api.exposure(r)));
    }

    ServerResponse list(Caller caller) {
        return ApiProblems.json(200, desk.list().toJson(caller.may(Permission.SEE_CONTENT)));
    }

    ServerResponse halt(ServerRequest request, Caller caller) throws IOException {
        return once.json(request, caller, body -> {
            List<Problem> wrong = wrong(body, Set.of("scope", "id", "reason"), Set.of("scope", "reason"));
            if (!wrong.isEmpty()) return Answer.problem(422, wrong);
            return answer(
                    scope(body).then(scope -> desk.halt(Acting.self(caller.actor()), scope, body.text("reason", ""))));
        });
    }

    ServerResponse resume(ServerRequest request, Caller caller) throws IOException {
        return once.json(request, caller, body -> {
            List<Problem> wrong = wrong(body, Set.of("scope", "id", "to", "reason"), Set.of("scope", "to", "reason"));
            if (!wrong.isEmpty()) return Answer.problem(422, wrong);
            return answer(scope(body)
                    .then(scope -> stage(body)
                            .then(to -> desk.resume(Acting.self(caller.actor()), scope, to, body.text("reason", "")))));
        });
    }

    ServerResponse drill(ServerRequest request, Caller caller) throws IOException {
        return once.json(request, caller, body -> {
            List<Problem> wrong = wrong(body, Set.of("scope", "id"), Set.of("scope"));
            if (!wrong.isEmpty()) return Answer.problem(422, wrong);
            Checked<Drill.Report> report =
                    scope(body).then(scope -> desk.drill().run(Acting.self(caller.actor()), scope));
            return switch (report) {
                case Checked.Ok<Drill.Report>(Drill.Report done) -> new Answer(200, done.toJson());
                case Checked.Refused<Drill.Report>(List<Problem> problems) ->
                    Answer.problem(HaltForms.status(problems.getFirst()), problems);
            };
        });
    }

    /** @param contracts of the processes that are asked about */
    ServerResponse exposure(List<ProcessContract> contracts) {
        List<Json> items = contracts.stream()
                .map(contract -> (Json) desk.exposure(contract).toJson())
                .toList();
        return ApiProblems.json(200, Json.object("items", Json.array(items)));
    }

    private static Checked<HaltScope> scope(Json.Obj body) {
        return HaltForms.scope(body.text("scope", ""), body.text("id", ""));
    }

    private static Checked<HaltStage> stage(Json.Obj body) {
        return HaltForms.stage(body.text("to", ""));
    }

    private static Answer answer(Checked<HaltDesk.Done> done) {
        return switch (done) {
            case Checked.Ok<HaltDesk.Done>(HaltDesk.Done said) -> new Answer(200, said.toJson());
            case Checked.Refused<HaltDesk.Done>(List<Problem> problems) ->
                Answer.problem(HaltForms.status(problems.getFirst()), problems);
        };
    }

    private static List<Problem> wrong(Json.Obj body, Set<String> known, Set<String> needed) {
        var problems = new ArrayList<>(Once.unknown(body, known));
        for (String name : new TreeSet<>(known)) {
            Json value = body.get(name);
            boolean absent = value == null || value instanceof Json.Null;
            if (absent ? !needed.contains(name) : value instanceof Json.Str) continue;
            problems.add(new Problem(
                    "RMT-652", name, absent ? "is missing" : "is not text", "send \"" + name + "\": \"...\""));
        }
        return problems;
    }
}
