package remit.casework;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.Verdict;
import remit.process.DecisionText;
import remit.process.Disposition;
import remit.process.Watch;

/** The two functions that live work, replay, rebuild and crash recovery share. */
public final class Casework {
    /** Why a person may decide otherwise than proposed. */
    public static final Set<String> REASON_CODES = Set.of(
            "rule_outdated",
            "input_missing",
            "model_wrong",
            "policy_unclear",
            "new_situation",
            "customer_exception",
            "other");

    /** The reason code of a rejection that says nothing of the case: what could have been decided on is erased. */
    public static final String ERASED = "erased";

    /** Why a case is rejected that nobody has decided. */
    public static final String NOBODY_DECIDED = "nobody_decided";

    private Casework() {}

    /**
     * A person's decision on a held case.
     *
     * @param person who decides; authenticated, with the right to review
     * @param outcome approve (as proposed), edit (another decision) or reject
     * @param decision the decision of an edit, else null
     * @param reasonCode one of {@link #REASON_CODES}; required unless approved as proposed
     * @param expectedSeq the number of events the person saw
     */
    public record Review(
            Actor person,
            Outcome outcome,
            @Nullable String decision,
            @Nullable String reasonCode,
            long expectedSeq) {
        /** What a reviewer may do. */
        public enum Outcome {
            APPROVE,
            EDIT,
            REJECT;

            public String word() {
                return name().toLowerCase(java.util.Locale.ROOT);
            }
        }
    }

    /** Decides a review: the event it gives, or why it is refused. */
    public static Checked<CaseEvent.Reviewed> decide(CaseState state, Review review) {
        if (state.seq() != review.expectedSeq()) {
            return refuse("RMT-051", "someone changed the case meanwhile", "read it again, then decide");
        }
        if (state.phase() != Phase.HELD) {
            return refuse(
                    "RMT-052",
                    "the case is " + state.phase().word() + ", not held",
                    "only a held case waits for a person");
        }
        if (review.person().kind() != Actor.Kind.PERSON) {
            return refuse("RMT-053", review.person() + " is no person", "a person decides a held case");
        }
        CaseState.Proposed proposal = state.proposal();
        if (proposal != null && proposal.author().equals(review.person())) {
            return refuse("RMT-054", "the author of a proposal may not approve it", "ask another reviewer");
        }
        String proposed = proposal == null ? null : proposal.decision();
        return switch (review.outcome()) {
            case APPROVE ->
                proposed == null
                        ? refuse("RMT-055", "there is no proposal to approve", "edit: say what to decide")
                        : Checked.ok(new CaseEvent.Reviewed("approve", proposed, null));
            case EDIT -> {
                String decision = review.decision();
                if (decision == null || decision.isBlank()) {
                    yield refuse("RMT-056", "an edit needs a decision", "say what to decide");
                }
                String wrong = DecisionText.wrong(decision.strip());
                yield wrong == null
                        ? overridden(review, decision.strip())
                        : refuse("RMT-056", "the decision " + wrong, "write it in one short line");
            }
            case REJECT -> overridden(review, null);
        };
    }

    /**
     * What becomes of a held case whose time is over: it is rejected, where the contract says so. There is no event here
     * by which it could be approved.
     *
     * @return empty where it is to stay as it is
     */
    public static Optional<CaseEvent.TimedOut> lapse(CaseState state, Watch.Timeout timeout, boolean over) {
        if (!over || state.phase() != Phase.HELD) return Optional.empty();
        return switch (timeout.then()) {
            case HOLD -> Optional.empty();
            case REJECT ->
                Optional.of(
                        new CaseEvent.TimedOut(NOBODY_DECIDED, timeout.after().toString()));
        };
    }

    /**
     * A person's look at a case that cleared and was drawn for it.
     *
     * @param decision what the person would have decided
     * @param severe whether what was decided is an error of the gravest kind
     * @param expectedSeq the number of events the person saw
     */
    public record Look(Actor person, String decision, boolean severe, long expectedSeq) {}

    /** Decides a look: the event it gives, or why it is refused. */
    public static Checked<CaseEvent.SampleJudged> decide(CaseState state, Look look) {
        if (state.seq() != look.expectedSeq()) {
            return refuse("RMT-051", "someone changed the case meanwhile", "read it again, then decide");
        }
        CaseState.Sample sample = state.sample();
        if (sample == null || !sample.open()) {
            return refuse(
                    "RMT-190",
                    sample == null
                            ? "the case was not drawn for a look"
                            : sample.withdrawn()
                                    ? "the case was erased, so that nobody can look at it any more"
                                    : "somebody has looked at the case",
                    "only a case that was drawn and that nobody has looked at waits for one");
        }
        if (look.person().kind() != Actor.Kind.PERSON) {
            return refuse("RMT-053", look.person() + " is no person", "a person looks at what cleared");
        }
        CaseState.Proposed proposal = state.proposal();
        if (proposal != null && proposal.author().equals(look.person())) {
            return refuse("RMT-054", "the author of a proposal may not judge it", "ask another reviewer");
        }
        String decision = look.decision().strip();
        String wrong = decision.isEmpty() ? "is missing" : DecisionText.wrong(decision);
        if (wrong != null) return refuse("RMT-056", "the decision " + wrong, "write it in one short line");
        CaseState.Settled settled = state.settled();
        boolean right = settled != null && decision.equals(settled.decision());
        if (right && look.severe()) {
            return refuse("RMT-191", "what you would have decided too is no error", "leave severe out, or correct it");
        }
        return Checked.ok(new CaseEvent.SampleJudged(right, look.severe(), decision));
    }

    /**
     * What waits for a person is closed, because what they would decide on is erased.
     *
     * @param by who erases; a person where a held case is to be rejected
     * @param expectedSeq the number of events they saw
     */
    public record Closing(Actor by, long expectedSeq) {}

    /** Decides a closing: the events it gives, none where nothing waits, or why it is refused. */
    public static Checked<List<CaseEvent>> decide(CaseState state, Closing closing) {
        if (state.phase() == Phase.HELD || state.phase() == Phase.OPEN) {
            var review = new Review(closing.by(), Review.Outcome.REJECT, null, "other", closing.expectedSeq());
            return decide(state, review)
                    .map(rejected -> List.of(new CaseEvent.Reviewed(rejected.outcome(), null, ERASED)));
        }
        if (state.seq() != closing.expectedSeq()) {
            return refuse("RMT-051", "someone changed the case meanwhile", "read it again, then decide");
        }
        CaseState.Sample sample = state.sample();
        return Checked.ok(sample != null && sample.open() ? List.of(new CaseEvent.SampleWithdrawn(ERASED)) : List.of());
    }

    private static Checked<CaseEvent.Reviewed> overridden(Review review, @Nullable String decision) {
        String code = review.reasonCode();
        if (code == null || !REASON_CODES.contains(code)) {
            return refuse(
                    "RMT-057",
                    "an override needs a reason code",
                    "give one of "
                            + String.join(", ", REASON_CODES.stream().sorted().toList()));
        }
        return Checked.ok(new CaseEvent.Reviewed(review.outcome().word(), decision, code));
    }

    private static <T> Checked<T> refuse(String code, String what, String fix) {
        return Checked.refused(new Problem(code, "", what, fix));
    }

    /**
     * Whether an action may come from one state to another. What happened stays so; what was refused can only turn out to have
     * happened; and nothing is recorded twice.
     *
     * @param before null where nothing is known of the action
     */
    public static boolean mayFollow(@Nullable String before, String after) {
        if (before == null) return after.equals("prepared");
        if (before.equals("refused")) return after.equals("verified");
        return !before.equals("verified") && !before.equals(after);
    }

    /** The state after the first event of a case, or after one more. */
    public static CaseState apply(@Nullable CaseState before, CaseEvent event, Actor actor, Instant at) {
        CaseState state = before == null ? blank(at) : before;
        return switch (event) {
            case CaseEvent.HistoryRecorded(String content, String outcome) ->
                next(state, at, Phase.HISTORY, new CaseState.Digests(content, outcome));
            case CaseEvent.CaseOpened(String content, String owner) ->
                settle(
                        next(state, at, Phase.OPEN, new CaseState.Digests(content, null)),
                        Phase.OPEN,
                        new CaseState.Settled(null, null, null, owner, null));
            case CaseEvent.Proposed proposed ->
                propose(
                        next(state, at, state.phase(), state.digests()),
                        new CaseState.Proposed(
                                actor, proposed.decision(), proposed.confidence(), proposed.confident()));
            case CaseEvent.Challenged _ -> next(state, at, state.phase(), state.digests());
            case CaseEvent.Decided(Json.Obj decision) ->
                decided(next(state, at, state.phase(), state.digests()), decision);
            case CaseEvent.Reviewed reviewed ->
                reviewed(next(state, at, state.phase(), state.digests()), reviewed, actor);
            case CaseEvent.TimedOut _ -> expired(next(state, at, state.phase(), state.digests()), actor);
            case CaseEvent.ActionPrepared a -> action(state, at, a.actionId(), "prepared");
            case CaseEvent.ActionVerified a -> action(state, at, a.actionId(), "verified");
            case CaseEvent.ActionFailed a -> action(state, at, a.actionId(), "failed");
            case CaseEvent.ActionRefused a -> action(state, at, a.actionId(), "refused");
            case CaseEvent.ActionUnknown a -> action(state, at, a.actionId(), "unknown");
            case CaseEvent.Compensating c -> action(state, at, Compensation.id(c.actionId()), c.state());
            case CaseEvent.Sampled sampled -> sampled(state, at, new CaseState.Sample(sampled.blind(), null, false));
            case CaseEvent.SampleJudged judged ->
                sampled(state, at, new CaseState.Sample(blind(state), judged.right(), false));
            case CaseEvent.SampleWithdrawn _ -> sampled(state, at, new CaseState.Sample(blind(state), null, true));
            case CaseEvent.OutcomeObserved(String source, String digest) ->
                next(
                        state,
                        at,
                        state.phase(),
                        new CaseState.Digests(state.digests().content(), digest));
        };
    }

    private static boolean blind(CaseState state) {
        return state.sample() != null && state.sample().blind();
    }

    private static CaseState sampled(CaseState state, Instant at, CaseState.Sample sample) {
        return new CaseState(
                state.seq() + 1,
                state.phase(),
                state.at(),
                at,
                state.digests(),
                state.proposal(),
                state.settled(),
                state.actions(),
                sample);
    }

    private static CaseState blank(Instant at) {
        return new CaseState(0, Phase.OPEN, at, at, new CaseState.Digests("", null), null, null, Map.of(), null);
    }

    private static CaseState next(CaseState state, Instant at, Phase phase, CaseState.Digests digests) {
        return new CaseState(
                state.seq() + 1,
                phase,
                state.at(),
                at,
                digests,
                state.proposal(),
                state.settled(),
                state.actions(),
                state.sample());
    }

    private static CaseState propose(CaseState state, CaseState.Proposed proposal) {
        return new CaseState(
                state.seq(),
                state.phase(),
                state.at(),
                state.updatedAt(),
                state.digests(),
                proposal,
                state.settled(),
                state.actions(),
                state.sample());
    }

    private static CaseState settle(CaseState state, Phase phase, CaseState.Settled settled) {
        return new CaseState(
                state.seq(),
                phase,
                state.at(),
                state.updatedAt(),
                state.digests(),
                state.proposal(),
                settled,
                state.actions(),
                state.sample());
    }

    private static CaseState decided(CaseState state, Json.Obj decision) {
        Verdict verdict = Verdict.valueOf(decision.text("verdict", "stop").toUpperCase(java.util.Locale.ROOT));
        Phase phase = switch (verdict) {
            case AUTO_CLEAR -> Phase.CLEARED;
            case CHECKPOINT -> Phase.HELD;
            case STOP ->
                Disposition.RETURNED.word().equals(decision.text("disposition")) ? Phase.RETURNED : Phase.STOPPED;
        };
        return settle(
                state,
                phase,
                new CaseState.Settled(
                        verdict.word(),
                        decision.text("decision"),
                        decision.text("approver"),
                        owner(state),
                        decision.text("reason")));
    }

    private static CaseState reviewed(CaseState state, CaseEvent.Reviewed reviewed, Actor person) {
        CaseState.Settled before = state.settled();
        return settle(
                state,
                "reject".equals(reviewed.outcome()) ? Phase.REJECTED : Phase.APPROVED,
                new CaseState.Settled(
                        before == null ? null : before.verdict(),
                        reviewed.decision(),
                        person.toString(),
                        owner(state),
                        before == null ? null : before.reason()));
    }

    /** Whoever rejected it is said; that nobody decided stands in the phase. */
    private static CaseState expired(CaseState state, Actor by) {
        CaseState.Settled before = state.settled();
        return settle(
                state,
                Phase.EXPIRED,
                new CaseState.Settled(
                        before == null ? null : before.verdict(),
                        null,
                        by.toString(),
                        owner(state),
                        before == null ? null : before.reason()));
    }

    private static String owner(CaseState state) {
        CaseState.Settled settled = state.settled();
        return settled == null ? "" : settled.owner();
    }

    private static CaseState action(CaseState state, Instant at, String actionId, String actionState) {
        var actions = new LinkedHashMap<>(state.actions());
        actions.put(actionId, actionState);
        return new CaseState(
                state.seq() + 1,
                state.phase(),
                state.at(),
                at,
                state.digests(),
                state.proposal(),
                state.settled(),
                actions,
                state.sample());
    }
}
