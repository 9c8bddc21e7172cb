package remit.server.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.dmn.DmnFile;
import remit.dmn.DmnVersion;
import remit.dmn.TableText;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.rules.Finding;
import remit.server.access.Role.Permission;
import remit.server.changes.Change;
import remit.server.changes.ChangeSeen;
import remit.server.changes.Changes;
import remit.server.changes.Proposal;
import remit.server.changes.TableHistory;
import remit.server.rules.LevelStart;
import remit.server.rules.RowEditor;
import remit.server.rules.TableConversion;
import remit.server.web.ReaderPages.Titled;
import remit.server.web.page.RulesForm;
import remit.server.web.tell.RuleSubject;
import remit.server.web.tell.RulesTeller;
import remit.server.web.tell.TableForm;

/** Where people propose another table: as a form, or as a file. Nothing is in force by it: it makes a draft. */
final class RulesForms {
    private static final int LARGEST = 4 << 20;

    private final ReaderPages pages;
    private final Changes changes;
    private final RuleSubjects subjects;

    RulesForms(ReaderPages pages) {
        this.pages = pages;
        this.changes = pages.parts().rules().changes();
        this.subjects = new RuleSubjects(changes);
    }

    /**
     * What a form works on.
     *
     * @param change the draft that it revises, or null
     * @param subject the rules that it starts from
     * @param standing the file that stands; null where there is none yet, so that even the start is a change
     */
    private record Editing(
            String id, @Nullable Change change, RuleSubject subject, DmnFile file, TableText text, boolean standing) {
        RowEditor editor() {
            return new RowEditor(text, subject.table().tables().getLast());
        }

        String base() {
            return standing ? "on version " + RulesPages.shortly(subject.version()) : "of the first table";
        }

        /** What somebody who opens the form now has seen: the version in force, or how far the draft has come. */
        String seen() {
            return change != null ? ChangeSeen.of(change).whole() : standing ? subject.version() : "";
        }
    }

    private Editing editing(ServerRequest request) {
        if (!pages.may(Permission.PROPOSE)) {
            throw new ProblemException(
                    "RMT-629", "rules", "your roles do not let you propose changes of rules", "ask an administrator");
        }
        String id = RuleSubjects.id(request);
        Optional<RuleSubject> inForce = subjects.inForce(id);
        Change change = request.param("change")
                .filter(text -> !text.isBlank())
                .map(text -> changes.find(text).orThrow())
                .orElse(null);
        RuleSubject subject = change == null ? inForce.orElseGet(() -> start(id)) : subjects.proposed(change);
        if (!subject.id().equals(id)) throw RuleSubjects.missing("this change is about " + subject.id());
        DmnFile file = DmnFile.read(subject.dmn(), "authority.dmn").orThrow();
        TableText text = file.table(subject.table().name()).orThrow();
        return new Editing(id, change, subject, file, text, change != null || inForce.isPresent());
    }

    private RuleSubject start(String id) {
        return subjects.compiled(id, LevelStart.dmn(RuleSubject.name(id))).orThrow();
    }

    ServerResponse edit(ServerRequest request) {
        Editing editing = editing(request);
        return form(request, 200, editing, new Sent(editing.text(), List.of(), ""));
    }

    /** @param problems why it cannot be drafted as it stands */
    private record Sent(TableText text, List<Problem> problems, String note) {}

    private ServerResponse form(ServerRequest request, int status, Editing editing, Sent sent) {
        Checked<RuleSubject> tried = tried(editing, sent.text());
        List<Problem> problems = sent.problems().isEmpty() ? tried.problems() : sent.problems();
        var form = new TableForm(editing.editor());
        RulesTeller teller = tried instanceof Checked.Ok<RuleSubject>(RuleSubject compiled) ? teller(compiled) : null;
        var page = new RulesForm(
                RuleSubject.path(editing.id()),
                editing.change() == null ? null : editing.change().id(),
                editing.base(),
                editing.seen(),
                form.columns(),
                form.rows(sent.text(), teller == null ? List.of() : teller.forForm()),
                found(teller, ReaderPages.told(problems)),
                sent.note());
        String title = "Change the rules of " + editing.subject().name();
        return pages.html(request, status, "rules-edit", new Titled(title, "processes", page));
    }

    private static RulesForm.Found found(@Nullable RulesTeller teller, List<String> problems) {
        if (teller == null) {
            return new RulesForm.Found(
                    "What is found is told once every cell can be read.", problems, List.of(), List.of());
        }
        var main = teller.tables().getFirst();
        return new RulesForm.Found(
                (teller.found() + " " + teller.past()).strip(), problems, main.gaps(), main.findings());
    }

    private RulesTeller teller(RuleSubject compiled) {
        TableHistory history = compiled.process()
                .map(process -> pages.parts().rules().trials().history(process, compiled.table(), RulesPages.TRIED))
                .orElse(null);
        return new RulesTeller(compiled, null, history);
    }

    private Checked<RuleSubject> tried(Editing editing, TableText text) {
        return bytes(editing, text).then(dmn -> subjects.compiled(editing.id(), dmn));
    }

    /** The file with this table; the one that stands, to the byte, where nothing was touched. */
    private static Checked<byte[]> bytes(Editing editing, TableText text) {
        if (text.equals(editing.text())) return Checked.ok(editing.subject().dmn());
        return editing.file().with(text).then(file -> file.bytes(DmnVersion.V1_3));
    }

    /** Takes the form: a button of a row gives the form again, the last one a draft. */
    ServerResponse edited(ServerRequest request) {
        Editing editing = editing(request);
        String note = request.param("note").orElse("");
        // Fields are named by where they stand: on another table they would change cells that nobody touched.
        if (!request.param("seen").equals(Optional.of(editing.seen()))) {
            return form(request, 409, editing, new Sent(editing.text(), List.of(overtaken(editing)), note));
        }
        Map<String, List<String>> fields = Map.copyOf(request.params());
        List<RowEditor.Wish> wishes = new TableForm(editing.editor()).read(fields);
        String order = request.param("do").orElse("");
        TableText text = editing.editor().with(wishes, TableForm.move(order));
        if (order.matches("fill\\.[0-9]{1,3}")) {
            TableText filled = filled(editing, text, Integer.parseInt(order.substring(5)));
            return form(request, 200, editing, new Sent(filled, List.of(), note));
        }
        if (!order.equals("draft")) return form(request, 200, editing, new Sent(text, List.of(), note));
        Checked<Change> drafted = bytes(editing, text).then(dmn -> {
            Proposal proposal = Proposal.another(editing.id(), dmn);
            Change change = editing.change();
            return change == null
                    ? changes.draft(pages.participant(), proposal, editing.seen(), note)
                    : changes.revise(pages.participant(), change.id(), proposal, ChangeSeen.of(change));
        });
        return switch (drafted) {
            case Checked.Ok<Change>(Change change) -> to(change.id());
            case Checked.Refused<Change>(List<Problem> problems) ->
                form(request, 422, editing, new Sent(text, problems, note));
        };
    }

    private static Problem overtaken(Editing editing) {
        Change change = editing.change();
        String what = change == null
                ? "another version came into force since this form was opened"
                : "the draft was moved since this form was opened";
        return new Problem(
                "RMT-147", "form", what, "below is how it stands now: read it, and make your changes once more");
    }

    /** The table with a row, at its end, for the cases of a gap. */
    private TableText filled(Editing editing, TableText text, int gap) {
        if (!(tried(editing, text) instanceof Checked.Ok<RuleSubject>(RuleSubject compiled))) return text;
        List<Finding.Gap> gaps = RulesTeller.gaps(compiled);
        if (gap >= gaps.size()) return text;
        var move = new RowEditor.Move.Add(text.rows().size(), gaps.get(gap).region());
        return editing.editor().moved(text, move);
    }

    static ServerResponse to(String change) {
        return ServerResponse.seeOther(URI.create("/changes/" + change)).build();
    }

    /** Takes a file in place of the table in force: it becomes a draft. */
    ServerResponse upload(ServerRequest request) throws IOException, ServletException {
        String id = RuleSubjects.id(request);
        Optional<RuleSubject> inForce = subjects.inForce(id);
        Optional<String> seen = request.param("seen");
        String now = inForce.map(RuleSubject::version).orElse("");
        if (seen.isPresent() && !seen.get().equals(now)) {
            throw new ProblemException(
                    "RMT-147",
                    "file",
                    "another version came into force since the page was opened",
                    "go back, reload, see that the file still says what you want, and hand it in again");
        }
        Part file = request.multipartData().getFirst("file");
        if (file == null || file.getSize() == 0) {
            throw new ProblemException("RMT-162", "file", "no file was chosen", "choose a .dmn, .csv or .xlsx file");
        }
        byte[] sent = file.getInputStream().readNBytes(LARGEST + 1);
        if (sent.length > LARGEST) {
            throw new ProblemException("RMT-694", "file", "is larger than 4 MiB", "a decision table is smaller");
        }
        String name = Optional.ofNullable(file.getSubmittedFileName()).orElse("");
        Checked<byte[]> table = sheet(name, sent, inForce.orElse(null));
        Change change = table.then(dmn ->
                        changes.draft(pages.participant(), Proposal.another(id, dmn), now, "from the file " + name))
                .orThrow();
        return to(change.id());
    }

    /** A sheet as the DMN file that stands with another table in it, or as one of its own; a DMN file as it is. */
    private static Checked<byte[]> sheet(String name, byte[] sent, @Nullable RuleSubject inForce) {
        var standing = inForce == null ? null : new TableConversion.Source("authority.dmn", inForce.dmn());
        return TableConversion.proposed(
                new TableConversion.Source(name, sent),
                standing,
                Optional.ofNullable(inForce).map(found -> found.table().name()));
    }
}
