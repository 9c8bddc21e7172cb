package remit.server.changes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import remit.change.ChangeCommand;
import remit.change.ChangeControl;
import remit.decision.GovernanceLoosened;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.process.ProcessContract.Governance;
import remit.server.catalog.LevelFiles;
import remit.server.catalog.PublishedProcess;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.VersionStore.InForce;

/**
 * Puts an earlier version in force again. It is no way around anything: not to rules that were taken back before, not out
 * of change control, not out of a domain; the levels of today stand above it.
 */
final class Rollbacks {
    private static final Logger LOG = LoggerFactory.getLogger(Rollbacks.class);

    private final Changes.Parts parts;
    private final Forcing forcing;

    Rollbacks(Changes.Parts parts, Forcing forcing) {
        this.parts = parts;
        this.forcing = forcing;
    }

    /** What is wanted. @param to beginning of a hash, or null */
    record Wish(String subject, @Nullable String to, String reason) {}

    Checked<Changes.RolledBack> rollBack(Participant who, Wish wish) {
        long began = System.nanoTime();
        if (wish.reason().isBlank()) {
            return refused("RMT-138", wish.subject(), "no reason is given", "say why it is taken back");
        }
        ProcessWrite.Ground ground = forcing.ground(wish.subject());
        InForce from = parts.versions().inForce(wish.subject());
        return earlier(wish, from)
                .then(target -> permitted(wish.subject(), from, target))
                .then(target -> back(who, wish, new Forcing.Aim(wish.subject(), target, from), ground))
                .map(to -> measured(
                        who,
                        new Changes.RolledBack(
                                wish.subject(), from.sha256(), to, Duration.ofNanos(System.nanoTime() - began))));
    }

    /** Where a rollback goes that names no version. */
    Checked<String> target(String subject) {
        InForce from = parts.versions().inForce(subject);
        return earlier(new Wish(subject, null, ""), from).then(to -> permitted(subject, from, to));
    }

    private static <T> Checked<T> refused(String code, String place, String what, String fix) {
        return Checked.refused(new Problem(code, place, what, fix));
    }

    /** The version named; else the newest before the present one that decides otherwise and was not taken back itself. */
    private Checked<String> earlier(Wish wish, InForce from) {
        List<String> before = parts.versions().everInForce(wish.subject()).stream()
                .map(InForce::sha256)
                .filter(sha256 -> !sha256.equals(from.sha256()))
                .distinct()
                .toList();
        String to = wish.to();
        if (to != null) {
            List<String> named = to.isBlank()
                    ? List.of()
                    : before.stream()
                            .filter(sha256 -> sha256.startsWith(to.strip()))
                            .toList();
            if (named.size() == 1) return Checked.ok(named.getFirst());
            String what = named.isEmpty() ? "no earlier version of it begins so" : "several earlier versions begin so";
            return refused("RMT-146", wish.subject(), what, "see them with remit rules changes");
        }
        Set<String> taken = parts.versions().rolledBack(wish.subject());
        return before.stream()
                .filter(sha256 -> !taken.contains(sha256) && !decideAlike(wish.subject(), sha256, from.sha256()))
                .findFirst()
                .map(Checked::ok)
                .orElseGet(() -> refused(
                        "RMT-146",
                        wish.subject(),
                        "no earlier version of it was in force that was not taken back",
                        "name the version that shall be in force again, or draft a change"));
    }

    boolean decideAlike(String subject, String one, String other) {
        if (LevelFiles.kind(subject).isPresent()) return false;
        Optional<PublishedProcess> left = stored(one);
        Optional<PublishedProcess> right = stored(other);
        return left.isPresent() && right.isPresent() && left.get().sameOwnRules(right.get());
    }

    private Optional<PublishedProcess> stored(String sha256) {
        return parts.catalog().stored(sha256) instanceof Checked.Ok<PublishedProcess>(PublishedProcess process)
                ? Optional.of(process)
                : Optional.empty();
    }

    private Checked<String> permitted(String subject, InForce from, String target) {
        if (LevelFiles.kind(subject).isPresent()) return Checked.ok(target);
        return parts.catalog()
                .stored(from.sha256())
                .then(now -> parts.catalog().stored(target).then(then -> {
                    Governance governed = now.contract().governance();
                    List<String> loosened = GovernanceLoosened.of(now.pinned(), then.pinned());
                    if (loosened.isEmpty() && governed.equals(then.contract().governance())) return Checked.ok(target);
                    return refused(
                            "RMT-157",
                            subject,
                            loosened.isEmpty()
                                    ? "that version stands under another governance (domain, or how its rules change)"
                                    : "that version loosens what governs it: " + String.join(", ", loosened),
                            "draft it as a change: two people decide that");
                }));
    }

    private Checked<String> back(Participant who, Wish wish, Forcing.Aim aim, ProcessWrite.Ground ground) {
        InForce from = aim.on();
        Json.Obj why = Json.object("rolled_back_from", from.sha256());
        return forcing.steps(aim, who.acting(), why).then(publishing -> {
            String reached =
                    Objects.requireNonNull(publishing.getFirst().versions().text("pack"));
            if (reached.equals(from.sha256())) {
                return refused(
                        "RMT-151",
                        wish.subject(),
                        "under today's levels that is what is in force",
                        "name another version");
            }
            var steps = new ArrayList<ProcessWrite.Step>(publishing);
            Optional<Change> standing = forcing.standing(wish.subject());
            if (standing.isEmpty()) return forcing.commit(steps, ground).map(_ -> reached);
            Change change = standing.get();
            var command = new ChangeCommand.RollBack(reached, wish.reason());
            return ChangeControl.decide(change.state(), command, who.acting().actor(), from.sha256())
                    .then(event -> {
                        steps.add(Forcing.step(change, event, who.acting().actor(), wish.reason()));
                        return forcing.commit(steps, ground).map(_ -> reached);
                    });
        });
    }

    /** The duration is evidence: how fast can we roll back is answered by when it was last done. */
    private Changes.RolledBack measured(Participant who, Changes.RolledBack done) {
        try {
            EvidenceLog.await(parts.log()
                    .append(new ProcessWrite(
                            done.subject(),
                            "RollbackMeasured",
                            parts.clock().instant(),
                            who.acting().actor(),
                            Json.object("pack", done.to()),
                            who.acting()
                                    .sign(Json.object(
                                            "from", done.from(),
                                            "to", done.to(),
                                            "millis", done.took().toMillis())),
                            null)));
        } catch (RuntimeException unwritten) {
            // The version is back, and whoever asked must hear that: only how long it took is not on record.
            LOG.warn("{} is rolled back, but how long it took could not be recorded", done.subject(), unwritten);
        }
        return done;
    }
}
