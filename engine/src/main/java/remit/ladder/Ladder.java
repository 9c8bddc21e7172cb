package remit.ladder;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.assurance.Versions;
import remit.assurance.sequential.ConfidenceSequence;
import remit.assurance.sequential.Mixture;
import remit.assurance.sequential.Promotion;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Problem;

/**
 * How one segment of a process earns its autonomy and loses it. {@link #decide} is pure and may refuse; {@link #apply}
 * cannot fail and is the only writer of a {@link LadderState}.
 *
 * <p>Up is slow: the engine proposes, with evidence that may be looked at after every review, and a person signs, now or
 * beforehand, for one checkpoint. Down is at once and needs nobody: what follows from an observation is in the same list
 * of events as the observation.
 */
public final class Ladder {
    private Ladder() {}

    /**
     * What a command leads to, or why it may not. An empty list: nothing happens.
     *
     * @param state the ladder, null before it began
     * @param at business time
     */
    public static Checked<List<LadderEvent>> decide(
            @Nullable LadderState state, LadderCommand command, Actor by, Instant at) {
        if (command instanceof LadderCommand.Start(Terms terms, Versions versions)) {
            if (state != null) return refuse("RMT-173", "this ladder has begun", "go on with it");
            return one(new LadderEvent.Started(terms, versions));
        }
        if (state == null) return refuse("RMT-172", "no ladder has begun here", "start it with its terms");
        return switch (command) {
            case LadderCommand.Start ignored -> throw new IllegalStateException("handled above");
            case LadderCommand.Observe(boolean error, boolean severe) ->
                Checked.ok(observed(state, new LadderCommand.Observe(error, severe), by, at));
            case LadderCommand.Trigger(Cause cause, String reason) -> triggered(state, cause, reason, by);
            case LadderCommand.HoldReview() ->
                Checked.ok(state.overdue() == null ? List.of() : List.of(new LadderEvent.ReviewHeld()));
            case LadderCommand.Sign sign -> signed(state, sign, by).map(List::of);
            case LadderCommand.Decline decline -> declined(state, decline, by);
            case LadderCommand.Authorise(Stage upTo, double limit) -> authorised(state, upTo, limit, by);
            case LadderCommand.Revoke() ->
                person(by, "take back an authorisation")
                        .then(_ -> something(!state.granted().isEmpty(), "nothing is authorised"))
                        .map(_ -> List.of(new LadderEvent.Revoked()));
            case LadderCommand.Certify(String certificate) ->
                state.certificates().contains(certificate)
                        ? Checked.ok(List.of())
                        : one(new LadderEvent.Certified(certificate));
            case LadderCommand.Pin(Versions versions) -> Checked.ok(pinned(state, versions, by, at));
            case LadderCommand.Govern(Terms terms) ->
                Checked.ok(state.terms().equals(terms) ? List.of() : List.of(new LadderEvent.TermsChanged(terms)));
            case LadderCommand.RaiseSampling() ->
                Checked.ok(state.raised() ? List.of() : List.of(new LadderEvent.SamplingRaised()));
            case LadderCommand.LowerSampling() ->
                person(by, "lower the sampling")
                        .then(_ -> something(state.raised(), "sampling is not raised"))
                        .map(_ -> List.of(new LadderEvent.SamplingLowered()));
            case LadderCommand.Lift() ->
                person(by, "put the kill switch back")
                        .then(_ -> something(state.killed(), "the kill switch is not pulled"))
                        .map(_ -> List.of(new LadderEvent.Lifted()));
        };
    }

    /** The observation, and in the same breath what follows from it; taking back comes before giving. */
    private static List<LadderEvent> observed(LadderState state, LadderCommand.Observe seen, Actor by, Instant at) {
        var events = new ArrayList<LadderEvent>();
        events.add(new LadderEvent.Observed(seen.error()));
        LadderState after = apply(state, events.getFirst(), by, at);
        if (seen.severe()) {
            events.add(demotion(after, Cause.SEVERE_ERROR));
        } else if (after.watch().detector().alarm(after.terms().limits().alarm())) {
            events.add(demotion(after, Cause.ALARM));
        } else {
            Evidence evidence = evidence(after, at);
            if (evidence != null) events.addAll(proposed(after, evidence));
        }
        return events;
    }

    /** What suffices to remove the next checkpoint; null while it does not, or nothing may go. */
    private static @Nullable Evidence evidence(LadderState state, Instant at) {
        Checkpoint next = state.next();
        if (next == null || state.proposal() != null || state.killed() || state.overdue() != null) return null;
        if (!state.terms().mayReach(next.then())) return null;
        Terms.Limits limits = state.terms().limits();
        LadderState.Watch watch = state.watch();
        if (watch.seen().count() < limits.leastReviews()) return null;
        if (Duration.between(watch.since(), at).compareTo(limits.leastTime()) < 0) return null;
        int attempt = state.attempts().get(state.removed());
        double logE = Promotion.logE(watch.seen(), state.terms().target(next), Mixture.UNIFORM);
        if (!Promotion.proven(logE, limits.alpha(), attempt)) return null;
        double upper =
                ConfidenceSequence.upper(watch.seen(), Promotion.spend(limits.alpha(), attempt), Mixture.UNIFORM);
        return new Evidence(next.name(), next.then(), watch.seen(), logE, attempt, upper);
    }

    /** The proposal, and its signature where one was given beforehand. */
    private static List<LadderEvent> proposed(LadderState state, Evidence evidence) {
        var proposal = new LadderEvent.PromotionProposed(evidence);
        for (LadderState.Authorisation each : state.granted()) {
            if (each.covers(evidence, state.watch())) {
                return List.of(proposal, new LadderEvent.Promoted(evidence, each.person(), true));
            }
        }
        return List.of(proposal);
    }

    /** Whoever takes autonomy back says why; what the engine sees by itself explains itself. */
    private static Checked<List<LadderEvent>> triggered(LadderState state, Cause cause, String reason, Actor by) {
        if (by.kind() == Actor.Kind.PERSON && reason.isBlank()) {
            return refuse("RMT-138", "no reason is given", "say why autonomy shall be taken back");
        }
        return Checked.ok(
                switch (cause) {
                    case KILL_SWITCH -> state.killed() ? List.of() : List.of(demotion(state, cause));
                    case REVIEW_OVERDUE -> {
                        var overdue = new LadderEvent.ReviewOverdue();
                        yield state.removed() == 0 ? List.of(overdue) : List.of(overdue, demotion(state, cause));
                    }
                    case ALARM, NEW_MODEL, SEVERE_ERROR, CONTROL_LAPSED -> List.of(demotion(state, cause));
                });
    }

    private static LadderEvent demotion(LadderState state, Cause cause) {
        int left = state.removed() - cause.restores(state.terms(), state.removed());
        var restored = new ArrayList<String>();
        for (Checkpoint each : state.terms().checkpoints().subList(left, state.removed())) restored.add(each.name());
        Collections.reverse(restored);
        return new LadderEvent.Demoted(cause, restored, state.terms().stage(left), state.certificates());
    }

    private static Checked<LadderEvent> signed(LadderState state, LadderCommand.Sign sign, Actor by) {
        List<String> checkpoints = sign.checkpoints();
        if (checkpoints.size() > 1) {
            return refuse(
                    "RMT-175",
                    "checkpoints go one at a time, and " + checkpoints.size() + " are named",
                    "name the one that is proposed");
        }
        return person(by, "sign a promotion")
                .then(_ -> proposal(state, sign.seen()))
                .then(evidence -> {
                    if (!checkpoints.equals(List.of(evidence.checkpoint()))) {
                        return refuse(
                                "RMT-175",
                                "what is proposed is to remove " + evidence.checkpoint() + ", not "
                                        + String.join(", ", checkpoints),
                                "name the one that is proposed");
                    }
                    return Checked.ok(new LadderEvent.Promoted(evidence, by, false));
                });
    }

    /** What is proposed, if it rests on what was seen. */
    private static Checked<Evidence> proposal(LadderState state, String seen) {
        if (state.killed()) {
            return refuse("RMT-177", "the kill switch is pulled", "put it back, then let the work earn its way again");
        }
        if (state.overdue() != null) {
            return refuse(
                    "RMT-198",
                    "the review of the process is overdue, so nothing is promoted",
                    "hold it and say so (remit ladder review)");
        }
        Evidence proposal = state.proposal();
        if (proposal == null) {
            return refuse("RMT-174", "no promotion is proposed", "wait until the evidence suffices");
        }
        return seen.equals(state.proposalSeen())
                ? Checked.ok(proposal)
                : refuse(
                        "RMT-195",
                        "the proposal rests on other evidence than you saw; nothing was signed or declined",
                        "read it as it stands now, then decide");
    }

    private static Checked<List<LadderEvent>> declined(LadderState state, LadderCommand.Decline decline, Actor by) {
        if (decline.reason().isBlank())
            return refuse("RMT-138", "no reason is given", "say why the checkpoint shall stay");
        return person(by, "decline a promotion")
                .then(_ -> proposal(state, decline.seen()))
                .map(_ -> List.of(new LadderEvent.PromotionDeclined()));
    }

    private static Checked<List<LadderEvent>> authorised(LadderState state, Stage upTo, double limit, Actor by) {
        return person(by, "sign promotions beforehand").then(_ -> {
            if (!state.terms().mayReach(upTo)) {
                return refuse(
                        "RMT-178",
                        "work of tier " + state.terms().tier().number() + " never clears by itself",
                        "authorise up to checkpointed at most");
            }
            // The same signature again adds nothing: the earlier one is for all evidence that begins later.
            boolean there = state.granted().stream()
                    .anyMatch(each -> each.person().equals(by) && each.upTo() == upTo && each.limit() == limit);
            return there ? Checked.ok(List.of()) : one(new LadderEvent.Authorised(upTo, limit));
        });
    }

    /** A new version of anything voids what was proven; another model goes back one checkpoint as well. */
    private static List<LadderEvent> pinned(LadderState state, Versions versions, Actor by, Instant at) {
        List<Versions.Part> changed = state.versions().changed(versions);
        if (changed.isEmpty()) return List.of();
        var pinned = new LadderEvent.Pinned(versions, state.certificates());
        boolean model = changed.contains(Versions.Part.MODEL) || changed.contains(Versions.Part.PROMPT);
        if (!model || state.removed() == 0) return List.of(pinned);
        return List.of(pinned, demotion(apply(state, pinned, by, at), Cause.NEW_MODEL));
    }

    private static Checked<Actor> person(Actor by, String what) {
        return by.kind() == Actor.Kind.PERSON
                ? Checked.ok(by)
                : refuse("RMT-176", "only a person may " + what, "ask one");
    }

    private static Checked<Boolean> something(boolean there, String what) {
        return there ? Checked.ok(true) : refuse("RMT-179", what, "there is nothing to take back");
    }

    private static Checked<List<LadderEvent>> one(LadderEvent event) {
        return Checked.ok(List.of(event));
    }

    private static <T> Checked<T> refuse(String code, String what, String fix) {
        return Checked.refused(new Problem(code, "ladder", what, fix));
    }

    /** The ladder after an event. */
    public static LadderState apply(@Nullable LadderState state, LadderEvent event, Actor by, Instant at) {
        if (event instanceof LadderEvent.Started(Terms terms, Versions versions)) {
            List<Integer> first = Collections.nCopies(terms.checkpoints().size(), 1);
            var watch = LadderState.Watch.from(terms, at);
            return new LadderState(1, terms, versions, 0, first, watch, null, List.of(), List.of(), false, false, null);
        }
        if (state == null) throw new IllegalArgumentException("the first event of a ladder is LadderStarted: " + event);
        return switch (event) {
            case LadderEvent.Started ignored -> throw new IllegalStateException("handled above");
            case LadderEvent.Observed(boolean error) -> state.next(watched(state, error), state.proposal());
            case LadderEvent.PromotionProposed(Evidence evidence) -> state.next(state.watch(), evidence);
            case LadderEvent.Promoted ignored -> state.moved(state.removed() + 1, false, at);
            case LadderEvent.PromotionDeclined() -> state.declined(at);
            case LadderEvent.Demoted demoted -> demoted(state, demoted, at);
            case LadderEvent.Authorised(Stage upTo, double limit) -> {
                var granted = new ArrayList<>(state.granted());
                granted.add(new LadderState.Authorisation(by, upTo, limit, state.seq() + 1));
                yield state.granting(granted);
            }
            case LadderEvent.Revoked() -> state.granting(List.of());
            case LadderEvent.Certified(String certificate) -> {
                var certificates = new ArrayList<>(state.certificates());
                certificates.add(certificate);
                yield state.certified(certificates);
            }
            case LadderEvent.Pinned(Versions versions, var ignored) -> state.pinned(versions, at);
            case LadderEvent.TermsChanged(Terms terms) -> state.governed(terms, at);
            case LadderEvent.SamplingRaised() -> state.flagged(true, state.killed());
            case LadderEvent.SamplingLowered() -> state.flagged(false, state.killed());
            case LadderEvent.Lifted() -> state.flagged(state.raised(), false);
            case LadderEvent.ReviewOverdue() -> state.reviewing(at);
            case LadderEvent.ReviewHeld() -> state.reviewing(null);
        };
    }

    private static LadderState.Watch watched(LadderState state, boolean error) {
        LadderState.Watch watch = state.watch();
        long first = watch.firstSeq() == 0 ? state.seq() + 1 : watch.firstSeq();
        return new LadderState.Watch(watch.seen().with(error), watch.detector().after(error), watch.since(), first);
    }

    private static LadderState demoted(LadderState state, LadderEvent.Demoted event, Instant at) {
        LadderState moved = state.moved(state.removed() - event.restored().size(), true, at);
        boolean killed = state.killed() || event.cause() == Cause.KILL_SWITCH;
        var left = new ArrayList<>(moved.certificates());
        left.removeAll(event.voided());
        return new LadderState(
                moved.seq(),
                moved.terms(),
                moved.versions(),
                moved.removed(),
                moved.attempts(),
                moved.watch(),
                null,
                // Whoever pulls the switch means that nothing goes on by itself.
                event.cause() == Cause.KILL_SWITCH ? List.of() : moved.granted(),
                left,
                true,
                killed,
                moved.overdue());
    }
}
