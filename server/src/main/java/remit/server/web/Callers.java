package remit.server.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import remit.server.access.Access;
import remit.server.access.Caller;
import remit.server.access.Person;

/**
 * The one way from a request to an actor. A session holds nothing but a person's id; what that person may do is asked of
 * {@link Access} on every request, so a role that was taken away is gone at once.
 */
public final class Callers {
    private static final String BEARER = "Bearer ";

    private final Access access;
    private final HttpSessionSecurityContextRepository sessions = new HttpSessionSecurityContextRepository();

    public Callers(Access access) {
        this.access = access;
    }

    /** Whoever signed in to the session of this request. */
    public Optional<Caller> ofSession() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null || !(authentication.getPrincipal() instanceof String personId))
            return Optional.empty();
        return access.caller(personId);
    }

    /** Whoever the request's API key belongs to. */
    public Optional<Caller> ofKey(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) return Optional.empty();
        return access.keyFor(header.substring(BEARER.length()).strip());
    }

    /** Starts a session for a person whom a link proved; a session from before is worth nothing any more. */
    public void signIn(Person person, HttpServletRequest request, HttpServletResponse response) {
        request.getSession();
        request.changeSessionId();
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(person.id(), null, List.of()));
        SecurityContextHolder.setContext(context);
        sessions.saveContext(context, request, response);
    }

    public void signOut(HttpServletRequest request) {
        var session = request.getSession(false);
        if (session != null) session.invalidate();
        SecurityContextHolder.clearContext();
    }
}
