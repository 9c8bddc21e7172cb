package remit.server.web;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.kernel.Problem;
import remit.server.access.Caller;
import remit.server.access.Role.Permission;
import remit.server.changes.Participant;
import remit.server.web.tell.ChangeTeller;
import remit.server.web.tell.People;

/** Pages about rules for whoever is signed in: what they may see and do decides what stands on them. */
final class ReaderPages {
    private final Pages pages;
    private final Callers callers;
    private final WebParts parts;

    ReaderPages(Pages pages, Callers callers, WebParts parts) {
        this.pages = pages;
        this.callers = callers;
        this.parts = parts;
    }

    WebParts parts() {
        return parts;
    }

    boolean may(Permission permission) {
        return callers.ofSession().filter(caller -> caller.may(permission)).isPresent();
    }

    Caller reader() {
        return callers.ofSession().orElseThrow();
    }

    Participant participant() {
        return Participant.of(reader());
    }

    People people() {
        return new People(
                id -> parts.access().nameOf(id).orElse(id),
                parts.access()::people,
                () -> parts.access().recorded()::tie);
    }

    ChangeTeller teller(ZoneId zone) {
        return new ChangeTeller(people(), zone, may(Permission.SEE_CONTENT));
    }

    /** A page. @param nav which place of the navigation it belongs to */
    record Titled(String title, String nav, Object page) {}

    ServerResponse html(ServerRequest request, int status, String template, Titled titled) {
        return pages.html(
                status,
                template,
                Map.of(
                        "frame",
                        pages.frame(request.servletRequest(), titled.title(), titled.nav()),
                        "page",
                        titled.page()));
    }

    Pages pages() {
        return pages;
    }

    /** What is wrong with what was sent, a sentence each. */
    static List<String> told(List<Problem> problems) {
        return problems.stream()
                .map(problem -> problem.place() + ": " + problem.what() + "; " + problem.fix())
                .toList();
    }
}
