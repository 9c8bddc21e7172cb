package remit.server.web.api;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.authority.AuthorityTable;
import remit.change.Standing;
import remit.decision.Level;
import remit.dmn.DmnFile;
import remit.dmn.DmnVersion;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.rules.Cell;
import remit.rules.DecisionTable;
import remit.rules.Input;
import remit.rules.Rule;
import remit.server.access.Caller;
import remit.server.access.Role.Permission;
import remit.server.catalog.LevelFiles;
import remit.server.catalog.PublishedProcess;
import remit.server.changes.Change;
import remit.server.changes.Changes;

/** The rules in force, and the changes of them, for whoever reads. */
final class ApiRules {
    private static final Set<String> PARAMETERS = Set.of("process", "standing");

    private final Changes changes;

    ApiRules(Changes changes) {
        this.changes = changes;
    }

    /** Changes, newest movement first. */
    ServerResponse list(ServerRequest request, Caller caller) {
        for (String name : request.params().keySet()) {
            if (!PARAMETERS.contains(name))
                throw new ProblemException("RMT-613", name, "unknown parameter", "use process or standing");
        }
        String process = request.param("process").filter(id -> !id.isBlank()).orElse(null);
        if (process != null && !changes.knows(process)) return Api.missing("process", process);
        Standing standing = request.param("standing")
                .filter(word -> !word.isBlank())
                .map(ApiRules::standing)
                .orElse(null);
        List<Change> found = changes.list(process).stream()
                .filter(change -> standing == null || change.state().standing() == standing)
                .toList();
        return ApiProblems.json(200, Change.listed(found, caller.may(Permission.SEE_CONTENT)));
    }

    private static Standing standing(String word) {
        return Arrays.stream(Standing.values())
                .filter(standing -> standing.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        "RMT-610",
                        "standing",
                        "\"" + word + "\" is no standing of a change",
                        "use one of "
                                + Arrays.stream(Standing.values())
                                        .map(Standing::word)
                                        .toList()));
    }

    /** One change with what an approver looks at. */
    ServerResponse one(ServerRequest request, Caller caller) {
        boolean words = caller.may(Permission.SEE_CONTENT);
        Checked<Json.Obj> told = changes.find(request.pathVariable("id")).then(change -> changes.told(change, words));
        return switch (told) {
            case Checked.Ok<Json.Obj>(Json.Obj change) -> ApiProblems.json(200, change);
            case Checked.Refused<Json.Obj>(List<Problem> problems) ->
                ApiProblems.of(ApiChanges.status(problems.getFirst()), problems, null);
        };
    }

    /** The table in force, and those above it. */
    ServerResponse table(ServerRequest request) {
        return current(request, process -> ApiProblems.json(200, told(process)));
    }

    /** The table in force as the file that somebody wrote, or as that in another version of DMN. */
    ServerResponse file(ServerRequest request) {
        Optional<DmnVersion> version = request.param("dmn").map(ApiRules::version);
        return current(request, process -> {
            byte[] written = process.pack().table().bytes();
            byte[] wanted = version.map(in -> DmnFile.read(written, "authority.dmn")
                            .then(file -> file.bytes(in))
                            .orThrow())
                    .orElse(written);
            return ApiProblems.bytes(200, MediaType.APPLICATION_XML, wanted);
        });
    }

    private static DmnVersion version(String number) {
        return DmnVersion.of(number)
                .orElseThrow(() ->
                        new ProblemException("RMT-613", "dmn", "there is no DMN " + number, "write 1.3, 1.4 or 1.5"));
    }

    /** The table of a level that is in force. */
    ServerResponse level(String subject) {
        Level.Kind kind = LevelFiles.kind(subject).orElseThrow();
        String version = changes.inForce(subject);
        if (version.isEmpty()) return Api.missing("table of level", subject);
        Level level = changes.levelTable(version)
                .then(dmn -> Level.read(kind, dmn, kind.word() + ".dmn"))
                .orThrow();
        return ApiProblems.json(200, level(level).with("version", Json.of(version)));
    }

    private ServerResponse current(ServerRequest request, Function<PublishedProcess, ServerResponse> show) {
        String id = request.pathVariable("id");
        return changes.versionInForce(id).map(show).orElseGet(() -> Api.missing("process", id));
    }

    private static Json.Obj told(PublishedProcess process) {
        return Json.object("process", process.id(), "version", process.sha256())
                .with("table", table(process.pinned().table()))
                .with(
                        "levels",
                        Json.array(process.pinned().levels().stream()
                                .map(ApiRules::level)
                                .toList()));
    }

    private static Json.Obj level(Level level) {
        return Json.object("level", level.kind().word()).with("table", table(level.table()));
    }

    private static Json.Obj table(AuthorityTable table) {
        List<DecisionTable> every = table.tables();
        return Json.object(
                "name", table.name(),
                "version", table.version(),
                "hit_policy", table.hitPolicy().attribute(),
                "columns", columns(table.inputs()),
                "rows",
                        Json.array(table.rows().stream()
                                .map(row -> Json.object(
                                        "row",
                                        row.number(),
                                        "cells",
                                        cells(row.cells()),
                                        "verdict",
                                        row.ruling().word(),
                                        "reason",
                                        row.reason()))
                                .toList()),
                "otherwise",
                        Json.object(
                                "verdict", table.otherwise().ruling().word(),
                                "reason", table.otherwise().reason()),
                "fed_by",
                        Json.array(every.subList(0, every.size() - 1).stream()
                                .map(ApiRules::feeding)
                                .toList()));
    }

    /** A table whose answer is a fact for the next: its rows on one line each, since what it says is of any type. */
    private static Json.Obj feeding(DecisionTable table) {
        return Json.object(
                "name", table.name(),
                "hit_policy", table.hitPolicy().attribute(),
                "aggregation", nothing(table.hitPolicy().aggregation()),
                "columns", columns(table.inputs()),
                "rows", Json.strings(table.rules().stream().map(Rule::text).toList()));
    }

    private static Json columns(List<Input> inputs) {
        return Json.array(inputs.stream()
                .map(input -> Json.object(
                        "fact",
                        input.fact(),
                        "label",
                        input.label(),
                        "type",
                        input.type().feel(),
                        "allowed",
                        input.allowed() instanceof Cell.Any
                                ? null
                                : input.allowed().text(),
                        "may_be_missing",
                        input.presence() == Input.Presence.NULL_ALLOWED))
                .toList());
    }

    private static Json cells(List<Cell> cells) {
        return Json.strings(cells.stream().map(Cell::text).toList());
    }

    private static @Nullable String nothing(String text) {
        return text.isEmpty() ? null : text;
    }
}
