package remit.server.changes;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;
import remit.change.Accounts;
import remit.change.ChangeCommand;
import remit.change.ChangeControl;
import remit.change.Standing;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.access.Role.Permission;
import remit.server.catalog.Catalog;
import remit.server.catalog.LevelFiles;
import remit.server.catalog.PublishedProcess;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.VersionStore;

/**
 * Where people change what is in force: they draft, submit, approve, take back. Who may is decided by {@link
 * ChangeControl}; what is written is evidence and nothing else. Safe for use by many threads and processes: of two who
 * move the same change, or put a version in force, at once, one is refused.
 */
public final class Changes {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LONGEST_NOTE = 2000;
    private static final int SHORTEST_ID = 6;
    private static final Duration EARLIEST = Duration.ofDays(1);
    private static final Duration LATEST = Duration.ofDays(3653);

    private final Parts parts;
    private final ChangeReader reader;
    private final Proposals proposals;
    private final Expectations expectations;
    private final Forcing forcing;
    private final Schedule schedule;
    private final Rollbacks rollbacks;
    private final Terms terms;

    /** What it works with. @param accounts as they are by now, everything about them recorded */
    public record Parts(
            Catalog catalog,
            VersionStore versions,
            EvidenceLog log,
            DataSource source,
            InstantSource clock,
            People accounts) {}

    /** The accounts of an installation. */
    public interface People {
        /** Records whatever of them is not recorded yet. @return what they are by that */
        Accounts noted();
    }

    /** What was taken back. @param took from the command to the proof that the earlier version is in force */
    public record RolledBack(String subject, String from, String to, Duration took) {
        public Json.Obj toJson() {
            return Json.object("subject", subject, "from", from, "to", to, "millis", took.toMillis());
        }
    }

    public Changes(Parts parts) {
        this.parts = parts;
        this.reader = new ChangeReader(parts.source());
        this.proposals = new Proposals(parts);
        this.expectations = new Expectations(proposals, new Trials(parts));
        this.forcing = new Forcing(parts, reader);
        this.schedule = new Schedule(parts, reader, forcing);
        this.rollbacks = new Rollbacks(parts, forcing);
        this.terms = new Terms(parts.source());
    }

    /** The changes of a process or level, or of all, newest movement first. */
    public List<Change> list(@Nullable String subject) {
        return reader.of(subject);
    }

    /** Those that wait for a second person. */
    public List<Change> submitted() {
        return reader.open().stream()
                .filter(change -> change.state().standing() == Standing.SUBMITTED
                        && !change.state().suspended())
                .toList();
    }

    /** A change by its id or the beginning of it. */
    public Checked<Change> find(String text) {
        String id = text.strip();
        Optional<Change> exact = reader.find(id);
        if (exact.isPresent()) return Checked.ok(exact.get());
        List<Change> beginning = id.startsWith("chg_") ? reader.beginning(id) : List.of();
        if (beginning.isEmpty()) return Checked.refused(Change.none(text));
        if (beginning.size() == 1 && id.length() >= SHORTEST_ID) return Checked.ok(beginning.getFirst());
        String what = beginning.size() == 1 ? "that is too little of an id" : "several changes begin so";
        return Checked.refused(
                new Problem("RMT-149", text, what, "write more of it; see them with remit rules changes"));
    }

    /** Whether this is a level, or a process of which a version is in force. */
    public boolean knows(String subject) {
        return LevelFiles.kind(subject).isPresent() || !inForce(subject).isEmpty();
    }

    /** What an approver looks at. */
    public Checked<ChangeLook> look(Change change) {
        return ChangeLook.of(change, parts.catalog());
    }

    /** A change with its look, as programs are told of it. @param words whether people's own words are told */
    public Checked<Json.Obj> told(Change change, boolean words) {
        return look(change).map(look -> change.toJson(words).with("look", look.toJson()));
    }

    /** The version of a process that is in force; empty for a level, and where none is. */
    public Optional<PublishedProcess> versionInForce(String process) {
        return LevelFiles.kind(process).isPresent()
                ? Optional.empty()
                : parts.catalog().latest(process).map(found -> switch (found) {
                    case Checked.Ok<PublishedProcess>(PublishedProcess version) -> version;
                    case Checked.Refused<PublishedProcess>(List<Problem> problems) -> throw unusable(process, problems);
                });
    }

    /** What is in force was read whole when it was published: that it cannot be is nobody's mistake who asks for it. */
    private static ProblemException unusable(String process, List<Problem> problems) {
        return new ProblemException(
                "RMT-078",
                process,
                "its version in force cannot be used: " + problems.getFirst(),
                "restore the database with all its versions");
    }

    /** A version of a process that was stored, whether it was in force or not. */
    public Checked<PublishedProcess> version(String sha256) {
        return parts.catalog().stored(sha256);
    }

    /** The file of a version of a level. */
    public Checked<byte[]> levelTable(String sha256) {
        return parts.catalog().levelTable(sha256);
    }

    /** When which version was in force. */
    public Terms terms() {
        return terms;
    }

    /** The version that a rollback of this person would go to, where nobody names another. */
    public Checked<String> rollbackTarget(Participant who, String subject) {
        return who.with(Permission.ROLL_BACK).then(_ -> rollbacks.target(subject));
    }

    /** Whether two versions of a process say the same, whatever the levels above them do; never so of a level. */
    public boolean alike(String subject, String one, String other) {
        return rollbacks.decideAlike(subject, one, other);
    }

    /** The version of a process that a change proposes. */
    public Checked<PublishedProcess> proposedVersion(Change change) {
        return parts.catalog().stored(change.state().versions().proposed());
    }

    /** What a table would make of a process, without keeping it: to see what is wrong with it and what is found. */
    public Checked<PublishedProcess> compiled(Proposal.Table table) {
        return proposals.compiled(table);
    }

    /** The version that is in force for a process or level: content hash, empty where none is. */
    public String inForce(String subject) {
        return parts.versions().inForce(subject).sha256();
    }

    /** Drafts a change that is for no case in particular. */
    public Checked<Change> draft(Participant who, Proposal proposal, List<String> cases, String note) {
        return draft(who, proposal, new Change.Cases(cases, Map.of()), note);
    }

    /**
     * Drafts a change.
     *
     * @param cases that it is for: every look at it tries them
     * @param note the author's own words, kept where they can be erased; may be empty
     */
    public Checked<Change> draft(Participant who, Proposal proposal, Change.Cases cases, String note) {
        // Asked before the version is made: what comes into force meanwhile suspends the change instead of being
        // undone.
        return draft(who, proposal, cases, note, inForce(proposal.subject()));
    }

    /** Drafts what was made from the version that somebody saw in force. @param seen its hash, empty for none */
    public Checked<Change> draft(Participant who, Proposal proposal, String seen, String note) {
        String inForce = inForce(proposal.subject());
        return inForce.equals(seen)
                ? draft(who, proposal, Change.Cases.NONE, note, inForce)
                : Checked.refused(Forcing.moved(proposal.subject()));
    }

    private Checked<Change> draft(Participant who, Proposal proposal, Change.Cases cases, String note, String inForce) {
        String id = "chg_" + HexFormat.of().formatHex(random());
        // Whose hands made which account before this began is recorded before it does.
        parts.accounts().noted();
        return who.with(Permission.PROPOSE)
                .then(_ -> noted(note))
                .then(_ -> proposals.keep(proposal))
                .then(sha256 -> ChangeControl.decide(
                        null, new ChangeCommand.Draft(sha256), who.acting().actor(), inForce))
                .then(event -> write(
                        id,
                        Forcing.drafted(
                                id,
                                proposal.subject(),
                                new Forcing.Said(
                                        event, cases.ids(), who.acting().actor(), note.strip()),
                                cases.wanted())));
    }

    /** Says which verdict a case of a draft should get; none where looking at it is enough. @param caseId or its beginning */
    public Checked<Change> expect(Participant who, String id, String caseId, Optional<Ruling> wanted) {
        return who.with(Permission.PROPOSE)
                .then(_ -> find(id))
                .then(change ->
                        Expectations.expect(change, caseId, wanted).then(command -> move(who, change, command, "")));
    }

    /** Proposes another version under the same change. */
    public Checked<Change> revise(Participant who, String id, Proposal proposal) {
        return find(id).then(change -> revise(who, change.id(), proposal, ChangeSeen.of(change)));
    }

    /** The same, made from the draft as somebody saw it: whatever happened to it since then refuses it. */
    public Checked<Change> revise(Participant who, String id, Proposal proposal, ChangeSeen seen) {
        return who.with(Permission.PROPOSE)
                .then(_ -> find(id))
                .then(change -> ChangeSeen.of(change).equals(seen)
                        ? revise(who, change, proposal)
                        : Checked.refused(Forcing.moved(change.id())));
    }

    private Checked<Change> revise(Participant who, Change change, Proposal proposal) {
        if (!change.subject().equals(proposal.subject())) {
            return Checked.refused(new Problem(
                    "RMT-145",
                    proposal.subject(),
                    change.id() + " is about " + change.subject(),
                    "draft another change for it"));
        }
        return proposals.keep(change, proposal).then(sha256 -> move(who, change, new ChangeCommand.Revise(sha256), ""));
    }

    /**
     * A submission.
     *
     * @param from not in force before; null for once it is approved
     * @param despiteExamples whether examples and cases that fail no longer hold: the reason says why, evidence which
     */
    public record Submission(String reason, @Nullable Instant from, boolean despiteExamples) {}

    /** Hands a change in. Its examples and its cases pass, or are given up in so many words. */
    public Checked<Change> submit(Participant who, String id, Submission submission) {
        String reason = submission.reason().strip();
        return who.with(Permission.PROPOSE)
                .then(_ -> noted(reason))
                .then(_ -> timely(submission.from()))
                .then(_ -> find(id))
                .then(change -> expectations.failing(change).then(failing -> {
                    List<Problem> problems = failing.problems();
                    if (!problems.isEmpty() && !submission.despiteExamples()) return Checked.refused(problems);
                    var command = new ChangeCommand.Submit(reason, submission.from());
                    return ChangeControl.decide(
                                    change.state(), command, who.acting().actor(), inForce(change.subject()))
                            .then(event -> write(
                                    change.id(),
                                    List.of(Forcing.step(
                                            change, event, who.acting().actor(), reason, failing.givenUp()))));
                }));
    }

    /**
     * Approves a change, and puts it in force where its time has come.
     *
     * @param seen what the approver saw: anything that happened to the change since then refuses it
     */
    public Checked<Change> approve(Participant who, String id, ChangeSeen seen, String note) {
        return who.with(Permission.APPROVE_RULES)
                .then(_ -> noted(note))
                .then(_ -> find(id))
                .then(change -> move(
                        who,
                        change,
                        new ChangeCommand.Approve(
                                seen.proposed(), seen.seq(), parts.accounts().noted()),
                        note.strip()))
                .then(change -> schedule.due(change) ? schedule.approved(change) : Checked.ok(change));
    }

    /** Refuses a change. */
    public Checked<Change> reject(Participant who, String id, String reason) {
        return who.with(Permission.APPROVE_RULES)
                .then(_ -> noted(reason))
                .then(_ -> find(id))
                .then(change -> move(who, change, new ChangeCommand.Reject(reason.strip()), reason.strip()));
    }

    /** Gives a change up. */
    public Checked<Change> withdraw(Participant who, String id) {
        return who.with(Permission.PROPOSE)
                .then(_ -> find(id))
                .then(change -> move(who, change, new ChangeCommand.Withdraw(), ""));
    }

    /** Carries a suspended change over to the version in force; it has to be submitted and approved again. */
    public Checked<Change> rebase(Participant who, String id) {
        return who.with(Permission.PROPOSE).then(_ -> find(id)).then(change -> {
            String inForce = inForce(change.subject());
            return proposals
                    .carriedOver(change)
                    .then(sha256 -> ChangeControl.decide(
                            change.state(),
                            new ChangeCommand.Rebase(sha256),
                            who.acting().actor(),
                            inForce))
                    .then(event -> write(
                            change.id(),
                            List.of(Forcing.step(change, event, who.acting().actor(), ""))));
        });
    }

    /**
     * Puts an earlier version in force again, in one step and by one person: an emergency does not wait for a second.
     *
     * @param to beginning of the hash of a version that was in force before; null for the one before the present
     */
    public Checked<RolledBack> rollBack(Participant who, String subject, @Nullable String to, String reason) {
        return who.with(Permission.ROLL_BACK)
                .then(_ -> noted(reason))
                .then(_ -> rollbacks.rollBack(who, new Rollbacks.Wish(subject, to, reason.strip())));
    }

    /**
     * Puts approved changes in force whose time has come, and suspends those whose base is no longer in force.
     *
     * @return what happened, a sentence each
     */
    public List<String> tend() {
        return schedule.tend();
    }

    private Checked<Change> move(Participant who, Change change, ChangeCommand command, String note) {
        return ChangeControl.decide(change.state(), command, who.acting().actor(), inForce(change.subject()))
                .then(event -> write(
                        change.id(),
                        List.of(Forcing.step(change, event, who.acting().actor(), note))));
    }

    private Checked<Change> write(String id, List<ProcessWrite.Step> steps) {
        return forcing.commit(steps).then(_ -> find(id));
    }

    private static Checked<String> noted(String note) {
        boolean control =
                note.codePoints().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t');
        if (note.length() <= LONGEST_NOTE && !control) return Checked.ok(note);
        String what = control ? "holds a control character" : "is longer than " + LONGEST_NOTE + " characters";
        return Checked.refused(new Problem("RMT-138", "reason", what, "write it anew"));
    }

    /** A day for whoever writes today's date; what is meant for later than ten years is a slip of the keyboard. */
    private Checked<Boolean> timely(@Nullable Instant from) {
        Instant now = parts.clock().instant();
        if (from == null || !(from.isBefore(now.minus(EARLIEST)) || from.isAfter(now.plus(LATEST)))) {
            return Checked.ok(true);
        }
        return Checked.refused(new Problem(
                "RMT-148",
                "effective from " + from,
                "is more than a day ago, or more than ten years ahead",
                "write a time to come like 2027-01-01T00:00:00Z, or none for at once"));
    }

    private static byte[] random() {
        byte[] bytes = new byte[6];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
