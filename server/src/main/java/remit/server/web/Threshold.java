package remit.server.web;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.kernel.ProblemException;
import remit.server.access.Caller;
import remit.server.access.Role;

/** Lets nobody past who is not somebody now: a session outlives the person it was started for. */
final class Threshold {
    private static final Set<String> OPEN = Set.of("/sign-in", "/sign-out", "/theme", "/error");

    private final Callers callers;
    private final Failures failures;

    Threshold(Callers callers, Failures failures) {
        this.callers = callers;
        this.failures = failures;
    }

    ServerResponse pass(ServerRequest request, HandlerFunction<ServerResponse> next) throws Exception {
        if (OPEN.contains(request.path())) return next.handle(request);
        Optional<Caller> caller;
        try {
            caller = callers.ofSession();
            if (caller.isPresent()) allowed(caller.get());
        } catch (ProblemException refused) {
            // Nobody behind a filter answers for what it throws.
            return failures.of(refused, request);
        }
        if (caller.isEmpty()) {
            callers.signOut(request.servletRequest());
            return ServerResponse.seeOther(URI.create("/sign-in")).build();
        }
        return next.handle(request);
    }

    private static void allowed(Caller caller) {
        if (!caller.may(Role.Permission.READ)) {
            throw new ProblemException(
                    "RMT-629", "", "you have no role here", "ask an administrator for a role in access.yaml");
        }
    }
}
