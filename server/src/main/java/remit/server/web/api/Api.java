package remit.server.web.api;

import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.scorecard.Score;
import remit.server.access.Acting;
import remit.server.access.Caller;
import remit.server.access.Role;
import remit.server.acts.Acts;
import remit.server.evidence.EvidenceTree;
import remit.server.web.LookDesk;
import remit.server.web.PublishedProcess;
import remit.server.web.WebParts;
import remit.server.web.WhatIfDesk;
import remit.server.web.page.CaseLine;
import remit.server.web.page.EventLine;
import remit.server.web.query.CaseFilter;
import remit.server.web.query.CaseQueries;
import remit.server.web.query.Cursor;
import remit.server.web.query.Totals;
import remit.server.web.tell.Scorecards;

/** What the API reads. JSON is snake_case, times RFC 3339 in UTC, amounts {@code {amount, currency}} with strings. */
public final class Api {
    private static final int MOST = 500;

    private final WebParts parts;
    private final CaseQueries queries;
    private final Totals totals;

    public Api(WebParts parts, CaseQueries queries, Totals totals) {
        this.parts = parts;
        this.queries = queries;
        this.totals = totals;
    }

    public Stories stories() {
        return new Stories(parts.dataSource(), parts.access(), this::isHidden, parts.acts());
    }

    public ApiRegister register() {
        return new ApiRegister(parts.register());
    }

    ApiEvidence evidence() {
        return new ApiEvidence(new EvidenceTree(parts.dataSource()), this::isHidden);
    }

    ApiWhatIf whatIf() {
        return new ApiWhatIf(new WhatIfDesk(parts), parts.whatIfs());
    }

    ApiHalts halts() {
        return new ApiHalts(parts.halts(), new Once(parts.dataSource()));
    }

    ApiEffects effects() {
        return new ApiEffects(parts.effects(), new Once(parts.dataSource()));
    }

    /** Of one served process, or of all of them. */
    ServerResponse exposure(ServerRequest request) {
        String process = request.param("process").orElse("");
        if (!process.isEmpty() && parts.catalog().process(process).isEmpty()) return missing("process", process);
        return halts().exposure(parts.catalog().processes().get().stream()
                .map(PublishedProcess::contract)
                .filter(contract -> process.isEmpty() || contract.id().equals(process))
                .toList());
    }

    ApiIncidents incidents() {
        return new ApiIncidents(parts.incidents(), parts.dataSource(), parts.acts());
    }

    ApiRules rules() {
        return new ApiRules(parts.rules().changes());
    }

    ApiRollout rollout() {
        return new ApiRollout(parts, queries);
    }

    ApiChanges changes() {
        return new ApiChanges(parts.rules().changes(), parts.rules().rollbacks(), new Once(parts.dataSource()));
    }

    public ServerResponse processes() {
        return ApiProblems.json(
                200,
                Json.object(
                        "items",
                        Json.array(parts.catalog().processes().get().stream()
                                .map(this::process)
                                .toList()),
                        "next_cursor",
                        null,
                        "has_more",
                        false));
    }

    public ServerResponse process(ServerRequest request) {
        return parts.catalog()
                .process(request.pathVariable("id"))
                .map(process -> ApiProblems.json(200, process(process)))
                .orElseGet(() -> missing("process", request.pathVariable("id")));
    }

    private Json.Obj process(PublishedProcess process) {
        Totals.Total total = totals.of(process);
        var phases = new LinkedHashMap<String, Json>();
        for (var phase : remit.server.web.page.Phase.values())
            phases.put(phase.word(), Json.of(total.of(phase.word())));
        Score.Worth worth = new Scorecards(parts.catalog(), totals).worth(process);
        return Json.object(
                "id", process.contract().id(),
                "name", process.contract().name(),
                "version", process.version(),
                "owner", process.contract().people().owner().name(),
                "tier", process.contract().risk().tier().number(),
                "authority", process.statement().text(),
                "sentence", Scorecards.sentence(process, total, worth),
                "phases", new Json.Obj(phases),
                "auto_clear_known", total.errors().known(),
                "auto_clear_errors", total.errors().wrong(),
                "value", worth == null ? null : worth.toJson());
    }

    public ServerResponse cases(ServerRequest request, Caller caller) {
        Map<String, String> asked = new LinkedHashMap<>();
        request.params().toSingleValueMap().forEach((name, value) -> asked.put(filterName(name), value));
        CaseFilter filter = CaseFilter.read(asked).orThrow();
        int limit = limit(asked.getOrDefault("limit", "50"));
        String cursor = asked.get("cursor");
        List<CaseLine> lines =
                queries.list(filter, cursor == null ? null : Cursor.read(cursor).orThrow(), limit);
        boolean more = lines.size() > limit;
        List<CaseLine> shown = more ? lines.subList(0, limit) : lines;
        String next = more ? new Cursor(shown.getLast().at(), shown.getLast().id()).text() : null;
        Json.Obj body = Json.object(
                "items",
                        Json.array(
                                shown.stream().map(line -> line(line, caller)).toList()),
                "next_cursor", next,
                "has_more", more);
        if ("exact".equals(asked.get("count"))) body = body.with("count", Json.of(queries.count(filter)));
        return ApiProblems.json(200, body);
    }

    /** {@code filter[phase]} is {@code phase}; a parameter that nobody knows is refused: it might have meant less. */
    private static String filterName(String name) {
        if (List.of("limit", "cursor", "count").contains(name)) return name;
        String plain = name.startsWith("filter[") && name.endsWith("]") ? name.substring(7, name.length() - 1) : "";
        if (CaseFilter.NAMES.contains(plain)) return plain;
        throw new ProblemException(
                "RMT-613",
                name,
                "unknown parameter",
                "use limit, cursor, count or filter[x] with x of " + CaseFilter.NAMES);
    }

    private static int limit(String text) {
        int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
        if (limit >= 1 && limit <= MOST) return limit;
        throw new ProblemException(
                "RMT-614", "limit", "\"" + text + "\" is not 1 to " + MOST, "ask for at most " + MOST);
    }

    private Json.Obj line(CaseLine line, Caller caller) {
        var process = parts.catalog().process(line.process());
        String currency = process.map(Scorecards::currency).orElse(null);
        var money = line.group().money();
        Json amount = money == null ? Json.NULL : Json.object("amount", Json.decimal(money), "currency", currency);
        return Json.object(
                "id", line.id(),
                "process", line.process(),
                "key", caller.may(Role.Permission.SEE_CONTENT) ? line.key() : null,
                "phase", line.standing().phase(),
                "verdict", line.standing().verdict(),
                "decision", line.standing().decision(),
                "segment", line.group().segment(),
                "money", amount,
                "irreversible", isForGood(process, line.standing().decision()),
                "sample", sample(line),
                "at", line.at().toString(),
                "seq", line.seq());
    }

    private static boolean isForGood(Optional<PublishedProcess> process, @Nullable String decision) {
        return decision != null
                && process.filter(p -> p.contract().flow().isForGood(decision)).isPresent();
    }

    private static Json sample(CaseLine line) {
        CaseLine.Sample sample = line.standing().sample();
        return sample == null ? Json.NULL : Json.object("state", sample.state(), "blind", sample.blind());
    }

    public ServerResponse oneCase(ServerRequest request, Caller caller) {
        Optional<CaseLine> line = queries.one(request.pathVariable("id"));
        if (line.isEmpty()) return missing("case", request.pathVariable("id"));
        boolean seesContent = caller.may(Role.Permission.SEE_CONTENT);
        var events = EventLine.shown(line.get(), queries.events(line.get().id())).stream()
                .map(event -> event(event, seesContent))
                .toList();
        return ApiProblems.json(200, line(line.get(), caller).with("events", Json.array(events)));
    }

    private static Json.Obj event(EventLine event, boolean seesContent) {
        String state = event.event().payloadDigest() == null
                ? "none"
                : event.erased() ? "erased" : seesContent ? "shown" : "withheld";
        return Json.object(
                "leaf",
                Json.parse(event.leaf()),
                "leaf_hash",
                event.leafHash(),
                "content_state",
                state,
                "content",
                state.equals("shown") ? event.content() : null);
    }

    /** Whether a case waits for a look at which nobody shall know what became of it. */
    private boolean isHidden(String id) {
        return queries.one(id).filter(CaseLine::hidden).isPresent();
    }

    public ServerResponse who(ServerRequest request) {
        String id = request.pathVariable("id");
        if (isHidden(id)) return ApiProblems.of(409, LookDesk.HIDDEN);
        return parts.services()
                .who()
                .apply(id)
                .map(answer -> ApiProblems.json(200, answer))
                .orElseGet(() -> missing("case", id));
    }

    public ServerResponse changelog(ServerRequest request, Caller caller) {
        String process = request.param("process").orElse("");
        if (!process.isEmpty() && parts.catalog().process(process).isEmpty()) return missing("process", process);
        return ServerResponse.ok()
                .contentType(MediaType.parseMediaType("application/x-ndjson"))
                .build((raw, response) -> {
                    Json.Obj asked = Json.object("process", process.isEmpty() ? null : process, "format", "jsonl");
                    try (Acts.Begun act =
                            parts.acts().begin(Acts.Kind.CHANGE_LOG_EXPORT, Acting.self(caller.actor()), asked)) {
                        OutputStream out = response.getOutputStream();
                        long decisions = parts.services().changelog().applyAsLong(process, out);
                        out.flush();
                        act.done(Json.object("decisions", decisions));
                    }
                    return null;
                });
    }

    public static ServerResponse missing(String kind, @Nullable String id) {
        return ApiProblems.of(
                404, new Problem("RMT-642", kind, "no " + kind + " is called \"" + id + "\"", "list them first"));
    }
}
