package remit.server.web.api;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.server.access.Caller;
import remit.server.access.Role.Permission;
import remit.server.catalog.LevelFiles;
import remit.server.changes.Proposal;
import remit.server.web.api.ApiRoutes.Endpoint;

/** The addresses of the rules in force and of their changes. */
final class ChangeRoutes {
    private static final String CHANGES = "/api/v1/changes";
    private static final String PROCESS = "/api/v1/processes/{id}";
    private static final String ORGANISATION = "/api/v1/levels/organisation";
    private static final String DOMAIN = "/api/v1/levels/domain/{name}";

    private final Api api;

    private ChangeRoutes(Api api) {
        this.api = api;
    }

    /** What one of these addresses does for whoever asks. */
    private interface Moving {
        ServerResponse of(ApiChanges changes, ServerRequest request, Caller caller) throws IOException;
    }

    static List<Endpoint> of(Api api) {
        return Stream.concat(reading(api).stream(), new ChangeRoutes(api).moving().stream())
                .toList();
    }

    private static List<Endpoint> reading(Api api) {
        return List.of(
                new Endpoint(
                        HttpMethod.GET,
                        CHANGES,
                        Permission.READ,
                        (request, caller) -> api.rules().list(request, caller.orElseThrow())),
                new Endpoint(
                        HttpMethod.GET,
                        CHANGES + "/{id}",
                        Permission.READ,
                        (request, caller) -> api.rules().one(request, caller.orElseThrow())),
                new Endpoint(
                        HttpMethod.GET,
                        PROCESS + "/rules",
                        Permission.READ,
                        (request, caller) -> api.rules().table(request)),
                new Endpoint(
                        HttpMethod.GET,
                        PROCESS + "/rules.dmn",
                        Permission.READ,
                        (request, caller) -> api.rules().file(request)),
                new Endpoint(
                        HttpMethod.GET,
                        ORGANISATION + "/rules",
                        Permission.READ,
                        (request, caller) -> api.rules().level(LevelFiles.ORGANISATION)),
                new Endpoint(
                        HttpMethod.GET,
                        DOMAIN + "/rules",
                        Permission.READ,
                        (request, caller) -> api.rules().level(domain(request))));
    }

    private List<Endpoint> moving() {
        return List.of(
                post(PROCESS + "/changes", Permission.PROPOSE, ApiChanges::draft),
                post(
                        ORGANISATION + "/changes",
                        Permission.PROPOSE,
                        (all, request, caller) -> all.draft(
                                request, caller, table -> new Proposal.OfLevel(LevelFiles.ORGANISATION, table))),
                post(
                        DOMAIN + "/changes",
                        Permission.PROPOSE,
                        (all, request, caller) ->
                                all.draft(request, caller, table -> new Proposal.OfLevel(domain(request), table))),
                post(CHANGES + "/{id}:revise", Permission.PROPOSE, ApiChanges::revise),
                post(CHANGES + "/{id}:expect", Permission.PROPOSE, ApiChanges::expect),
                post(CHANGES + "/{id}:submit", Permission.PROPOSE, ApiChanges::submit),
                post(CHANGES + "/{id}:approve", Permission.APPROVE_RULES, ApiChanges::approve),
                post(CHANGES + "/{id}:reject", Permission.APPROVE_RULES, ApiChanges::reject),
                post(CHANGES + "/{id}:withdraw", Permission.PROPOSE, ApiChanges::withdraw),
                post(CHANGES + "/{id}:rebase", Permission.PROPOSE, ApiChanges::rebase),
                post(PROCESS + ":rollback", Permission.ROLL_BACK, ApiChanges::rollBack),
                post(
                        ORGANISATION + ":rollback",
                        Permission.ROLL_BACK,
                        (all, request, caller) -> all.rollBackLevel(request, caller, LevelFiles.ORGANISATION)),
                post(
                        DOMAIN + ":rollback",
                        Permission.ROLL_BACK,
                        (all, request, caller) -> all.rollBackLevel(request, caller, domain(request))));
    }

    private static String domain(ServerRequest request) {
        return LevelFiles.domain(request.pathVariable("name"));
    }

    private Endpoint post(String path, Permission needs, Moving moving) {
        return new Endpoint(
                HttpMethod.POST,
                path,
                needs,
                (request, caller) -> moving.of(api.changes(), request, caller.orElseThrow()));
    }
}
