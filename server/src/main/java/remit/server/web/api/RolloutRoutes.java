package remit.server.web.api;

import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpMethod;
import remit.server.access.Role.Permission;
import remit.server.ladders.LadderDesk.Verb;
import remit.server.web.api.ApiRoutes.Endpoint;

/** The addresses of the ladders of a process, and of looks at what cleared. */
final class RolloutRoutes {
    private static final String LADDER = "/api/v1/processes/{id}/ladder";

    private RolloutRoutes() {}

    static List<Endpoint> of(Api api) {
        var endpoints = new ArrayList<Endpoint>();
        endpoints.add(new Endpoint(
                HttpMethod.GET,
                LADDER,
                Permission.READ,
                (request, caller) -> api.rollout().show(request, caller.orElseThrow())));
        for (Verb verb : Verb.values()) {
            endpoints.add(new Endpoint(
                    HttpMethod.POST,
                    LADDER + ":" + verb.word(),
                    verb.needs(),
                    (request, caller) -> api.rollout().move(request, caller.orElseThrow(), verb)));
        }
        endpoints.add(new Endpoint(
                HttpMethod.POST,
                "/api/v1/cases/{id}:look",
                null,
                (request, caller) -> api.rollout().look(request, caller.orElse(null))));
        return endpoints;
    }
}
