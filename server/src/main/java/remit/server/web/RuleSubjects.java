package remit.server.web;

import java.util.List;
import java.util.Optional;
import org.springframework.web.servlet.function.ServerRequest;
import remit.authority.AuthorityTable;
import remit.decision.Level;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.catalog.LevelFiles;
import remit.server.catalog.PublishedProcess;
import remit.server.changes.Change;
import remit.server.changes.Changes;
import remit.server.changes.Proposal;
import remit.server.web.tell.RuleSubject;

/** Finds the process or level that an address is about, with the rules of one of its versions. */
final class RuleSubjects {
    private final Changes changes;

    RuleSubjects(Changes changes) {
        this.changes = changes;
    }

    /** The id under which changes name it. */
    static String id(ServerRequest request) {
        String process = request.pathVariables().get("id");
        if (process != null) return process;
        String domain = request.pathVariables().get("domain");
        if (domain == null) return LevelFiles.ORGANISATION;
        String level = LevelFiles.domain(domain);
        if (LevelFiles.nameable(level)) return level;
        throw missing("no contract can name a domain \"" + domain + "\"");
    }

    static ProblemException missing(String what) {
        return new ProblemException("RMT-692", "address", what, "check the address");
    }

    /** With the rules in force; empty for a level that has no table. An unknown process is not found. */
    Optional<RuleSubject> inForce(String id) {
        Optional<Level.Kind> kind = LevelFiles.kind(id);
        if (kind.isEmpty()) {
            return Optional.of(changes.versionInForce(id)
                    .map(RuleSubject::of)
                    .orElseThrow(() -> missing("no process is called \"" + id + "\" here")));
        }
        String version = changes.inForce(id);
        return version.isEmpty() ? Optional.empty() : Optional.of(version(id, version));
    }

    /** With the rules of a stored version of it. */
    RuleSubject version(String id, String sha256) {
        if (!sha256.matches("[0-9a-f]{64}")) throw missing("\"" + sha256 + "\" is no version");
        Checked<RuleSubject> found = LevelFiles.kind(id).isPresent()
                ? known(id, sha256).then(_ -> changes.levelTable(sha256)).then(dmn -> level(id, sha256, dmn))
                : changes.version(sha256)
                        .then(process -> process.id().equals(id)
                                ? Checked.ok(RuleSubject.of(process))
                                : Checked.refused(
                                        new Problem("RMT-692", "address", "it is of " + process.id(), "check it")));
        if (found instanceof Checked.Ok<RuleSubject>(RuleSubject subject)) return subject;
        throw missing("no version of " + RuleSubject.name(id) + " begins " + sha256.substring(0, 12));
    }

    /** A stored file does not say of which level it is: what was in force there, or is proposed, does. */
    private Checked<String> known(String id, String sha256) {
        boolean known = changes.terms().of(id).stream()
                        .anyMatch(term -> term.sha256().equals(sha256))
                || changes.list(id).stream()
                        .anyMatch(change -> change.state().versions().proposed().equals(sha256));
        return known
                ? Checked.ok(sha256)
                : Checked.refused(new Problem("RMT-692", "address", "it is not of " + id, "check it"));
    }

    /** What a change proposes. */
    RuleSubject proposed(Change change) {
        return version(change.subject(), change.state().versions().proposed());
    }

    /** What another table would make of it, without keeping anything. */
    Checked<RuleSubject> compiled(String id, byte[] dmn) {
        if (LevelFiles.kind(id).isPresent()) return level(id, "", dmn);
        return changes.compiled(new Proposal.Table(id, dmn)).map(RuleSubject::of);
    }

    private static Checked<RuleSubject> level(String id, String sha256, byte[] dmn) {
        Level.Kind kind = LevelFiles.kind(id).orElseThrow();
        return Level.read(kind, dmn, "authority.dmn")
                .map(level -> new RuleSubject(id, sha256, level.table(), dmn, Optional.empty()));
    }

    /** The table of a level that a version was made under; empty for none. */
    static Optional<AuthorityTable> carried(PublishedProcess process, String level) {
        return process.pinned().levels().stream()
                .filter(each -> LevelFiles.kind(level).equals(Optional.of(each.kind())))
                .map(Level::table)
                .findFirst();
    }

    /** The levels above a process: the organisation's, and that of its domain. */
    static List<String> above(PublishedProcess process) {
        String domain = process.contract().governance().domain();
        return domain.isEmpty()
                ? List.of(LevelFiles.ORGANISATION)
                : List.of(LevelFiles.ORGANISATION, LevelFiles.domain(domain));
    }
}
