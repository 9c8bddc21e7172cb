package remit.server.web;

import java.io.IOException;
import java.net.URI;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import remit.authority.AuthorityTable;
import remit.dmn.DmnVersion;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.access.Role.Permission;
import remit.server.changes.ChangeLook;
import remit.server.changes.Changes;
import remit.server.changes.LevelChanges;
import remit.server.changes.TableHistory;
import remit.server.changes.Terms;
import remit.server.register.HygieneReport;
import remit.server.rules.TableConversion;
import remit.server.web.ReaderPages.Titled;
import remit.server.web.page.CasesPage;
import remit.server.web.page.ComparePage;
import remit.server.web.page.RulesPage;
import remit.server.web.tell.Dates;
import remit.server.web.tell.DiffTeller;
import remit.server.web.tell.Numbers;
import remit.server.web.tell.RuleSubject;
import remit.server.web.tell.RulesTeller;

/** Where people see the rules of a process or level, in force now or then, and take the version in force back. */
final class RulesPages {
    /** So many past cases are looked at for a page: more would keep its reader waiting. */
    static final int TRIED = 2_000;

    private static final int MOST_VERSIONS = 20;

    private final ReaderPages pages;
    private final Changes changes;
    private final RuleSubjects subjects;

    RulesPages(ReaderPages pages) {
        this.pages = pages;
        this.changes = pages.parts().rules().changes();
        this.subjects = new RuleSubjects(changes);
    }

    ServerResponse show(ServerRequest request) {
        return show(request, 200, List.of());
    }

    private ServerResponse show(ServerRequest request, int status, List<String> errors) {
        String id = RuleSubjects.id(request);
        Optional<RuleSubject> inForce = subjects.inForce(id);
        Optional<RuleSubject> shown = request.param("version")
                .filter(sha256 -> !sha256.isBlank())
                .map(sha256 -> subjects.version(id, sha256))
                .or(() -> inForce);
        List<Terms.Term> terms = changes.terms().of(id);
        ZoneId zone = shown.map(RuleSubject::zone).orElse(java.time.ZoneOffset.UTC);
        var told = new Told(
                id, shown.orElse(null), inForce.map(RuleSubject::version).orElse(""), terms, zone);
        RulesTeller teller = told.shown == null ? null : teller(told, told.shown);
        boolean written = request.param("written").isPresent();
        var page = new RulesPage(
                RuleSubject.path(id),
                head(told, teller, written),
                teller == null ? List.of() : teller.tables(),
                versions(told),
                pages.teller(zone).lines(changes.list(id)),
                new RulesPage.Desk(pages.may(Permission.PROPOSE), told.now, rollback(told, request, errors)));
        String name = shown.map(RuleSubject::name).orElseGet(() -> RuleSubject.name(id));
        return pages.html(request, status, "rules", new Titled("Rules of " + name, "processes", page));
    }

    /** What a page is about. @param now hash of the version in force, or empty */
    private record Told(String id, @Nullable RuleSubject shown, String now, List<Terms.Term> terms, ZoneId zone) {
        boolean old() {
            return shown != null && !shown.version().equals(now);
        }
    }

    /** How rows fare in evidence is known of what was in force; of anything else, what past cases would meet. */
    private RulesTeller teller(Told told, RuleSubject shown) {
        boolean was = told.terms.stream().anyMatch(term -> term.sha256().equals(shown.version()));
        HygieneReport fares = shown.process()
                .filter(_ -> was)
                .map(process -> pages.parts().register().hygiene().of(process))
                .orElse(null);
        TableHistory history = shown.process()
                .map(process -> pages.parts().rules().trials().history(process, shown.table(), TRIED))
                .orElse(null);
        return new RulesTeller(shown, fares, history);
    }

    private RulesPage.Head head(Told told, @Nullable RulesTeller teller, boolean written) {
        RuleSubject shown = told.shown;
        if (shown == null || teller == null) {
            String none = "No table of " + RuleSubject.name(told.id)
                    + " is in force, so nothing above the processes holds a case back.";
            return new RulesPage.Head(none, "", takenBack(told), "", false, List.of());
        }
        String owner = shown.process()
                .map(process -> process.contract().people().owner())
                .map(person -> "Owner: " + person.name() + ", " + person.function() + ". ")
                .orElse("");
        String since = since(told, shown.version());
        String sentence = "Version " + shortly(shown.version()) + (told.old() ? "" : " is in force" + since) + ": "
                + Numbers.of(shown.table().rows().size(), "row", "rows") + ". " + teller.found();
        String old = !told.old()
                ? ""
                : since.isEmpty()
                        ? "This is not in force, and it never was."
                        : "This is not in force any more: it was" + since + ".";
        return new RulesPage.Head(sentence, owner + teller.past(), takenBack(told), old, written, above(told, shown));
    }

    private static String since(Told told, String version) {
        return told.terms.stream()
                .filter(term -> term.sha256().equals(version))
                .findFirst()
                .map(term -> " since " + Dates.moment(term.since(), told.zone))
                .orElse("");
    }

    /** The levels that are asked beside a version: those that it carries where it is not in force any more. */
    private List<RulesPage.Link> above(Told told, RuleSubject shown) {
        var links = new ArrayList<RulesPage.Link>();
        shown.process()
                .ifPresent(process -> RuleSubjects.above(process).forEach(level -> {
                    Optional<AuthorityTable> table = told.old()
                            ? RuleSubjects.carried(process, level)
                            : subjects.inForce(level).map(RuleSubject::table);
                    String rows = table.map(found -> Numbers.of(found.rows().size(), "row", "rows")
                                    + (told.old() ? ", asked too in this version" : ", asked too")
                                    + ": the strictest answer wins")
                            .orElse(told.old() ? "no table in this version" : "no table yet");
                    links.add(new RulesPage.Link(RuleSubject.path(level), RuleSubject.name(level) + " (" + rows + ")"));
                }));
        return links;
    }

    private String takenBack(Told told) {
        return changes.terms()
                .lastRollback(told.id)
                .map(last -> "Last taken back on " + Dates.moment(last.at(), told.zone) + " by "
                        + pages.people().name(last.by()) + ": from version " + shortly(last.from())
                        + " to version " + shortly(last.to()) + ", in "
                        + Numbers.count(last.took().toMillis()) + " ms.")
                .orElse("");
    }

    private List<RulesPage.Version> versions(Told told) {
        var versions = new ArrayList<RulesPage.Version>();
        for (int i = 0; i < Math.min(MOST_VERSIONS, told.terms.size()); i++) {
            Terms.Term term = told.terms.get(i);
            String note = i == 0 ? "in force" : term.takenBack() ? "taken back" : "";
            String before = i + 1 < told.terms.size() ? told.terms.get(i + 1).sha256() : "";
            String path = RuleSubject.path(told.id);
            versions.add(new RulesPage.Version(
                    path + (i == 0 ? "" : "?version=" + term.sha256()),
                    shortly(term.sha256()),
                    Dates.moment(term.since(), told.zone),
                    note,
                    before.isEmpty() ? "" : path + "/compare?from=" + before + "&to=" + term.sha256()));
        }
        return versions;
    }

    static String shortly(String sha256) {
        return sha256.substring(0, Math.min(12, sha256.length()));
    }

    /** Null for who may not, and where nothing was in force before. */
    private RulesPage.@Nullable Rollback rollback(Told told, ServerRequest request, List<String> errors) {
        if (told.old() || !pages.may(Permission.ROLL_BACK) || told.terms.size() < 2) return null;
        String usual = changes.rollbackTarget(pages.participant(), told.id) instanceof Checked.Ok<String>(String sha256)
                ? sha256
                : "";
        var seen = new HashSet<String>();
        var options = new LinkedHashMap<String, CasesPage.Option>();
        for (Terms.Term term : told.terms) {
            String sha256 = term.sha256();
            if (sha256.equals(told.now) || !seen.add(sha256) || changes.alike(told.id, sha256, told.now)) continue;
            String label = shortly(sha256) + ", in force since " + Dates.moment(term.since(), told.zone)
                    + (term.takenBack() ? ", taken back" : "");
            options.put(sha256, new CasesPage.Option(sha256, label, sha256.equals(usual)));
        }
        var targets = new ArrayList<CasesPage.Option>();
        // What was taken back before is never chosen for anybody.
        targets.add(
                Optional.ofNullable(options.remove(usual)).orElse(new CasesPage.Option("", "choose a version", true)));
        targets.addAll(options.values());
        if (targets.size() == 1 && targets.getFirst().value().isEmpty()) return null;
        return new RulesPage.Rollback(targets, request.param("reason").orElse(""), errors);
    }

    /** Takes the version in force back. */
    ServerResponse rollBack(ServerRequest request) {
        String id = RuleSubjects.id(request);
        String to = request.param("to").orElse("");
        Checked<Changes.RolledBack> done = to.matches("[0-9a-f]{64}")
                ? changes.rollBack(
                        pages.participant(), id, to, request.param("reason").orElse(""))
                : Checked.refused(new Problem(
                        "RMT-146", "version", "none was chosen", "choose the version that shall be in force again"));
        return switch (done) {
            case Checked.Ok<Changes.RolledBack> _ ->
                ServerResponse.seeOther(URI.create(RuleSubject.path(id) + "#taken-back"))
                        .build();
            case Checked.Refused<Changes.RolledBack>(List<Problem> problems) ->
                show(request, 422, ReaderPages.told(problems));
        };
    }

    /** What differs between two versions of it. */
    ServerResponse compare(ServerRequest request) {
        String id = RuleSubjects.id(request);
        RuleSubject from = subjects.version(id, request.param("from").orElse(""));
        RuleSubject to = subjects.version(id, request.param("to").orElse(""));
        List<String> files = from.process()
                .flatMap(was -> to.process().map(is -> ChangeLook.files(was, is)))
                .orElse(List.of());
        var tables = new ArrayList<>(DiffTeller.of(Optional.of(from.table()), to.table(), List.of()));
        from.process()
                .flatMap(was -> to.process().map(is -> LevelChanges.between(was, is)))
                .ifPresent(levels -> tables.addAll(DiffTeller.levels(levels)));
        var page = new ComparePage(
                RuleSubject.path(id),
                "What version " + shortly(to.version()) + " says otherwise than version " + shortly(from.version())
                        + ".",
                tables,
                files);
        return pages.html(request, 200, "rules-compare", new Titled("Rules of " + to.name(), "processes", page));
    }

    /** The table as a file: DMN for editors of the standard, sheets for people who live there. */
    ServerResponse download(ServerRequest request) throws IOException {
        String id = RuleSubjects.id(request);
        RuleSubject subject = subjects.inForce(id)
                .orElseThrow(() -> RuleSubjects.missing("no table of " + RuleSubject.name(id) + " is in force"));
        String kind = request.pathVariable("kind");
        String dmn = request.param("dmn").orElse("1.3");
        DmnVersion version = DmnVersion.of(dmn)
                .orElseThrow(() ->
                        new ProblemException("RMT-613", "dmn", "there is no DMN " + dmn, "write 1.3, 1.4 or 1.5"));
        var wanted = new TableConversion.Wanted(
                subject.fileName() + "." + kind, Optional.of(subject.table().name()), null, version);
        byte[] bytes = TableConversion.convert(new TableConversion.Source("authority.dmn", subject.dmn()), wanted)
                .map(TableConversion.Written::bytes)
                .orThrow();
        return ServerResponse.ok()
                .contentType(MediaType.parseMediaType(
                        switch (kind) {
                            case "dmn" -> "application/xml;charset=UTF-8";
                            case "csv" -> "text/csv;charset=UTF-8";
                            default -> "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                        }))
                .header("Content-Disposition", "attachment; filename=\"" + subject.fileName() + "." + kind + "\"")
                .body(bytes);
    }
}
