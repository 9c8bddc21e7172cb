package remit.server.web;

import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.ladder.LadderState;
import remit.server.access.Role.Permission;
import remit.server.ladders.LadderDesk;
import remit.server.ladders.LadderView;
import remit.server.ladders.ProcessLadders;
import remit.server.ladders.Segment;
import remit.server.web.page.Notice;
import remit.server.web.page.RolloutPage;
import remit.server.web.query.LadderQueries;
import remit.server.web.tell.Accounts;
import remit.server.web.tell.MoveTeller;
import remit.server.web.tell.RolloutTeller;

/** How far the work of a process is trusted: seen by everybody who may read, moved by those who may sign. */
final class RolloutPages {
    private final ReaderPages pages;
    private final WebParts parts;
    private final RolloutDesk desk;

    RolloutPages(ReaderPages pages) {
        this.pages = pages;
        this.parts = pages.parts();
        this.desk = new RolloutDesk(parts);
    }

    RouterFunction<ServerResponse> router(Callers callers, Failures failures) {
        return RouterFunctions.route()
                .GET("/processes/{id}/rollout", this::show)
                .POST("/processes/{id}/rollout", this::move)
                .filter(new Threshold(callers, failures)::pass)
                .onError(Throwable.class, failures::of)
                .build();
    }

    private ServerResponse show(ServerRequest request) {
        return show(request, 200, List.of());
    }

    private ServerResponse show(ServerRequest request, int status, List<String> errors) {
        String id = request.pathVariable("id");
        Optional<PublishedProcess> process = parts.catalog().process(id);
        if (process.isEmpty()) {
            var notice = new Notice(
                    404,
                    "No process is called “" + id + "” here.",
                    List.of("Check the address, or choose one of the list."),
                    new Notice.Link("/processes", "All processes"),
                    null);
            return pages.pages().notice(request.servletRequest(), "Not found", notice);
        }
        String title = "Rollout of " + process.get().contract().name();
        return pages.html(
                request, status, "rollout", new ReaderPages.Titled(title, "processes", page(process.get(), errors)));
    }

    private RolloutPage page(PublishedProcess process, List<String> errors) {
        String id = process.contract().id();
        ProcessLadders ladders = parts.rollout().ladders().of(id);
        var queries = new LadderQueries(parts.dataSource());
        var accounts = new Accounts(parts.access(), parts.catalog().version());
        ZoneId zone = process.contract().zone();
        Instant now = parts.rollout().clock().instant();
        boolean seesContent = pages.may(Permission.SEE_CONTENT);
        LadderView view = LadderView.of(id, ladders, seesContent);
        Map<Segment, LadderState> states = view.states();
        return new RolloutPage(
                id,
                RolloutTeller.sentence(process.contract().name(), view.begun(), states),
                view.begun(),
                new RolloutPage.May(pages.may(Permission.APPROVE_RULES), pages.may(Permission.ROLL_BACK)),
                new RolloutTeller(accounts, zone, now).cards(states),
                new MoveTeller(accounts, zone, seesContent).history(view, queries.ofProcess(id)),
                errors);
    }

    /** Takes a button. Who may not press it gets no page to read, but a refusal. */
    private ServerResponse move(ServerRequest request) {
        String id = request.pathVariable("id");
        if (parts.catalog().process(id).isEmpty()) return show(request);
        LadderDesk.Verb verb = LadderDesk.Verb.ofWord(request.param("verb").orElse(""))
                .orElseThrow(
                        () -> new ProblemException("RMT-148", "verb", "there is no such button", "reload the page"));
        Map<String, String> fields = request.params().toSingleValueMap();
        var wanted = new LadderDesk.Wanted(verb, fields.get("segment"), fields);
        return switch (desk.move(pages.reader(), id, wanted)) {
            case Checked.Ok<LadderDesk.Moved> ignored ->
                ServerResponse.seeOther(URI.create("/processes/" + id + "/rollout"))
                        .build();
            case Checked.Refused<LadderDesk.Moved>(List<Problem> problems) -> {
                int status = RolloutDesk.status(problems.getFirst());
                if (status == 403) throw new ProblemException(problems);
                yield show(request, status, told(problems));
            }
        };
    }

    private static List<String> told(List<Problem> problems) {
        boolean several = problems.size() > 1;
        return problems.stream()
                .map(problem -> (several ? problem.place() + ": " + problem.what() : Failures.capital(problem.what()))
                        + "; " + problem.fix() + ".")
                .toList();
    }
}
