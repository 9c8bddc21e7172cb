package remit.server.web.api;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.access.ApiKey;
import remit.server.access.Caller;
import remit.server.access.Role.Permission;
import remit.server.web.WhatIfDesk;
import remit.server.whatif.CertificateList;
import remit.server.whatif.Told;
import remit.server.whatif.WhatIfs;

/** What other rules would have made of the past, and the certificates of it: what the command line gives, too. */
public final class ApiWhatIf {
    private static final String CERTIFY = "certify";
    private static final String RULES_ALONE = "rules_alone";

    private final WhatIfDesk desk;
    private final WhatIfs whatIfs;

    ApiWhatIf(WhatIfDesk desk, WhatIfs whatIfs) {
        this.desk = desk;
        this.whatIfs = whatIfs;
    }

    /**
     * Answers a question. With {@code certify} it is written down as a certificate; the very same question again gives the
     * same one, so no key is needed to repeat it.
     */
    ServerResponse ask(ServerRequest request, Caller caller) throws IOException {
        Json.Obj body = Once.object(Once.utf8(Once.bytes(request)));
        boolean certify = certify(body);
        if (certify && !caller.may(Permission.PROPOSE)) return forbidden();
        Checked<Told> told = desk.asked(request.pathVariable("id"), fields(body))
                .then(asked -> certify ? whatIfs.ask(asked, caller.actor()) : whatIfs.explore(asked));
        return switch (told) {
            case Checked.Ok<Told>(Told answer) -> ApiProblems.json(200, answer.toJson());
            case Checked.Refused<Told>(List<Problem> problems) ->
                ApiProblems.of(status(problems.getFirst()), problems, null);
        };
    }

    /** Every certificate of a process. */
    ServerResponse certificates(ServerRequest request) {
        return switch (whatIfs.certificates(request.pathVariable("id"))) {
            case Checked.Ok<CertificateList>(CertificateList list) -> ApiProblems.json(200, list.toJson());
            case Checked.Refused<CertificateList>(List<Problem> problems) ->
                ApiProblems.of(status(problems.getFirst()), problems, null);
        };
    }

    private static ServerResponse forbidden() {
        return ApiProblems.of(
                403,
                new Problem(
                        "RMT-641",
                        "Authorization",
                        "this key may not issue a certificate: it needs the scope "
                                + ApiKey.Scope.of(Permission.PROPOSE).word(),
                        "use a key with that scope, or send \"certify\": false"));
    }

    private static boolean certify(Json.Obj body) {
        Json value = body.get(CERTIFY);
        if (value == null) return true;
        if (value instanceof Json.Bool(boolean wanted)) return wanted;
        throw new ProblemException("RMT-652", CERTIFY, "is neither true nor false", "send true, or leave it out");
    }

    /** A number may be written as one or as text: 0.03 or "3%". */
    private static Map<String, String> fields(Json.Obj body) {
        var fields = new HashMap<String, String>();
        body.fields().forEach((name, value) -> {
            if (name.equals(CERTIFY) || value instanceof Json.Null) return;
            if (value instanceof Json.Str(String text)) fields.put(name, text);
            else if (value instanceof Json.Num) fields.put(name, value.compact());
            else if (value instanceof Json.Bool && name.equals(RULES_ALONE)) fields.put(name, value.compact());
            else
                throw new ProblemException(
                        "RMT-652", name, "is neither text nor a number", "send \"" + name + "\": \"...\"");
        });
        return fields;
    }

    private static int status(Problem problem) {
        return switch (problem.code()) {
            case "RMT-088", "RMT-180" -> 404;
            case "RMT-189", "RMT-188" -> 400;
            default -> 422;
        };
    }
}
