package remit.change;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.VisibleText;

/**
 * Who may move a change where. {@link #decide} is pure and may refuse; {@link #apply} cannot fail and is the only writer
 * of a {@link ChangeState}.
 *
 * <p>Whoever wrote a change never approves it, whatever their role. An approval is of one content hash at one event
 * of the change: whatever was said since then, the reason and the time included, is read first. A revision or a rebase
 * makes it a draft again. A change whose base is no longer in force goes no further until it is rebased.
 */
public final class ChangeControl {
    private ChangeControl() {}

    /**
     * What a command leads to, or why it may not.
     *
     * @param state the change, null for a new one
     * @param inForce hash of the version in force, empty where there is none
     */
    public static Checked<ChangeEvent> decide(
            @Nullable ChangeState state, ChangeCommand command, Actor by, String inForce) {
        if (command instanceof ChangeCommand.Draft(String proposed)) {
            if (state != null) return refuse("RMT-150", "this change was drafted before", "revise it");
            return draft(proposed, inForce).map(ChangeEvent.Drafted::new);
        }
        if (state == null) return refuse("RMT-149", "there is no such change", "see them with remit rules changes");
        return switch (command) {
            case ChangeCommand.Draft ignored -> throw new IllegalStateException("handled above");
            case ChangeCommand.Revise(String proposed) ->
                unapproved(state)
                        .then(_ -> based(state, inForce))
                        .then(_ -> other(state, proposed))
                        .then(_ -> draft(proposed, inForce))
                        .map(versions -> new ChangeEvent.Revised(versions.proposed()));
            case ChangeCommand.Rebase(String proposed) -> open(state).then(_ -> rebase(state, proposed, inForce));
            case ChangeCommand.Submit(String reason, Instant from) ->
                submit(state, by, new ChangeCommand.Submit(reason, from), inForce);
            case ChangeCommand.Expect(var wanted) -> draft(state).map(_ -> new ChangeEvent.Expected(wanted));
            case ChangeCommand.Approve seen -> approve(state, seen, by, inForce);
            case ChangeCommand.Reject(String reason) -> reject(state, reason, by);
            case ChangeCommand.Withdraw() -> withdraw(state, by);
            case ChangeCommand.TakeEffect(Instant now) -> takeEffect(state, now, inForce);
            case ChangeCommand.Suspend() -> suspend(state, inForce);
            case ChangeCommand.Supersede(String other) -> effective(state).map(_ -> new ChangeEvent.Superseded(other));
            case ChangeCommand.RollBack(String to, String reason) ->
                effective(state)
                        .then(_ -> reason(reason, "say why the version in force is taken back"))
                        .map(_ -> new ChangeEvent.RolledBack(to));
        };
    }

    private static Checked<ChangeState.Versions> draft(String proposed, String inForce) {
        if (proposed.equals(inForce)) {
            return refuse("RMT-151", "this is the version in force: nothing would change", "change something");
        }
        return Checked.ok(new ChangeState.Versions(inForce, proposed));
    }

    private static Checked<ChangeState> draft(ChangeState state) {
        return state.standing() == Standing.DRAFT
                ? Checked.ok(state)
                : refuse("RMT-133", "it is " + state.standing().word() + ", not a draft", "draft another change");
    }

    /** Whoever wrote it, or approved it; others refuse it when it is submitted. */
    private static Checked<ChangeEvent> withdraw(ChangeState state, Actor by) {
        return open(state)
                .then(_ -> state.writers().contains(by) || by.equals(state.approver())
                        ? Checked.ok(state)
                        : refuse("RMT-137", "you neither wrote nor approved it", "let its author give it up"))
                .map(_ -> new ChangeEvent.Withdrawn());
    }

    private static Checked<ChangeEvent> rebase(ChangeState state, String proposed, String inForce) {
        if (state.versions().base().equals(inForce) && !state.suspended()) {
            return refuse("RMT-151", "its base is in force: nothing to carry over", "submit or approve it");
        }
        return draft(proposed, inForce).map(ChangeEvent.Rebased::new);
    }

    private static Checked<ChangeEvent> submit(
            ChangeState state, Actor by, ChangeCommand.Submit wanted, String inForce) {
        if (by.kind() != Actor.Kind.PERSON) {
            // Whoever holds a program's key could else draft by it and approve as a person.
            return refuse("RMT-137", "only a person hands a change in", "let a person read and submit it");
        }
        return draft(state)
                .then(_ -> based(state, inForce))
                .then(_ -> reason(wanted.reason(), "say why the rules should change"))
                .map(_ -> new ChangeEvent.Submitted(wanted.effectiveFrom()));
    }

    private static Checked<ChangeEvent> approve(
            ChangeState state, ChangeCommand.Approve seen, Actor by, String inForce) {
        if (state.standing() != Standing.SUBMITTED) {
            return refuse(
                    "RMT-133", "it is " + state.standing().word() + ", not submitted", "submit it with a reason first");
        }
        return second(state, by, "approve")
                .then(_ -> untied(state, by, seen.accounts()))
                .then(_ -> based(state, inForce))
                .then(_ -> {
                    if (!seen.proposed().equals(state.versions().proposed())) {
                        return refuse(
                                "RMT-135",
                                "it proposes " + shortly(state.versions().proposed()) + " by now, you saw "
                                        + shortly(seen.proposed()),
                                "read it again, then decide");
                    }
                    if (seen.seq() != state.seq()) {
                        return refuse(
                                "RMT-135",
                                "it has moved since you saw it: you saw event " + seen.seq() + " of it, " + state.seq()
                                        + " is the newest; its reason or its time may be another",
                                "read it again, then decide");
                    }
                    Optional<Accounts.Hand> hand = seen.accounts().shared(by, state);
                    String account = hand.filter(Accounts.Hand::known)
                            .map(Accounts.Hand::what)
                            .orElse("");
                    String edited = hand.filter(each -> !each.known())
                            .map(Accounts.Hand::what)
                            .orElse("");
                    return Checked.ok(new ChangeEvent.Approved(seen.proposed(), account, edited));
                });
    }

    private static Checked<ChangeEvent> reject(ChangeState state, String reason, Actor by) {
        if (state.standing() != Standing.SUBMITTED) {
            return refuse("RMT-133", "it is " + state.standing().word() + ", not submitted", "nothing to refuse");
        }
        return second(state, by, "refuse")
                .then(_ -> reason(reason, "say why it is refused"))
                .map(_ -> new ChangeEvent.Rejected());
    }

    private static Checked<ChangeEvent> takeEffect(ChangeState state, Instant now, String inForce) {
        if (state.standing() != Standing.APPROVED) {
            return refuse("RMT-133", "it is " + state.standing().word() + ", not approved", "let it be approved");
        }
        Instant from = state.effectiveFrom();
        if (from != null && from.isAfter(now)) {
            return refuse("RMT-136", "it takes effect at " + from, "wait, or withdraw it and draft another");
        }
        return based(state, inForce)
                .map(_ -> new ChangeEvent.TookEffect(state.versions().proposed()));
    }

    private static Checked<ChangeEvent> suspend(ChangeState state, String inForce) {
        boolean moved = state.standing().open() && !state.versions().base().equals(inForce);
        if (!moved || state.suspended()) return refuse("RMT-151", "nothing suspends it", "go on");
        return Checked.ok(new ChangeEvent.Suspended(inForce));
    }

    /** A revision to the same would only take back what was said of it, under the eyes of who is reading it. */
    private static Checked<ChangeState> other(ChangeState state, String proposed) {
        return state.versions().proposed().equals(proposed)
                ? refuse("RMT-151", "it proposes this already", "change something")
                : Checked.ok(state);
    }

    /** Whether its base is what is in force: everything that was said of it was said about that ground. */
    private static Checked<ChangeState> based(ChangeState state, String inForce) {
        if (state.versions().base().equals(inForce) && !state.suspended()) return Checked.ok(state);
        return refuse(
                "RMT-134",
                "it was written against " + shortly(state.versions().base()) + ", and " + shortly(inForce)
                        + " is in force now: it is suspended",
                "rebase it, then submit it again");
    }

    private static Checked<ChangeState> second(ChangeState state, Actor by, String verb) {
        if (by.kind() != Actor.Kind.PERSON) return refuse("RMT-137", "only a person may " + verb + " it", "ask one");
        if (state.writers().contains(by)) {
            return refuse(
                    "RMT-137",
                    "you wrote or submitted it: whoever does may not " + verb + " it, administrators included",
                    "let another person decide");
        }
        return Checked.ok(state);
    }

    /** Somebody with an account that the author can use, or could give a right to, is not a second person. */
    private static Checked<ChangeState> untied(ChangeState state, Actor by, Accounts accounts) {
        return accounts.tie(by, state)
                .map(tie -> ChangeControl.<ChangeState>refuse(
                        "RMT-159", tie, "let a person approve it whose account the author had no hand in"))
                .orElseGet(() -> Checked.ok(state));
    }

    private static Checked<ChangeState> open(ChangeState state) {
        return state.standing().open()
                ? Checked.ok(state)
                : refuse("RMT-133", "it is " + state.standing().word(), "draft another change");
    }

    private static Checked<ChangeState> unapproved(ChangeState state) {
        return state.standing() == Standing.APPROVED
                ? refuse(
                        "RMT-133", "it is approved, and an approval is of one version", "withdraw it and draft another")
                : open(state);
    }

    private static Checked<ChangeState> effective(ChangeState state) {
        return state.standing() == Standing.EFFECTIVE
                ? Checked.ok(state)
                : refuse("RMT-133", "it is " + state.standing().word() + ", not in force", "name the one in force");
    }

    private static Checked<String> reason(String reason, String fix) {
        return VisibleText.isBlank(reason) ? refuse("RMT-138", "no reason is given", fix) : Checked.ok(reason);
    }

    private static <T> Checked<T> refuse(String code, String what, String fix) {
        return Checked.refused(new Problem(code, "change", what, fix));
    }

    private static String shortly(String version) {
        return version.isEmpty() ? "nothing" : version.substring(0, Math.min(12, version.length()));
    }

    /** The change after an event. */
    public static ChangeState apply(@Nullable ChangeState state, ChangeEvent event, Actor by, Instant at) {
        if (event instanceof ChangeEvent.Drafted(ChangeState.Versions versions)) {
            return new ChangeState(1, Standing.DRAFT, versions, Set.of(by), null, null, false, at, at);
        }
        if (state == null) throw new IllegalArgumentException("the first event of a change is ChangeDrafted: " + event);
        return switch (event) {
            case ChangeEvent.Drafted ignored -> throw new IllegalStateException("handled above");
            case ChangeEvent.Revised(String proposed) ->
                written(state, new ChangeState.Versions(state.versions().base(), proposed), by, at);
            case ChangeEvent.Rebased(ChangeState.Versions versions) -> written(state, versions, by, at);
            case ChangeEvent.Submitted(Instant from) ->
                new ChangeState(
                        state.seq() + 1,
                        Standing.SUBMITTED,
                        state.versions(),
                        with(state.writers(), by),
                        null,
                        from,
                        state.suspended(),
                        state.drafted(),
                        at);
            // Whoever says what it is measured by has a hand in it.
            case ChangeEvent.Expected ignored ->
                new ChangeState(
                        state.seq() + 1,
                        state.standing(),
                        state.versions(),
                        with(state.writers(), by),
                        state.approver(),
                        state.effectiveFrom(),
                        state.suspended(),
                        state.drafted(),
                        at);
            case ChangeEvent.Approved ignored -> moved(state, Standing.APPROVED, by, at);
            case ChangeEvent.Suspended ignored ->
                new ChangeState(
                        state.seq() + 1,
                        state.standing(),
                        state.versions(),
                        state.writers(),
                        state.approver(),
                        state.effectiveFrom(),
                        true,
                        state.drafted(),
                        at);
            case ChangeEvent.Rejected() -> moved(state, Standing.REJECTED, state.approver(), at);
            case ChangeEvent.Withdrawn() -> moved(state, Standing.WITHDRAWN, state.approver(), at);
            case ChangeEvent.TookEffect ignored -> moved(state, Standing.EFFECTIVE, state.approver(), at);
            case ChangeEvent.Superseded ignored -> moved(state, Standing.SUPERSEDED, state.approver(), at);
            case ChangeEvent.RolledBack ignored -> moved(state, Standing.ROLLED_BACK, state.approver(), at);
        };
    }

    private static ChangeState moved(ChangeState state, Standing standing, @Nullable Actor approver, Instant at) {
        return new ChangeState(
                state.seq() + 1,
                standing,
                state.versions(),
                state.writers(),
                approver,
                state.effectiveFrom(),
                state.suspended(),
                state.drafted(),
                at);
    }

    /** Another content: a draft again, whatever was said of the earlier one. */
    private static ChangeState written(ChangeState state, ChangeState.Versions versions, Actor by, Instant at) {
        return new ChangeState(
                state.seq() + 1,
                Standing.DRAFT,
                versions,
                with(state.writers(), by),
                null,
                null,
                false,
                state.drafted(),
                at);
    }

    private static Set<Actor> with(Set<Actor> actors, Actor one) {
        var all = new HashSet<>(actors);
        all.add(one);
        return all;
    }
}
