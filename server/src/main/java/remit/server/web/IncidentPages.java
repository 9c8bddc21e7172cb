package remit.server.web;

import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.incident.IncidentState;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.access.Role.Permission;
import remit.server.incidents.Incident;
import remit.server.incidents.IncidentDesk;
import remit.server.web.page.CasePage;
import remit.server.web.page.IncidentsPage;
import remit.server.web.page.Notice;

/** Incidents: seen by everybody who may read, taken up by those who may respond. A page leads to one of them. */
final class IncidentPages {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM yyyy HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ReaderPages pages;
    private final IncidentDesk desk;

    IncidentPages(ReaderPages pages) {
        this.pages = pages;
        this.desk = pages.parts().incidents();
    }

    RouterFunction<ServerResponse> router(Callers callers, Failures failures) {
        return RouterFunctions.route()
                .GET("/incidents", this::list)
                .GET("/incidents/{id}", this::one)
                .POST("/incidents/{id}", this::move)
                .filter(new Threshold(callers, failures)::pass)
                .onError(Throwable.class, failures::of)
                .build();
    }

    private ServerResponse list(ServerRequest request) {
        String process = request.param("process").filter(id -> !id.isBlank()).orElse(null);
        List<Incident> open = desk.list(process, false);
        String sentence = open.isEmpty()
                ? "Nothing is wrong: no incident is open."
                : open.size() == 1 ? "One incident is not over." : open.size() + " incidents are not over.";
        return page(request, 200, sentence, open, List.of());
    }

    private ServerResponse one(ServerRequest request) {
        return one(request, 200, List.of());
    }

    private ServerResponse one(ServerRequest request, int status, List<String> errors) {
        Optional<Incident> found = desk.find(request.pathVariable("id"));
        if (found.isPresent()) {
            Incident incident = found.get();
            return page(request, status, sentence(incident.state()), List.of(incident), errors);
        }
        var notice = new Notice(
                404,
                "No incident has this address.",
                List.of("Check the address, or choose one of the list."),
                new Notice.Link("/incidents", "Incidents"),
                null);
        return pages.pages().notice(request.servletRequest(), "Not found", notice);
    }

    private static String sentence(IncidentState state) {
        return switch (state.standing()) {
            case OPEN -> "Nobody has taken this up yet.";
            case ACKNOWLEDGED -> "Somebody has taken this up; nobody else is paged.";
            case CLOSED -> "This is over.";
        };
    }

    private ServerResponse page(
            ServerRequest request, int status, String sentence, List<Incident> incidents, List<String> errors) {
        var page = new IncidentsPage(
                sentence,
                pages.may(Permission.RESPOND),
                incidents.stream().map(this::line).toList(),
                errors);
        return pages.html(request, status, "incidents", new ReaderPages.Titled("Incidents", "processes", page));
    }

    private IncidentsPage.Line line(Incident incident) {
        IncidentState state = incident.state();
        boolean open = state.standing() == IncidentState.Standing.OPEN;
        boolean over = state.standing() == IncidentState.Standing.CLOSED;
        return new IncidentsPage.Line(
                incident.id(),
                incident.process(),
                "Severity " + state.cause().severity() + ": " + what(state),
                new CasePage.Label(state.standing().word(), open ? "■" : over ? "○" : "◐", open ? "stop" : "neutral"),
                facts(incident),
                next(incident),
                open,
                over);
    }

    private static String what(IncidentState state) {
        return switch (state.cause()) {
            case BOUNDARY -> "cases were stopped at a boundary";
            case UNCERTAINTY -> "the author gives no answer";
            case OVERDUE -> "held cases were not decided in time";
            case SILENCE -> "fewer cases than expected";
            case BACKLOG -> "more waits for a person than expected";
            case EFFECTS -> "actions of the tool " + state.about() + " do not get through";
            case REFUSED -> "the tool " + state.about() + " refused actions";
        };
    }

    /** The shortest way on; docs/how-to/you-were-paged.md has all of it. */
    private static String next(Incident incident) {
        String process = incident.process();
        String look = switch (incident.state().cause()) {
            case BOUNDARY -> "Look at the stopped cases: what is outside the boundary stays so; tell whoever sent it.";
            case UNCERTAINTY -> "See whether the author can be reached; its cases wait for people until it answers.";
            case OVERDUE, BACKLOG -> "Decide the held cases, or find people who do.";
            case SILENCE -> "See whether the source still sends, and whether anything is halted (remit halts).";
            case EFFECTS ->
                "List them (remit effects list --process " + process
                        + "), look into the system of record, and say what you found (remit effects settle).";
            case REFUSED ->
                "List them (remit effects list --process " + process
                        + ") and correct the cause; decide by hand what cannot wait. What a tool would not take back, take"
                        + " back by hand and say so (remit effects settle ID --done).";
        };
        return look + " When in doubt, halt it first: remit halt " + process + " --reason \"...\".";
    }

    private String facts(Incident incident) {
        IncidentState state = incident.state();
        var told = new StringBuilder("Since " + told(state.openedAt()) + "; paged "
                + (state.pages() == 1 ? "once" : state.pages() + " times") + ".");
        for (var fact : state.facts().fields().entrySet()) {
            String value = fact.getValue() instanceof Json.Str(String text)
                    ? text
                    : fact.getValue().compact();
            told.append(' ')
                    .append(Failures.capital(fact.getKey().replace('_', ' ')))
                    .append(": ");
            told.append(value).append('.');
        }
        IncidentState.Taken taken = state.taken();
        if (taken != null) {
            String id = taken.by().id();
            String name = pages.parts().access().nameOf(id).orElse(id);
            told.append(" Taken up by ")
                    .append(name)
                    .append(", ")
                    .append(told(taken.at()))
                    .append('.');
        }
        if (state.closedAt() != null)
            told.append(" Closed ").append(told(state.closedAt())).append('.');
        return told.toString();
    }

    private static String told(Instant at) {
        return TIME.format(at);
    }

    /** Takes a button. Who may not press it gets no page to read, but a refusal. */
    private ServerResponse move(ServerRequest request) {
        String id = request.pathVariable("id");
        if (desk.find(id).isEmpty()) return one(request);
        if (!pages.may(Permission.RESPOND)) {
            throw new ProblemException(
                    "RMT-629", "incidents", "your roles do not let you take incidents up", "ask an administrator");
        }
        Checked<Incident> moved = switch (request.param("verb").orElse("")) {
            case "acknowledge" -> desk.acknowledge(id, pages.reader().actor());
            case "close" ->
                desk.close(id, pages.reader().actor(), request.param("reason").orElse(""));
            default -> throw new ProblemException("RMT-148", "verb", "there is no such button", "reload the page");
        };
        return switch (moved) {
            case Checked.Ok<Incident> ignored ->
                ServerResponse.seeOther(URI.create("/incidents/" + id)).build();
            case Checked.Refused<Incident>(List<Problem> problems) ->
                one(
                        request,
                        problems.getFirst().code().equals("RMT-534") ? 409 : 422,
                        problems.stream()
                                .map(problem -> Failures.capital(problem.what()) + "; " + problem.fix() + ".")
                                .toList());
        };
    }
}
