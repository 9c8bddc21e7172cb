package remit.server.web.api;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.kernel.Problem;
import remit.server.access.ApiKey;
import remit.server.access.Caller;
import remit.server.access.Role.Permission;
import remit.server.web.Callers;
import remit.server.web.Failures;

/** Every address of the API in one table: what it needs and who answers it. The published document is tested against it. */
public final class ApiRoutes {
    private static final String DOCUMENT = "/api/openapi.json";

    private final Callers callers;
    private final List<Endpoint> endpoints;
    private final String document;

    /** @param needs the permission of the caller; null where the request proves itself in another way */
    public record Endpoint(
            HttpMethod method, String path, @Nullable Permission needs, Answering answer) {}

    /** Answers a request of a known caller; for an endpoint that needs no permission the caller is empty. */
    public interface Answering {
        ServerResponse of(ServerRequest request, Optional<Caller> caller) throws Exception;
    }

    public ApiRoutes(Callers callers, Api api, ApiIntake intake, String document) {
        this.callers = callers;
        this.document = document;
        List<Endpoint> endpoints = List.of(
                get("/api/v1/processes", (request, caller) -> api.processes()),
                get("/api/v1/processes/{id}", (request, caller) -> api.process(request)),
                get(
                        "/api/v1/processes/{id}/rules/hygiene",
                        (r, c) -> api.register().hygiene(r)),
                get("/api/v1/authority", (request, caller) -> api.register().list(request)),
                get(
                        "/api/v1/authority/check",
                        (request, caller) -> api.register().check(request)),
                get("/api/v1/cases", (request, caller) -> api.cases(request, caller.orElseThrow())),
                get("/api/v1/cases/{id}", (request, caller) -> api.oneCase(request, caller.orElseThrow())),
                get("/api/v1/cases/{id}/who", (request, caller) -> api.who(request)),
                new Endpoint(
                        HttpMethod.GET,
                        "/api/v1/changelog",
                        Permission.SEE_CONTENT,
                        (request, c) -> api.changelog(request, c.orElseThrow())),
                new Endpoint(
                        HttpMethod.GET,
                        "/api/v1/stories",
                        Permission.SEE_CONTENT,
                        (request, c) -> api.stories().story(request)),
                new Endpoint(
                        HttpMethod.POST,
                        "/api/v1/projections:rebuild",
                        Permission.ADMINISTER,
                        (r, c) -> api.stories().rebuild(c.orElseThrow())),
                new Endpoint(
                        HttpMethod.POST,
                        "/api/v1/processes/{id}/cases",
                        Permission.SUBMIT,
                        (request, caller) -> intake.submit(request, caller.orElseThrow())),
                review("approve", intake),
                review("edit", intake),
                review("reject", intake),
                new Endpoint(HttpMethod.POST, "/hooks/{process}", null, (request, caller) -> intake.hook(request)),
                new Endpoint(HttpMethod.GET, "/schemas/v1/{name}", null, (request, caller) -> Schemas.show(request)),
                new Endpoint(HttpMethod.GET, DOCUMENT, null, (request, caller) -> document()));
        this.endpoints = Stream.of(
                        endpoints,
                        ChangeRoutes.of(api),
                        whatIf(api),
                        evidence(api),
                        RolloutRoutes.of(api),
                        ApiHalts.of(api),
                        ApiEffects.of(api),
                        incidents(api))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Endpoint> whatIf(Api api) {
        return List.of(
                new Endpoint(
                        HttpMethod.POST,
                        "/api/v1/processes/{id}/whatif",
                        Permission.READ,
                        (request, caller) -> api.whatIf().ask(request, caller.orElseThrow())),
                get(
                        "/api/v1/processes/{id}/certificates",
                        (request, caller) -> api.whatIf().certificates(request)));
    }

    private static List<Endpoint> evidence(Api api) {
        return List.of(
                get("/api/v1/evidence/head", (request, caller) -> api.evidence().head(request)),
                get("/api/v1/evidence/keys", (request, caller) -> api.evidence().keys()),
                get("/api/v1/evidence/consistency", (r, c) -> api.evidence().since(r)),
                get("/api/v1/cases/{id}/proof", (r, c) -> api.evidence().ofCase(r)));
    }

    private static List<Endpoint> incidents(Api api) {
        return List.of(
                get("/api/v1/incidents", (request, caller) -> api.incidents().list(request)),
                new Endpoint(
                        HttpMethod.POST,
                        "/api/v1/incidents/{id}:acknowledge",
                        Permission.RESPOND,
                        (request, caller) -> api.incidents().acknowledge(request, caller.orElseThrow())),
                new Endpoint(
                        HttpMethod.POST,
                        "/api/v1/incidents/{id}:close",
                        Permission.RESPOND,
                        (request, caller) -> api.incidents().close(request, caller.orElseThrow())),
                new Endpoint(
                        HttpMethod.GET,
                        "/api/v1/notices/dead",
                        Permission.ADMINISTER,
                        (request, caller) -> api.incidents().dead()),
                new Endpoint(
                        HttpMethod.POST,
                        "/api/v1/notices:redeliver",
                        Permission.ADMINISTER,
                        (request, caller) -> api.incidents().redeliver(request, caller.orElseThrow())));
    }

    private static Endpoint get(String path, Answering answer) {
        return new Endpoint(HttpMethod.GET, path, Permission.READ, answer);
    }

    private static Endpoint review(String verb, ApiIntake intake) {
        return new Endpoint(
                HttpMethod.POST,
                "/api/v1/cases/{id}:" + verb,
                null,
                (request, caller) -> intake.review(request, verb, caller.orElse(null)));
    }

    public List<Endpoint> endpoints() {
        return endpoints;
    }

    private ServerResponse document() {
        return ApiProblems.text(200, MediaType.APPLICATION_JSON, document);
    }

    public RouterFunction<ServerResponse> router(Failures failures) {
        RouterFunctions.Builder routes = RouterFunctions.route();
        for (Endpoint endpoint : endpoints) {
            routes.route(
                    RequestPredicates.method(endpoint.method).and(RequestPredicates.path(endpoint.path)),
                    handler(endpoint));
        }
        return routes.onError(Throwable.class, failures::of).build();
    }

    private HandlerFunction<ServerResponse> handler(Endpoint endpoint) {
        return request -> {
            Optional<Caller> caller = callers.ofKey(request.servletRequest());
            if (endpoint.needs == null) return endpoint.answer.of(request, caller);
            if (caller.isEmpty()) return unknown();
            if (!caller.get().may(endpoint.needs)) {
                return ApiProblems.of(
                        403,
                        new Problem(
                                "RMT-641",
                                "Authorization",
                                "this key may not do that: it needs the scope "
                                        + ApiKey.Scope.of(endpoint.needs).word(),
                                "use a key with that scope, of a person whose roles reach as far"));
            }
            return endpoint.answer.of(request, caller);
        };
    }

    public static ServerResponse unknown() {
        return ApiProblems.of(
                401,
                new Problem(
                        "RMT-640",
                        "Authorization",
                        "no API key, or one that is unknown or has expired",
                        "send `Authorization: Bearer rmt_...`; an administrator makes keys"));
    }
}
