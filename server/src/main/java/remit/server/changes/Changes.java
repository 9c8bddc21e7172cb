package remit.server.changes;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.change.ChangeCommand;
import remit.change.ChangeControl;
import remit.change.ChangeEvent;
import remit.change.Standing;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Acting;
import remit.server.access.Role.Permission;
import remit.server.catalog.Catalog;
import remit.server.catalog.LevelFiles;
import remit.server.catalog.PublishedProcess;
import remit.server.store.ConflictException;
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

    private final Parts parts;
    private final ChangeReader reader;
    private final Proposals proposals;
    private final Forcing forcing;

    /** What it works with. */
    public record Parts(
            Catalog catalog, VersionStore versions, EvidenceLog log, DataSource source, InstantSource clock) {}

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
        this.forcing = new Forcing(parts, reader);
    }

    /** The changes of a process or level, or of all, newest movement first. */
    public List<Change> list(@Nullable String subject) {
        return reader.of(subject);
    }

    /** A change by its id or the beginning of it. */
    public Checked<Change> find(String text) {
        String id = text.strip();
        Optional<Change> exact = reader.find(id);
        if (exact.isPresent()) return Checked.ok(exact.get());
        List<Change> beginning = id.length() < 6 ? List.of() : reader.beginning(id);
        if (beginning.size() == 1) return Checked.ok(beginning.getFirst());
        return Checked.refused(new Problem(
                "RMT-130",
                text,
                beginning.isEmpty() ? "no change has this id" : "several changes begin so",
                "see them with remit rules changes"));
    }

    /** What an approver looks at. */
    public Checked<ChangeLook> look(Change change) {
        return ChangeLook.of(change, parts.catalog());
    }

    /** The version of a process that is in force; empty for a level, and where none is. */
    public Optional<PublishedProcess> versionInForce(String process) {
        return LevelFiles.kind(process).isPresent()
                ? Optional.empty()
                : parts.catalog().latest(process).map(Checked::orThrow);
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

    /**
     * Drafts a change.
     *
     * @param cases ids of cases that it is for: every look at it tries them
     * @param note the author's own words, kept where they can be erased; may be empty
     */
    public Checked<Change> draft(Participant who, Proposal proposal, List<String> cases, String note) {
        String id = "chg_" + HexFormat.of().formatHex(random());
        return who.with(Permission.PROPOSE)
                .then(_ -> noted(note))
                .then(_ -> proposals.keep(proposal))
                .then(sha256 -> {
                    String inForce = inForce(proposal.subject());
                    return ChangeControl.decide(
                                    null,
                                    new ChangeCommand.Draft(sha256),
                                    who.acting().actor(),
                                    inForce)
                            .then(event -> write(
                                    id,
                                    List.of(Forcing.step(
                                            id,
                                            proposal.subject(),
                                            1,
                                            new Forcing.Said(
                                                    event, cases, who.acting().actor(), note.strip())))));
                });
    }

    /** Proposes another version under the same change. */
    public Checked<Change> revise(Participant who, String id, Proposal proposal) {
        return who.with(Permission.PROPOSE).then(_ -> find(id)).then(change -> {
            if (!change.subject().equals(proposal.subject())) {
                return Checked.refused(new Problem(
                        "RMT-145",
                        proposal.subject(),
                        change.id() + " is about " + change.subject(),
                        "draft another change for it"));
            }
            return proposals.keep(proposal).then(sha256 -> move(who, change, new ChangeCommand.Revise(sha256), ""));
        });
    }

    /** Hands a change in. Its scenarios have to pass. @param from not in force before; null for once it is approved */
    public Checked<Change> submit(Participant who, String id, String reason, @Nullable Instant from) {
        return who.with(Permission.PROPOSE)
                .then(_ -> noted(reason))
                .then(_ -> find(id))
                .then(change -> proposals.tested(change).map(_ -> change))
                .then(change -> move(who, change, new ChangeCommand.Submit(reason.strip(), from), reason.strip()));
    }

    /**
     * Approves a change, and puts it in force where its time has come.
     *
     * @param seen hash of the version that the approver saw
     */
    public Checked<Change> approve(Participant who, String id, String seen, String note) {
        return who.with(Permission.APPROVE_RULES)
                .then(_ -> noted(note))
                .then(_ -> find(id))
                .then(change -> move(who, change, new ChangeCommand.Approve(seen), note.strip()))
                .then(change -> {
                    Instant from = change.state().effectiveFrom();
                    boolean due = from == null || !from.isAfter(parts.clock().instant());
                    return due ? takeEffect(change) : Checked.ok(change);
                });
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
        return who.with(Permission.PROPOSE)
                .then(_ -> find(id))
                .then(change -> proposals
                        .carriedOver(change)
                        .then(sha256 -> move(who, change, new ChangeCommand.Rebase(sha256), "")));
    }

    /**
     * Puts an earlier version in force again, in one step and by one person: an emergency does not wait for a second.
     *
     * @param to beginning of the hash of a version that was in force before; null for the one before the present
     */
    public Checked<RolledBack> rollBack(Participant who, String subject, @Nullable String to, String reason) {
        long began = System.nanoTime();
        return who.with(Permission.ROLL_BACK).then(_ -> noted(reason)).then(_ -> {
            if (reason.isBlank()) {
                return Checked.refused(
                        new Problem("RMT-138", subject, "no reason is given", "say why it is taken back"));
            }
            String from = inForce(subject);
            return earlier(subject, from, to)
                    .then(target -> back(who, subject, new Way(from, target), reason.strip()))
                    .map(way -> measured(who, subject, way, Duration.ofNanos(System.nanoTime() - began)));
        });
    }

    private record Way(String from, String to) {}

    private Checked<String> earlier(String subject, String from, @Nullable String to) {
        List<String> before = parts.versions().everInForce(subject).stream()
                .map(VersionStore.InForce::sha256)
                .filter(sha256 -> !sha256.equals(from))
                .distinct()
                .filter(sha256 -> to == null || sha256.startsWith(to.strip()))
                .toList();
        boolean one = to == null ? !before.isEmpty() : before.size() == 1 && !to.isBlank();
        if (one) return Checked.ok(before.getFirst());
        return Checked.refused(new Problem(
                "RMT-146",
                subject,
                before.isEmpty() ? "no earlier version of it was in force" : "several earlier versions begin so",
                "see them with remit rules changes"));
    }

    private Checked<Way> back(Participant who, String subject, Way way, String reason) {
        Acting acting = who.acting();
        Json.Obj why = Json.object("rolled_back_from", way.from());
        return forcing.steps(subject, way.to(), acting, why).then(publishing -> {
            var steps = new ArrayList<>(publishing);
            Optional<Change> standing = forcing.standing(subject);
            if (standing.isPresent()) {
                Change change = standing.get();
                var command = new ChangeCommand.RollBack(way.to(), reason);
                Checked<ChangeEvent> decided =
                        ChangeControl.decide(change.state(), command, acting.actor(), way.from());
                if (decided instanceof Checked.Refused<ChangeEvent>(List<Problem> problems))
                    return Checked.refused(problems);
                steps.add(Forcing.step(change, decided.orThrow(), acting.actor(), reason));
            }
            return commit(steps).map(_ -> way);
        });
    }

    /** The duration is evidence: how fast can we roll back is answered by when it was last done. */
    private RolledBack measured(Participant who, String subject, Way way, Duration took) {
        String now = inForce(subject);
        EvidenceLog.await(parts.log()
                .append(new ProcessWrite(
                        subject,
                        "RollbackMeasured",
                        parts.clock().instant(),
                        who.acting().actor(),
                        Json.object("pack", now),
                        who.acting().sign(Json.object("from", way.from(), "to", now, "millis", took.toMillis())),
                        null)));
        return new RolledBack(subject, way.from(), now, took);
    }

    /**
     * Puts approved changes in force whose time has come, and suspends those whose base is no longer in force.
     *
     * @return what happened, a sentence each
     */
    public List<String> tend() {
        var told = new ArrayList<String>();
        for (Change change : reader.open()) {
            if (change.state().suspended()) continue;
            String inForce = inForce(change.subject());
            if (!change.state().versions().base().equals(inForce)) {
                if (suspend(change, inForce)) told.add(change.id() + " is suspended: its base is no longer in force");
            } else if (change.state().standing() == Standing.APPROVED && due(change)) {
                switch (takeEffect(change)) {
                    case Checked.Ok<Change> ignored -> told.add(change.id() + " is in force for " + change.subject());
                    case Checked.Refused<Change>(List<Problem> problems) ->
                        told.add(change.id() + " is approved but did not take effect: " + problems.getFirst());
                }
            }
        }
        return told;
    }

    private boolean due(Change change) {
        Instant from = change.state().effectiveFrom();
        return from == null || !from.isAfter(parts.clock().instant());
    }

    private boolean suspend(Change change, String inForce) {
        return ChangeControl.decide(change.state(), new ChangeCommand.Suspend(), EvidenceLog.engine(), inForce)
                        .then(event -> commit(List.of(Forcing.step(change, event, EvidenceLog.engine(), ""))))
                instanceof Checked.Ok<Boolean>;
    }

    private Checked<Change> takeEffect(Change change) {
        String inForce = inForce(change.subject());
        // The approver's word puts it in force; where its time came later, the program does it in their name.
        Acting acting = Acting.self(
                change.state().approver() == null
                        ? EvidenceLog.engine()
                        : change.state().approver());
        return ChangeControl.decide(
                        change.state(),
                        new ChangeCommand.TakeEffect(parts.clock().instant()),
                        EvidenceLog.engine(),
                        inForce)
                .then(event -> forcing.steps(
                                change.subject(),
                                change.state().versions().proposed(),
                                acting,
                                Json.object("change", change.id()))
                        .then(publishing -> {
                            var steps = new ArrayList<ProcessWrite.Step>();
                            steps.add(Forcing.step(change, event, EvidenceLog.engine(), ""));
                            steps.addAll(publishing);
                            forcing.standing(change.subject())
                                    .ifPresent(before -> steps.add(Forcing.step(
                                            before,
                                            new ChangeEvent.Superseded(change.id()),
                                            EvidenceLog.engine(),
                                            "")));
                            return commit(steps);
                        }))
                .then(_ -> find(change.id()));
    }

    private Checked<Change> move(Participant who, Change change, ChangeCommand command, String note) {
        return ChangeControl.decide(change.state(), command, who.acting().actor(), inForce(change.subject()))
                .then(event -> write(
                        change.id(),
                        List.of(Forcing.step(change, event, who.acting().actor(), note))));
    }

    private Checked<Change> write(String id, List<ProcessWrite.Step> steps) {
        return commit(steps).then(_ -> find(id));
    }

    private Checked<Boolean> commit(List<ProcessWrite.Step> steps) {
        try {
            EvidenceLog.await(parts.log().append(new ProcessWrite(parts.clock().instant(), steps, null)));
            return Checked.ok(true);
        } catch (ConflictException moved) {
            return Checked.refused(new Problem(
                    "RMT-147", "change", "somebody moved it, or the version in force, meanwhile", "read it again"));
        }
    }

    private static Checked<String> noted(String note) {
        boolean control =
                note.codePoints().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t');
        if (note.length() <= LONGEST_NOTE && !control) return Checked.ok(note);
        String what = control ? "holds a control character" : "is longer than " + LONGEST_NOTE + " characters";
        return Checked.refused(new Problem("RMT-138", "reason", what, "write it anew"));
    }

    private static byte[] random() {
        byte[] bytes = new byte[6];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
