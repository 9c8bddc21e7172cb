package remit.server.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.casework.CaseState;
import remit.incident.IncidentState;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.access.Caller;
import remit.server.store.DeadNotices;
import remit.server.web.page.CaseLine;
import remit.server.web.page.CasePage;
import remit.server.web.page.EventLine;
import remit.server.web.page.Notice;
import remit.server.web.page.Phase;
import remit.server.web.query.CaseFilter;
import remit.server.web.query.CaseQueries;
import remit.server.web.query.Cursor;
import remit.server.web.query.LadderQueries;
import remit.server.web.query.Totals;
import remit.server.web.tell.Accounts;
import remit.server.web.tell.CaseLists;
import remit.server.web.tell.CaseTeller;
import remit.server.web.tell.Dates;
import remit.server.web.tell.LookTeller;
import remit.server.web.tell.ProcessTeller;
import remit.server.web.tell.Scorecards;

/** The pages behind the sign-in. Each method answers one address. */
final class Console {
    /** Stands in what a refused look is shown with, where a review has its reason. */
    private static final String SEVERE = "severe";

    private final Pages pages;
    private final Callers callers;
    private final WebParts parts;
    private final CaseQueries queries;
    private final Totals totals;
    private final ReviewDesk desk;
    private final LookDesk looks;
    private final CaseLists lists;

    Console(Pages pages, Callers callers, WebParts parts, CaseQueries queries, Totals totals) {
        this.pages = pages;
        this.callers = callers;
        this.parts = parts;
        this.queries = queries;
        this.totals = totals;
        this.desk = new ReviewDesk(parts, queries);
        this.looks = new LookDesk(parts, queries);
        this.lists = new CaseLists(parts.catalog(), queries);
    }

    ServerResponse scorecard(ServerRequest request) {
        var page = new Scorecards(parts.catalog(), totals)
                .page(queries.unfinished(), DeadNotices.of(parts.dataSource()), untaken());
        return pages.html(
                200, "scorecard", Map.of("frame", pages.frame(raw(request), "Scorecard", "scorecard"), "page", page));
    }

    /** Incidents that page and that nobody has taken up. */
    private long untaken() {
        return parts.incidents().list(null, false).stream()
                .filter(incident -> incident.state().standing() == IncidentState.Standing.OPEN)
                .count();
    }

    ServerResponse processes(ServerRequest request) {
        var page = new Scorecards(parts.catalog(), totals)
                .page(queries.unfinished(), DeadNotices.of(parts.dataSource()), untaken());
        return pages.html(
                200, "processes", Map.of("frame", pages.frame(raw(request), "Processes", "processes"), "page", page));
    }

    ServerResponse process(ServerRequest request) {
        String id = request.pathVariable("id");
        Optional<PublishedProcess> found = parts.catalog().process(id);
        if (found.isEmpty()) return missing(request, "No process is called “" + id + "” here.");
        PublishedProcess process = found.get();
        var page = ProcessTeller.page(
                process, parts.halts().exposure(process.contract()), totals.of(process), totals.hits(id));
        return pages.html(
                200,
                "process",
                Map.of("frame", pages.frame(raw(request), process.contract().name(), "processes"), "page", page));
    }

    ServerResponse cases(ServerRequest request) {
        Map<String, String> asked = request.params().toSingleValueMap();
        CaseFilter filter = CaseFilter.read(asked).orThrow();
        var page = lists.page(filter, cursor(asked), "/cases", seesContent());
        return pages.html(200, "cases", Map.of("frame", pages.frame(raw(request), "Cases", "cases"), "page", page));
    }

    /** Everything that waits for a person. */
    ServerResponse held(ServerRequest request) {
        Map<String, String> asked = new HashMap<>(request.params().toSingleValueMap());
        asked.put(CaseFilter.PHASE, "held");
        CaseFilter filter = CaseFilter.read(asked).orThrow();
        var page = lists.page(filter, cursor(asked), "/held", seesContent());
        return pages.html(200, "cases", Map.of("frame", pages.frame(raw(request), "Held cases", "held"), "page", page));
    }

    /** What cleared and waits for a look. */
    ServerResponse looks(ServerRequest request) {
        Map<String, String> asked = new HashMap<>(request.params().toSingleValueMap());
        asked.put(CaseFilter.SAMPLE, "open");
        CaseFilter filter = CaseFilter.read(asked).orThrow();
        var page = lists.page(filter, cursor(asked), CaseLists.LOOKS, seesContent());
        return pages.html(
                200, "cases", Map.of("frame", pages.frame(raw(request), "Cases to look at", "held"), "page", page));
    }

    private static @Nullable Cursor cursor(Map<String, String> asked) {
        String text = asked.get("cursor");
        return text == null || text.isEmpty() ? null : Cursor.read(text).orThrow();
    }

    /** Finds by id, by the beginning of an id, or by what the source calls the case. */
    ServerResponse search(ServerRequest request) {
        String asked = request.param("q").orElse("").replace("\0", "").strip();
        List<String> found = asked.isEmpty() ? List.of() : new CaseSearch(parts, queries).find(asked, seesContent());
        if (found.size() == 1)
            return ServerResponse.seeOther(URI.create("/cases/" + found.getFirst()))
                    .build();
        if (found.size() > 1) {
            var page = lists.of(found, asked, CaseSearch.MOST, seesContent());
            return pages.html(
                    200, "cases", Map.of("frame", pages.frame(raw(request), "Search", "cases"), "page", page));
        }
        return missing(
                request,
                asked.isEmpty()
                        ? "Type what your source calls the case, or the first characters of its id."
                        : "No case is called “" + asked + "”, and none begins with it.");
    }

    ServerResponse showCase(ServerRequest request) {
        return showCase(request, 200, CasePage.Sent.NOTHING);
    }

    private ServerResponse showCase(ServerRequest request, int status, CasePage.Sent sent) {
        String id = request.pathVariable("id");
        Optional<CaseLine> line = queries.one(id);
        if (line.isEmpty()) return missing(request, "No case has the id “" + id + "”.");
        return pages.html(
                status,
                "case",
                Map.of(
                        "frame",
                        pages.frame(raw(request), title(line.get()), place(line.get())),
                        "page",
                        page(line.get(), sent)));
    }

    private static String place(CaseLine line) {
        boolean waits = line.phase() == Phase.HELD
                || (line.standing().sample() != null && line.standing().sample().open());
        return waits ? "held" : "cases";
    }

    private String title(CaseLine line) {
        return "Case " + (line.key() == null || !seesContent() ? line.shortId() : line.key());
    }

    private CasePage page(CaseLine line, CasePage.Sent sent) {
        List<EventLine> all = queries.events(line.id());
        List<EventLine> events = EventLine.shown(line, all);
        PublishedProcess process = parts.catalog().process(line.process()).orElse(null);
        var accounts = new Accounts(parts.access(), parts.catalog().version());
        var zone =
                process == null ? java.time.ZoneOffset.UTC : process.contract().zone();
        var teller = new CaseTeller(accounts, zone, seesContent());
        var summary = new CasePage.Summary(
                process == null ? line.process() : process.contract().name(),
                teller.lead(line, events),
                Dates.moment(line.at(), zone),
                line.id(),
                line.hidden() ? CaseTeller.hidden(accounts.of(events, process)) : accounts.of(events, process));
        return new CasePage(
                line,
                summary,
                teller.inputs(events),
                line.hidden()
                        ? CaseTeller.HIDDEN_WORK
                        : teller.work(
                                events,
                                seesContent() ? new SpokenRules(parts.rules()).of(line.id(), events) : Map.of()),
                teller.timeline(events),
                line.phase() == Phase.HELD ? desk(line, events, sent) : null,
                sampled(line, all, sent),
                wishes(line),
                line.phase() == Phase.HELD && process != null ? ProcessTeller.forGood(process.contract()) : List.of());
    }

    /** What a reviewer can want of cases like this one: another verdict of the rules, which a second person approves. */
    private List<CasePage.Pair> wishes(CaseLine line) {
        boolean may = callers.ofSession()
                .filter(caller -> caller.may(remit.server.access.Role.Permission.PROPOSE))
                .isPresent();
        if (!may || line.hidden() || line.standing().verdict() == null) return List.of();
        return List.of(
                new CasePage.Pair("auto_clear", "should clear by itself"),
                new CasePage.Pair("checkpoint", "should wait for a person"),
                new CasePage.Pair("stop", "should stop"));
    }

    private CasePage.@Nullable Sampled sampled(CaseLine line, List<EventLine> events, CasePage.Sent sent) {
        CaseLine.Sample sample = line.standing().sample();
        if (sample == null) return null;
        if (!sample.open()) {
            var followed = new LadderQueries(parts.dataSource()).followed(line.process(), line.id(), events);
            var judged = Accounts.last(events, "SampleJudged").orElse(null);
            return new CasePage.Sampled(null, LookTeller.followed(line, judged, followed));
        }
        Problem forbidden = callers.ofSession()
                .map(caller -> looks.forbidden(caller, line, events))
                .orElse(null);
        var form = new CasePage.Desk(line.seq(), blocked(forbidden), looks.choices(line, events), List.of(), sent);
        return new CasePage.Sampled(
                new CasePage.LookForm(sample.blind(), form, sent.reason().equals(SEVERE)), List.of());
    }

    private static @Nullable String blocked(@Nullable Problem forbidden) {
        return forbidden == null ? null : forbidden.what() + "; " + forbidden.fix();
    }

    /** Takes a person's look at a case that cleared. */
    ServerResponse look(ServerRequest request) {
        Map<String, String> fields = request.params().toSingleValueMap();
        Optional<CaseLine> line = queries.one(request.pathVariable("id"));
        if (line.isEmpty()) return missing(request, "No case has that id.");
        Caller caller = callers.ofSession().orElseThrow();
        return switch (looks.look(caller, line.get(), seq(fields), fields)) {
            case Checked.Ok<CaseState> ignored ->
                ServerResponse.seeOther(URI.create("/cases/" + line.get().id())).build();
            case Checked.Refused<CaseState>(List<Problem> problems) -> {
                int status = LookDesk.status(problems.getFirst());
                if (status != 403) {
                    var held = new HashMap<>(fields);
                    held.put("reason_code", fields.containsKey("severe") ? SEVERE : "");
                    held.put("reason_text", fields.getOrDefault("note", ""));
                    yield showCase(request, status, sent(held, problems));
                }
                var next = new Notice.Link(CaseLists.LOOKS, "To the cases to look at");
                var notice = new Notice(
                        403,
                        problems.getFirst().what(),
                        List.of(problems.getFirst().fix()),
                        next,
                        null);
                yield pages.notice(raw(request), "Not allowed", notice);
            }
        };
    }

    private CasePage.Desk desk(CaseLine line, List<EventLine> events, CasePage.Sent sent) {
        Problem forbidden = callers.ofSession()
                .map(caller -> desk.forbidden(caller, line, events))
                .orElse(null);
        var reasons = new ArrayList<CasePage.Pair>();
        for (ReviewCommand.Code code : ReviewCommand.Code.values()) {
            reasons.add(new CasePage.Pair(code.word(), code.label()));
        }
        String blocked = !events.isEmpty() && events.getFirst().erased()
                ? "its content was erased, so that nobody can tell any more; end it with remit erase --case "
                        + line.id() + " --including-open"
                : blocked(forbidden);
        return new CasePage.Desk(line.seq(), blocked, desk.choices(line, events), reasons, sent);
    }

    /** Takes the form of a held case. */
    ServerResponse decide(ServerRequest request) {
        Map<String, String> fields = request.params().toSingleValueMap();
        Optional<CaseLine> line = queries.one(request.pathVariable("id"));
        if (line.isEmpty()) return missing(request, "No case has that id.");
        Caller caller = callers.ofSession().orElseThrow();
        Checked<ReviewCommand.Outcome> outcome = ReviewDesk.outcome(fields.getOrDefault("verb", ""), fields);
        if (outcome instanceof Checked.Refused<ReviewCommand.Outcome>(List<Problem> problems)) {
            return showCase(request, 422, sent(fields, problems));
        }
        return switch (desk.decide(caller, line.get(), seq(fields), outcome.orThrow())) {
            case ReviewAnswer.Done(long seq) ->
                ServerResponse.seeOther(URI.create("/cases/" + line.get().id())).build();
            case ReviewAnswer.Overtaken() -> overtaken(request, line.get());
            case ReviewAnswer.Forbidden(Problem problem) -> {
                var next = new Notice.Link("/held", "To the held cases");
                var notice = new Notice(403, problem.what(), List.of(problem.fix()), next, null);
                yield pages.notice(raw(request), "Not allowed", notice);
            }
            case ReviewAnswer.Frozen(Problem problem) -> showCase(request, 409, sent(fields, List.of(problem)));
            case ReviewAnswer.Refused(List<Problem> problems) -> showCase(request, 422, sent(fields, problems));
        };
    }

    private static long seq(Map<String, String> fields) {
        String text = fields.getOrDefault("seq", "");
        if (text.matches("[0-9]{1,15}")) return Long.parseLong(text);
        throw new ProblemException("RMT-628", "seq", "\"" + text + "\" is not an event number", "reload the case");
    }

    /** What the form held and what is wrong with it, so that nobody writes it twice. */
    private static CasePage.Sent sent(Map<String, String> fields, List<Problem> problems) {
        return new CasePage.Sent(
                problems.stream()
                        .map(problem -> problem.what() + "; "
                                + problem.fix().replace(" (new_decision: true)", " with the box below it"))
                        .toList(),
                fields.getOrDefault("decision", ""),
                fields.containsKey("new_decision"),
                fields.getOrDefault("reason_code", ""),
                fields.getOrDefault("reason_text", ""));
    }

    private ServerResponse overtaken(ServerRequest request, CaseLine line) {
        var notice = new Notice(
                409,
                "This case changed after you opened it. Your decision was not recorded.",
                List.of("Look at what was decided, and decide again only if the case still waits."),
                new Notice.Link("/cases/" + line.id(), "Open the case as it is now"),
                null);
        return pages.notice(raw(request), "Someone decided meanwhile", notice);
    }

    private ServerResponse missing(ServerRequest request, String what) {
        var next = new Notice.Link("/cases", "All cases");
        var notice = new Notice(404, what, List.of("Check the address, or search for the case."), next, null);
        return pages.notice(raw(request), "Not found", notice);
    }

    private boolean seesContent() {
        return callers.ofSession()
                .map(caller -> caller.may(remit.server.access.Role.Permission.SEE_CONTENT))
                .orElse(false);
    }

    /** Keeps how the pages look, per browser. */
    ServerResponse theme(ServerRequest request) {
        String theme = request.param("theme").orElse("");
        boolean chosen = theme.equals("light") || theme.equals("dark");
        ResponseCookie cookie = ResponseCookie.from(Pages.THEME_COOKIE, chosen ? theme : "")
                .path("/")
                .httpOnly(true)
                .sameSite("Lax")
                .secure(request.servletRequest().isSecure())
                .maxAge(chosen ? Duration.ofDays(365) : Duration.ZERO)
                .build();
        return ServerResponse.status(HttpStatus.SEE_OTHER)
                .header("Set-Cookie", cookie.toString())
                .location(URI.create(local(request.param("back").orElse("/"))))
                .build();
    }

    /** Only an address of ours: an absolute one would lead people away. */
    static String local(String path) {
        return path.matches("/([A-Za-z0-9_?&=.%:+-][A-Za-z0-9_/?&=.%:+-]*)?") ? path : "/";
    }

    static HttpServletRequest raw(ServerRequest request) {
        return request.servletRequest();
    }
}
