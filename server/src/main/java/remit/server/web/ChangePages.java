package remit.server.web;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.authority.Ruling;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.catalog.LevelFiles;
import remit.server.catalog.PublishedProcess;
import remit.server.changes.CaseProposals;
import remit.server.changes.Change;
import remit.server.changes.ChangeLook;
import remit.server.changes.ChangeSeen;
import remit.server.changes.Changes;
import remit.server.changes.Participant;
import remit.server.changes.TableHistory;
import remit.server.web.ReaderPages.Titled;
import remit.server.web.page.ChangePage;
import remit.server.web.page.Notice;
import remit.server.web.page.WhatIfPage;
import remit.server.web.tell.ChangeTeller;
import remit.server.web.tell.RuleSubject;
import remit.server.web.tell.RulesTeller;
import remit.server.web.tell.WhatIfTeller;

/** Where people hand a change in, see what it would do, and approve what somebody else proposed. */
final class ChangePages {
    private final ReaderPages pages;
    private final Changes changes;
    private final RuleSubjects subjects;

    ChangePages(ReaderPages pages) {
        this.pages = pages;
        this.changes = pages.parts().rules().changes();
        this.subjects = new RuleSubjects(changes);
    }

    ServerResponse list(ServerRequest request) {
        String process = request.param("process").filter(id -> !id.isBlank()).orElse(null);
        var page = pages.teller(ZoneOffset.UTC).page(changes.list(process));
        return pages.html(request, 200, "changes", new Titled("Rule changes", "changes", page));
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
            return pages.pages().notice(request.servletRequest(), "Not found", notice);
        }
        Checked<ChangeLook> look = changes.look(change);
        var seen = new ChangeTeller.Seen(
                look,
                pages.parts().rules().trials().of(change, RulesPages.TRIED),
                look instanceof Checked.Ok<ChangeLook> ? rules(subjects.proposed(change)) : null,
                whatIf(change));
        var page = pages.teller(zone(change)).page(change, seen, pages.reader(), errors);
        String title = "Change of " + RuleSubject.name(change.subject());
        return pages.html(request, status, "change", new Titled(title, "changes", page));
    }

    /** The certificates of exactly the table that is proposed: another one has another hash. */
    private ChangePage.@Nullable WhatIf whatIf(Change change) {
        String process = change.subject();
        boolean known = LevelFiles.kind(process).isEmpty()
                && pages.parts().catalog().process(process).isPresent();
        if (!known
                || !(changes.proposedVersion(change) instanceof Checked.Ok<PublishedProcess>(PublishedProcess version)))
            return null;
        String table = version.pack().table().sha256();
        List<WhatIfPage.Certificate> certificates = pages.parts()
                .whatIfs()
                .certificates(process)
                .map(list -> list.items().stream()
                        .filter(each -> each.asksOf(table))
                        .map(each -> WhatIfTeller.certificate(each, pages.people(), zone(change)))
                        .toList())
                .orThrow();
        return new ChangePage.WhatIf("/what-if?process=" + process + "&ask=change:" + change.id(), certificates);
    }

    /** The proposed rules with what past cases would meet in them. */
    private RulesTeller rules(RuleSubject proposed) {
        TableHistory history = proposed.process()
                .map(process -> pages.parts().rules().trials().history(process, proposed.table(), RulesPages.TRIED))
                .orElse(null);
        return new RulesTeller(proposed, null, history);
    }

    private ZoneId zone(Change change) {
        return changes.versionInForce(change.subject())
                .map(process -> process.contract().zone())
                .orElse(ZoneOffset.UTC);
    }

    /** Takes what a person does with a change. */
    ServerResponse decide(ServerRequest request) {
        String id = request.pathVariable("id");
        String text = request.param("text").orElse("");
        Participant who = pages.participant();
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
            case "approve" ->
                changes.find(id)
                        .then(change -> ChangeSeen.read(request.param("version").orElse(""), change))
                        .then(seen -> changes.approve(who, id, seen, text));
            case "reject" -> changes.reject(who, id, text);
            case "withdraw" -> changes.withdraw(who, id);
            case "rebase" -> changes.rebase(who, id);
            default -> Checked.refused(new Problem("RMT-148", "verb", "there is no such button", "reload the page"));
        };
        return switch (done) {
            case Checked.Ok<Change>(Change change) -> RulesForms.to(change.id());
            case Checked.Refused<Change>(List<Problem> problems) -> change(request, 422, ReaderPages.told(problems));
        };
    }

    /** When it is to take effect: as the field of a browser has it, in the zone of the process. */
    private Checked<Optional<Instant>> from(ServerRequest request) {
        String text = request.param("from").orElse("").strip();
        if (text.isEmpty()) return Checked.ok(Optional.empty());
        return changes.find(request.pathVariable("id")).then(change -> {
            try {
                return Checked.ok(Optional.of(
                        LocalDateTime.parse(text).atZone(zone(change)).toInstant()));
            } catch (DateTimeParseException e) {
                return Checked.refused(new Problem(
                        "RMT-148", "from", "\"" + text + "\" is not a time", "write it like 2027-01-01T08:00"));
            }
        });
    }

    /** From a case: a draft that gives it, and those like it, the verdict that its reviewer wants. */
    ServerResponse propose(ServerRequest request) {
        String id = request.pathVariable("id");
        Ruling wanted = Ruling.of(request.param("wanted").orElse(""))
                .orElseThrow(() -> new ProblemException(
                        "RMT-061", "wanted", "no verdict was chosen", "choose what should become of such cases"));
        Change change = pages.parts()
                .rules()
                .proposals()
                .propose(
                        pages.participant(),
                        new CaseProposals.Wish(id, wanted, request.param("note").orElse("")))
                .orThrow();
        return RulesForms.to(change.id());
    }
}
