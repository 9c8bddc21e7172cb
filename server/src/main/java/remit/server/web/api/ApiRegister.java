package remit.server.web.api;

import java.util.List;
import java.util.Optional;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.register.Authorities;
import remit.server.register.HygieneReport;
import remit.server.web.WebParts;

/** Who may let what through, and how the rows of the rules fare: what the command line gives, too. */
public final class ApiRegister {
    private final WebParts.Register register;

    ApiRegister(WebParts.Register register) {
        this.register = register;
    }

    ServerResponse list(ServerRequest request) {
        Optional<String> unknown = unknown(request);
        if (unknown.isPresent()) return Api.missing("process", unknown.get());
        Optional<String> pack = request.param("pack").filter(hash -> !hash.isBlank());
        Optional<Authorities.Register> found = pack.isPresent()
                ? register.authorities().version(pack.get())
                : Optional.of(register.authorities().register(process(request).orElse(null)));
        return found.map(all -> ApiProblems.json(
                        200, all.of(request.param("who").orElse("")).toJson()))
                .orElseGet(() -> Api.missing("pack version", pack.orElse("")));
    }

    /** Looks at every case that cleared, now; it takes as long as reading them does. */
    ServerResponse check(ServerRequest request) {
        Optional<String> unknown = unknown(request);
        if (unknown.isPresent()) return Api.missing("process", unknown.get());
        return ApiProblems.json(
                200, register.authorities().check(process(request).orElse(null)).toJson());
    }

    ServerResponse hygiene(ServerRequest request) {
        String id = request.pathVariable("id");
        return register.hygiene()
                .of(id)
                .map(found -> switch (found) {
                    case Checked.Ok<HygieneReport>(HygieneReport report) -> ApiProblems.json(200, report.toJson());
                    case Checked.Refused<HygieneReport>(List<Problem> problems) -> ApiProblems.of(500, problems, null);
                })
                .orElseGet(() -> Api.missing("process", id));
    }

    private static Optional<String> process(ServerRequest request) {
        return request.param("process").filter(id -> !id.isBlank());
    }

    private Optional<String> unknown(ServerRequest request) {
        return process(request).filter(id -> !register.authorities().processes().contains(id));
    }
}
