package remit.server.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.authority.Ruling;
import remit.dmn.DmnFile;
import remit.dmn.DmnVersion;
import remit.dmn.TableText;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.access.Caller;
import remit.server.access.Role.Permission;
import remit.server.catalog.PublishedProcess;
import remit.server.changes.CaseProposals;
import remit.server.changes.Change;
import remit.server.changes.Changes;
import remit.server.changes.Participant;
import remit.server.changes.Proposal;
import remit.server.register.HygieneReport;
import remit.server.rules.TableConversion;
import remit.server.web.page.Notice;
import remit.server.web.page.RulesPage;
import remit.server.web.tell.ChangeTeller;
import remit.server.web.tell.RulesTeller;
import remit.server.web.tell.TableForm;

/** Where people see the rules in force, propose others, and approve what somebody else proposed. */
final class RulesPages {
    /** So many past cases are looked at for a page: more would keep its reader waiting. */
    private static final int TRIED = 2_000;

    private static final int LARGEST = 4 << 20;

    private final Pages pages;
    private final Callers callers;
    private final Changes changes;
    private final WebParts parts;

    RulesPages(Pages pages, Callers callers, WebParts parts) {
        this.pages = pages;
        this.callers = callers;
        this.changes = parts.rules().changes();
        this.parts = parts;
    }

    private ChangeTeller teller(ZoneId zone) {
        UnaryOperator<String> names = id -> parts.access().nameOf(id).orElse(id);
        return new ChangeTeller(names, zone, may(Permission.SEE_CONTENT));
    }

    private boolean may(Permission permission) {
        return callers.ofSession().filter(caller -> caller.may(permission)).isPresent();
    }

    private Participant participant() {
        return Participant.of(callers.ofSession().orElseThrow());
    }

    private PublishedProcess process(ServerRequest request) {
        String id = request.pathVariable("id");
        return changes.versionInForce(id).orElseThrow(() -> missing("no process is called \"" + id + "\" here"));
    }

    private static ProblemException missing(String what) {
        return new ProblemException("RMT-692", "address", what, "check the address");
    }

    ServerResponse rules(ServerRequest request) {
        PublishedProcess process = process(request);
        HygieneReport fares = parts.register()
                .hygiene()
                .of(process.id())
                .filter(found -> found.problems().isEmpty())
                .map(Checked::orThrow)
                .orElse(null);
        var page = new RulesTeller(process)
                .page(
                        new RulesTeller.Met(
                                fares,
                                parts.rules()
                                        .trials()
                                        .history(process, process.pinned().table(), TRIED)),
                        changes.list(process.id()),
                        teller(process.contract().zone()),
                        may(Permission.PROPOSE));
        return html(request, "rules", "Rules of " + process.contract().name(), "processes", page);
    }

    private ServerResponse html(ServerRequest request, String template, String title, String nav, Object page) {
        return html(request, 200, template, new Titled(title, nav, page));
    }

    private record Titled(String title, String nav, Object page) {}

    private ServerResponse html(ServerRequest request, int status, String template, Titled titled) {
        return pages.html(
                status,
                template,
                Map.of(
                        "frame",
                        pages.frame(request.servletRequest(), titled.title(), titled.nav()),
                        "page",
                        titled.page()));
    }

    /** The table in force as a file: DMN for editors of the standard, sheets for people who live there. */
    ServerResponse download(ServerRequest request) {
        PublishedProcess process = process(request);
        String kind = request.pathVariable("kind");
        DmnVersion version = DmnVersion.of(request.param("dmn").orElse("1.3")).orElse(DmnVersion.V1_3);
        var source = new TableConversion.Source(
                "authority.dmn", process.pack().table().bytes());
        var wanted = new TableConversion.Wanted(
                process.id() + "." + kind, Optional.of(process.pinned().table().name()), null, version);
        byte[] bytes = TableConversion.convert(source, wanted)
                .map(TableConversion.Written::bytes)
                .orThrow();
        return ServerResponse.ok()
                .contentType(MediaType.parseMediaType(
                        switch (kind) {
                            case "dmn" -> "application/xml;charset=UTF-8";
                            case "csv" -> "text/csv;charset=UTF-8";
                            default -> "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                        }))
                .header("Content-Disposition", "attachment; filename=\"" + process.id() + "." + kind + "\"")
                .body(bytes);
    }

    /** Takes a file in place of the table in force: it becomes a draft. */
    ServerResponse upload(ServerRequest request) throws IOException, ServletException {
        PublishedProcess process = process(request);
        Part file = request.multipartData().getFirst("file");
        if (file == null || file.getSize() == 0) {
            throw new ProblemException("RMT-162", "file", "no file was chosen", "choose a .dmn, .csv or .xlsx file");
        }
        byte[] sent = file.getInputStream().readNBytes(LARGEST + 1);
        if (sent.length > LARGEST) {
            throw new ProblemException("RMT-694", "file", "is larger than 4 MiB", "a decision table is smaller");
        }
        String name = Optional.ofNullable(file.getSubmittedFileName()).orElse("");
        var standing = new TableConversion.Source(
                "authority.dmn", process.pack().table().bytes());
        var wanted = new TableConversion.Wanted(
                "authority.dmn",
                Optional.of(process.pinned().table().name()),
                name.endsWith(".dmn") ? null : standing,
                DmnVersion.V1_3);
        Checked<byte[]> table = name.endsWith(".dmn")
                ? Checked.ok(sent)
                : TableConversion.convert(new TableConversion.Source(name, sent), wanted)
                        .map(TableConversion.Written::bytes);
        Change change = table.then(bytes -> changes.draft(
                        participant(), new Proposal.Table(process.id(), bytes), List.of(), "from the file " + name))
                .orThrow();
        return to(change.id());
    }

    /** From a case: a draft that gives it, and those like it, the verdict that its reviewer wants. */
    ServerResponse propose(ServerRequest request) {
        String id = request.pathVariable("id");
        Ruling wanted = Ruling.of(request.param("wanted").orElse(""))
                .orElseThrow(() -> new ProblemException(
                        "RMT-061", "wanted", "no verdict was chosen", "choose what should become of such cases"));
        Change change = parts.rules()
                .proposals()
                .propose(
                        participant(),
                        new CaseProposals.Wish(id, wanted, request.param("note").orElse("")))
                .orThrow();
        return to(change.id());
    }

    /** What a form works on: a process, the file that it edits, its table as text, and as a form. */
    private record Editing(
            PublishedProcess process,
            @Nullable String change,
            DmnFile file,
            TableText text,
            TableForm form,
            byte[] standing) {}

    private Editing editing(ServerRequest request) {
        if (!may(Permission.PROPOSE)) {
            throw new ProblemException(
                    "RMT-629", "rules", "your roles do not let you propose changes of rules", "ask an administrator");
        }
        PublishedProcess base = process(request);
        String change = request.param("change").filter(id -> !id.isBlank()).orElse(null);
        PublishedProcess edited = change == null
                ? base
                : changes.find(change).then(changes::proposedVersion).orThrow();
        if (!edited.id().equals(base.id())) throw missing("this change is about " + edited.id());
        DmnFile file =
                DmnFile.read(edited.pack().table().bytes(), "authority.dmn").orThrow();
        TableText text = file.table(edited.pinned().table().name()).orThrow();
        var form = new TableForm(text, edited.pinned().table().tables().getLast());
        return new Editing(base, change, file, text, form, edited.pack().table().bytes());
    }

    ServerResponse edit(ServerRequest request) {
        Editing editing = editing(request);
        return form(request, 200, editing, new Sent(editing.text(), List.of(), ""));
    }

    /** @param problems why it cannot be drafted as it stands */
    private record Sent(TableText text, List<Problem> problems, String note) {}

    private ServerResponse form(ServerRequest request, int status, Editing editing, Sent sent) {
        Checked<PublishedProcess> tried = tried(editing, sent.text());
        List<String> problems = (sent.problems().isEmpty() ? tried.problems() : sent.problems())
                .stream()
                        .map(problem -> problem.place() + ": " + problem.what() + "; " + problem.fix())
                        .toList();
        List<String> findings = tried instanceof Checked.Ok<PublishedProcess>(PublishedProcess compiled)
                ? RulesTeller.findings(compiled.pinned().table()).stream()
                        .map(finding -> finding.text())
                        .toList()
                : List.of();
        var page = new RulesPage.Form(
                editing.process().id(),
                editing.change(),
                editing.process().sha256().substring(0, 12),
                editing.form().columns(),
                editing.form().rows(sent.text()),
                problems,
                findings,
                sent.note());
        String title = "Change the rules of " + editing.process().contract().name();
        return html(request, status, "rules-edit", new Titled(title, "processes", page));
    }

    /** The file with this table; the one that stands, to the byte, where nothing was touched. */
    private static Checked<byte[]> bytes(Editing editing, TableText text) {
        if (text.equals(editing.text())) return Checked.ok(editing.standing());
        return editing.file().with(text).then(file -> file.bytes(DmnVersion.V1_3));
    }

    private Checked<PublishedProcess> tried(Editing editing, TableText text) {
        return editing.file()
                .with(text)
                .then(file -> file.bytes(DmnVersion.V1_3))
                .then(bytes ->
                        changes.compiled(new Proposal.Table(editing.process().id(), bytes)));
    }

    /** Takes the form: a button of a row gives the form again, the last one a draft. */
    ServerResponse edited(ServerRequest request) {
        Editing editing = editing(request);
        Map<String, List<String>> fields = Map.copyOf(request.params());
        TableText text = editing.form().read(fields);
        String note = request.param("note").orElse("");
        if (!request.param("do").orElse("").equals("draft")) {
            return form(request, 200, editing, new Sent(text, List.of(), note));
        }
        Checked<Change> drafted = bytes(editing, text).then(bytes -> {
            var proposal = new Proposal.Table(editing.process().id(), bytes);
            String change = editing.change();
            return change == null
                    ? changes.draft(participant(), proposal, List.of(), note)
                    : changes.revise(participant(), change, proposal);
        });
        return switch (drafted) {
            case Checked.Ok<Change>(Change change) -> to(change.id());
            case Checked.Refused<Change>(List<Problem> problems) ->
                form(request, 422, editing, new Sent(text, problems, note));
        };
    }

    private static ServerResponse to(String change) {
        return ServerResponse.seeOther(URI.create("/changes/" + change)).build();
    }

    ServerResponse list(ServerRequest request) {
        String process = request.param("process").filter(id -> !id.isBlank()).orElse(null);
        return html(
                request,
                "changes",
                "Rule changes",
                "changes",
                teller(ZoneOffset.UTC).page(changes.list(process)));
    }

    ServerResponse change(ServerRequest request) {
        return change(request, 200, List.of());
    }

    private ServerResponse change(ServerRequest request, int status, List<String> errors) {
        Checked<Change> found = changes.find(request.pathVariable("id"));
        if (!(found instanceof Checked.Ok<Change>(Change change))) {
            var notice = new Notice(
                    404,
                    "No change has the id “" + request.pathVariable("id") + "”.",
                    List.of("Check the address, or look through the list."),
                    new Notice.Link("/changes", "All changes"),
                    null);
            return pages.notice(request.servletRequest(), "Not found", notice);
        }
        Caller reader = callers.ofSession().orElse(null);
        ZoneId zone = changes.versionInForce(change.subject())
                .map(process -> process.contract().zone())
                .orElse(ZoneOffset.UTC);
        var seen = new ChangeTeller.Seen(
                changes.look(change), parts.rules().trials().of(change, TRIED));
        var page = teller(zone).page(change, seen, reader, errors);
        String title = "Change of " + ChangeTeller.subject(change.subject());
        return html(request, status, "change", new Titled(title, "changes", page));
    }

    /** Takes what a person does with a change. */
    ServerResponse decide(ServerRequest request) {
        String id = request.pathVariable("id");
        String text = request.param("text").orElse("");
        Participant who = participant();
        Checked<Change> done = switch (request.param("verb").orElse("")) {
            case "submit" ->
                from(request)
                        .then(from -> changes.submit(
                                who,
                                id,
                                new Changes.Submission(
                                        text,
                                        from.orElse(null),
                                        request.param("despite_examples").isPresent())));
            case "expect" ->
                changes.expect(
                        who,
                        id,
                        request.param("case").orElse(""),
                        Ruling.of(request.param("wanted").orElse("")));
            case "approve" -> changes.approve(who, id, request.param("version").orElse(""), text);
            case "reject" -> changes.reject(who, id, text);
            case "withdraw" -> changes.withdraw(who, id);
            case "rebase" -> changes.rebase(who, id);
            default -> Checked.refused(new Problem("RMT-148", "verb", "there is no such button", "reload the page"));
        };
        return switch (done) {
            case Checked.Ok<Change>(Change change) -> to(change.id());
            case Checked.Refused<Change>(List<Problem> problems) ->
                change(
                        request,
                        422,
                        problems.stream()
                                .map(problem -> problem.place() + ": " + problem.what() + "; " + problem.fix())
                                .toList());
        };
    }

    /** When it is to take effect: as the field of a browser has it, in the zone of the process. */
    private Checked<Optional<Instant>> from(ServerRequest request) {
        String text = request.param("from").orElse("").strip();
        if (text.isEmpty()) return Checked.ok(Optional.empty());
        return changes.find(request.pathVariable("id")).then(change -> {
            ZoneId zone = changes.versionInForce(change.subject())
                    .map(process -> process.contract().zone())
                    .orElse(ZoneOffset.UTC);
            try {
                return Checked.ok(
                        Optional.of(LocalDateTime.parse(text).atZone(zone).toInstant()));
            } catch (DateTimeParseException e) {
                return Checked.refused(new Problem(
                        "RMT-148", "from", "\"" + text + "\" is not a time", "write it like 2027-01-01T08:00"));
            }
        });
    }
}
