package remit.server.web;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.server.access.Access;
import remit.server.access.Person;
import remit.server.web.page.Notice;

/**
 * Signing in with a one-time link. Opening the link only shows a button: a mail scanner or a preview that opens every
 * link must not use it up.
 */
final class SignIn {
    private final Pages pages;
    private final Callers callers;
    private final Access access;

    SignIn(Pages pages, Callers callers, Access access) {
        this.pages = pages;
        this.callers = callers;
        this.access = access;
    }

    ServerResponse show(ServerRequest request) {
        String token = request.param("token").orElse("");
        if (token.isEmpty() && callers.ofSession().isPresent()) {
            return ServerResponse.seeOther(URI.create("/")).build();
        }
        Optional<Person> person = token.isEmpty() ? Optional.empty() : access.linkedPerson(token);
        if (person.isEmpty() && !token.isEmpty()) return spent(request);
        return pages.html(
                200,
                "signin",
                Map.of(
                        "frame",
                        pages.frame(Console.raw(request), "Sign in", "").withPath("/sign-in"),
                        "name",
                        person.map(Person::name).orElse(""),
                        "token",
                        token));
    }

    ServerResponse signIn(ServerRequest request) {
        Optional<Person> person = access.signIn(request.param("token").orElse(""));
        if (person.isEmpty()) return spent(request);
        return ServerResponse.seeOther(URI.create("/")).build((raw, response) -> {
            callers.signIn(person.get(), raw, response);
            return null;
        });
    }

    ServerResponse signOut(ServerRequest request) {
        callers.signOut(Console.raw(request));
        return ServerResponse.seeOther(URI.create("/sign-in")).build();
    }

    private ServerResponse spent(ServerRequest request) {
        return pages.notice(
                Console.raw(request),
                "This link does not sign in",
                new Notice(
                        403,
                        "A sign-in link works once and for " + Access.LINK_LIFE.toMinutes()
                                + " minutes. This one was used, has expired, or was never ours.",
                        List.of("Make a new one with `remit access link` on the machine that runs Remit."),
                        new Notice.Link("/sign-in", "How to sign in"),
                        null));
    }
}
