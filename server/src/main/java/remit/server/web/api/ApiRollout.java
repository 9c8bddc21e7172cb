package remit.server.web.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.casework.CaseState;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.ladder.LadderEvent;
import remit.server.access.Caller;
import remit.server.access.Role;
import remit.server.ladders.LadderDesk;
import remit.server.ladders.LadderDesk.Verb;
import remit.server.ladders.LadderView;
import remit.server.ladders.Move;
import remit.server.web.LookDesk;
import remit.server.web.RolloutDesk;
import remit.server.web.WebParts;
import remit.server.web.api.Once.Answer;
import remit.server.web.page.CaseLine;
import remit.server.web.query.CaseQueries;

/** The ladders of a process for programs, and looks at what cleared. */
final class ApiRollout {
    private final WebParts parts;
    private final CaseQueries queries;
    private final RolloutDesk desk;
    private final LookDesk looks;
    private final Once once;

    ApiRollout(WebParts parts, CaseQueries queries) {
        this.parts = parts;
        this.queries = queries;
        this.desk = new RolloutDesk(parts);
        this.looks = new LookDesk(parts, queries);
        this.once = new Once(parts.dataSource());
    }

    /** How every segment stands, and what moved it. */
    ServerResponse show(ServerRequest request, Caller caller) {
        String process = request.pathVariable("id");
        if (unknown(process)) return Api.missing("process", process);
        LadderView view = view(process, caller);
        List<Json> moves = view.moves().stream()
                .filter(move -> !(move.event() instanceof LadderEvent.Observed))
                .map(ApiRollout::move)
                .toList();
        return ApiProblems.json(200, told(view).with("moves", Json.array(moves)));
    }

    private boolean unknown(String process) {
        return parts.catalog().process(process).isEmpty();
    }

    private LadderView view(String process, Caller caller) {
        return LadderView.of(process, parts.rollout().ladders().of(process), caller.may(Role.Permission.SEE_CONTENT));
    }

    private Json.Obj told(LadderView view) {
        return view.toJson(parts.rollout().clock().instant());
    }

    private static Json move(Move move) {
        return Json.object(
                "segment", move.segment().name(),
                "at", move.at().toString(),
                "event", move.event().type(),
                "by", move.by().toString(),
                "stage", move.after().stage().word(),
                "detail", move.event().body());
    }

    /** What a person does with the ladders; the answer holds how they stand then. */
    ServerResponse move(ServerRequest request, Caller caller, Verb verb) throws IOException {
        String process = request.pathVariable("id");
        if (unknown(process)) return Api.missing("process", process);
        return once.optional(request, caller, body -> {
            List<Problem> problems = problems(body, needed(verb), more(verb));
            if (!problems.isEmpty()) return Answer.problem(422, problems);
            var fields = new LinkedHashMap<String, String>();
            body.fields().forEach((name, value) -> {
                String text = text(value);
                if (text != null) fields.put(name, text);
            });
            var wanted = new LadderDesk.Wanted(verb, fields.remove("segment"), fields);
            return switch (desk.move(caller, process, wanted)) {
                case Checked.Ok<LadderDesk.Moved> ignored -> new Answer(200, told(view(process, caller)));
                case Checked.Refused<LadderDesk.Moved>(List<Problem> refused) ->
                    Answer.problem(RolloutDesk.status(refused.getFirst()), refused);
            };
        });
    }

    private static Set<String> needed(Verb verb) {
        return switch (verb) {
            case SIGN -> Set.of("segment", "checkpoint", "seen");
            case DECLINE -> Set.of("segment", "reason", "seen");
            case AUTHORISE -> Set.of("up_to");
            case STOP -> Set.of("reason");
            case BEGIN, REVOKE, LIFT, LOWER_SAMPLING, REVIEW -> Set.of();
        };
    }

    private static Set<String> more(Verb verb) {
        return switch (verb) {
            case SIGN, DECLINE -> Set.of();
            case AUTHORISE -> Set.of("segment", "limit");
            case BEGIN -> Set.of("segment", "up_to", "limit");
            case STOP -> Set.of("segment", "cause");
            case REVOKE, LIFT, LOWER_SAMPLING -> Set.of("segment");
            case REVIEW -> Set.of("note");
        };
    }

    /** A limit may be a number. */
    private static @Nullable String text(Json value) {
        return switch (value) {
            case Json.Str(String text) -> text;
            case Json.Num number -> number.compact();
            case Json.Bool _, Json.Null _, Json.Arr _, Json.Obj _ -> null;
        };
    }

    private static List<Problem> problems(Json.Obj body, Set<String> needed, Set<String> more) {
        var known = new TreeSet<>(needed);
        known.addAll(more);
        var problems = new ArrayList<>(Once.unknown(body, known));
        for (String name : known) {
            Json value = body.get(name);
            boolean absent = value == null || value instanceof Json.Null;
            boolean fits = value instanceof Json.Str || (name.equals("limit") && value instanceof Json.Num);
            if (absent ? !needed.contains(name) : fits) continue;
            problems.add(new Problem(
                    "RMT-652", name, absent ? "is missing" : "is not text", "send \"" + name + "\": \"...\""));
        }
        return problems;
    }

    /** A person's look at a case that cleared. */
    ServerResponse look(ServerRequest request, @Nullable Caller caller) throws IOException {
        if (caller == null) return ApiRoutes.unknown();
        String id = request.pathVariable("id");
        Optional<CaseLine> found = queries.one(id);
        if (found.isEmpty()) return Api.missing("case", id);
        return once.json(request, caller, body -> looked(caller, found.get(), body));
    }

    private Answer looked(Caller caller, CaseLine line, Json.Obj body) {
        List<Problem> unknown = Once.unknown(body, Set.of("seq", "decision", "new_decision", "severe", "note"));
        if (!unknown.isEmpty()) return Answer.problem(422, unknown);
        double seq = body.number("seq", -1);
        if (seq < 0 || seq != Math.rint(seq)) {
            return Answer.problem(
                    422, new Problem("RMT-628", "seq", "not an event number", "send the seq of the case that you saw"));
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (String name : List.of("decision", "note")) {
            String text = body.text(name);
            if (text != null) fields.put(name, text);
        }
        for (String flag : List.of("new_decision", "severe")) if (body.flag(flag)) fields.put(flag, "true");
        return switch (looks.look(caller, line, (long) seq, fields)) {
            case Checked.Ok<CaseState>(CaseState state) -> new Answer(200, looked(line, state));
            case Checked.Refused<CaseState>(List<Problem> problems) ->
                Answer.problem(LookDesk.status(problems.getFirst()), problems);
        };
    }

    private static Json.Obj looked(CaseLine line, CaseState state) {
        CaseState.Sample sample = state.sample();
        boolean right = sample != null && Boolean.TRUE.equals(sample.right());
        return Json.object("id", line.id(), "seq", state.seq(), "right", right);
    }
}
