package remit.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import remit.assurance.Versions;
import remit.kernel.Actor;
import remit.kernel.Verdict;
import remit.process.Tier;
import remit.testing.Property;
import remit.testing.Property.Chance;

/** What holds after any sequence of commands by anybody. */
class LadderPropertyTest {
    private static final List<Tier> TIERS = List.of(Tier.values());

    private static Terms terms(Chance chance, Tier tier) {
        var checkpoints = new ArrayList<Checkpoint>();
        for (Stage stage : Stage.values()) {
            int same = stage == Stage.SHADOW ? chance.below(2) : chance.between(1, 2);
            for (int i = 0; i < same; i++) checkpoints.add(new Checkpoint(stage.word() + i, stage));
        }
        double target = 0.05 + 0.2 * chance.share();
        return new Terms(
                "invoices",
                "all",
                tier,
                checkpoints,
                new Terms.Limits(target, target * 1.5, 0.2, 50 + chance.below(500), chance.below(20), Duration.ZERO),
                new Terms.Sampling(0.05, 0.2, 0.1));
    }

    private static LadderCommand command(Chance chance, LadderState state) {
        List<String> names =
                state.terms().checkpoints().stream().map(Checkpoint::name).toList();
        Evidence proposal = state.proposal();
        if (proposal != null && chance.oneIn(4))
            return new LadderCommand.Sign(List.of(proposal.checkpoint()), state.proposalSeen());
        if (state.killed() && chance.oneIn(4)) return new LadderCommand.Lift();
        return switch (chance.below(400)) {
            case 0 -> new LadderCommand.Trigger(chance.oneOf(Cause.REVIEW_OVERDUE, Cause.CONTROL_LAPSED), "overdue");
            case 1 -> new LadderCommand.Trigger(chance.oneOf(Cause.KILL_SWITCH, Cause.SEVERE_ERROR), "seen");
            case 2, 3, 4 -> new LadderCommand.Lift();
            case 5, 6 -> new LadderCommand.Authorise(chance.pick(List.of(Stage.values())), 1);
            case 7 -> new LadderCommand.Revoke();
            case 8 -> new LadderCommand.Pin(new Versions("p", "c", "r" + chance.below(2), "m" + chance.below(2), ""));
            case 9, 10, 11 -> new LadderCommand.Certify("crt_" + chance.below(5));
            case 12, 13 -> chance.flip() ? new LadderCommand.RaiseSampling() : new LadderCommand.LowerSampling();
            case 14, 15, 16 ->
                new LadderCommand.Sign(List.of(chance.pick(names), chance.pick(names)), state.proposalSeen());
            case 17, 18, 19 ->
                new LadderCommand.Sign(List.of(chance.pick(names)), chance.flip() ? state.proposalSeen() : "other");
            case 20 -> new LadderCommand.Decline("not yet", state.proposalSeen());
            case 21, 22, 23 -> new LadderCommand.HoldReview();
            default -> {
                boolean error = chance.oneIn(60);
                yield new LadderCommand.Observe(error, error && chance.oneIn(30));
            }
        };
    }

    /** A step of a course: the state before it, its events, the state after it. */
    private interface Step {
        void seen(LadderState before, List<LadderEvent> events, LadderState after);
    }

    private static void course(Chance chance, Tier tier, int commands, Step step) {
        Instant at = Instant.parse("2026-03-01T08:00:00Z");
        Terms terms = terms(chance, tier);
        LadderState state = Ladder.apply(null, new LadderEvent.Started(terms, LadderTest.FIRST), LadderTest.ENGINE, at);
        for (int i = 0; i < commands; i++) {
            at = at.plusSeconds(chance.below(100_000));
            Actor by = chance.oneIn(4) ? LadderTest.ENGINE : LadderTest.OWNER;
            LadderState before = state;
            var result = Ladder.decide(state, command(chance, state), by, at);
            if (!result.problems().isEmpty()) continue;
            List<LadderEvent> events = result.orThrow();
            for (LadderEvent event : events) state = Ladder.apply(state, event, by, at);
            step.seen(before, events, state);
        }
    }

    @Test
    void tier_4_never_clears_whatever_anybody_does() {
        var cleared = new AtomicInteger();
        var climbed = new AtomicInteger();
        Property.forAll(150, chance -> {
            Tier tier = chance.pick(TIERS);
            course(chance, tier, 1_000, (before, events, after) -> {
                assertThat(after.verdict(Tier.REGULATED)).isNotEqualTo(Verdict.AUTO_CLEAR);
                if (tier == Tier.REGULATED) {
                    assertThat(after.stage().clears()).isFalse();
                    for (Tier any : TIERS) assertThat(after.verdict(any)).isEqualTo(Verdict.CHECKPOINT);
                    if (after.stage() == Stage.CHECKPOINTED) climbed.incrementAndGet();
                } else if (after.verdict(Tier.INTERNAL) == Verdict.AUTO_CLEAR) {
                    cleared.incrementAndGet();
                }
            });
        });
        assertThat(cleared.get()).as("the same commands clear lower tiers").isGreaterThan(1_000);
        assertThat(climbed.get()).as("tier 4 leaves the shadow").isGreaterThan(100);
    }

    @Test
    void at_most_one_checkpoint_goes_at_a_time_and_never_without_a_person() {
        var promotions = new AtomicInteger();
        Property.forAll(
                100,
                chance -> course(chance, Tier.INTERNAL, 1_000, (before, events, after) -> {
                    assertThat(after.removed()).isLessThanOrEqualTo(before.removed() + 1);
                    for (LadderEvent event : events) {
                        if (event instanceof LadderEvent.Promoted promoted) {
                            promotions.incrementAndGet();
                            assertThat(promoted.signedBy().kind()).isEqualTo(Actor.Kind.PERSON);
                            assertThat(promoted.evidence().checkpoint())
                                    .isEqualTo(before.terms()
                                            .checkpoints()
                                            .get(before.removed())
                                            .name());
                        }
                    }
                    boolean more = after.removed() > before.removed();
                    assertThat(more).isEqualTo(events.stream().anyMatch(LadderEvent.Promoted.class::isInstance));
                }));
        assertThat(promotions.get()).isGreaterThan(100);
    }

    @Test
    void whoever_is_demoted_has_no_certificate_no_proposal_and_more_sampling() {
        var demotions = new AtomicInteger();
        Property.forAll(
                100,
                chance -> course(chance, Tier.INTERNAL, 1_000, (before, events, after) -> {
                    if (events.stream().noneMatch(LadderEvent.Demoted.class::isInstance)) return;
                    demotions.incrementAndGet();
                    assertThat(after.certificates()).isEmpty();
                    assertThat(after.proposal()).isNull();
                    assertThat(after.raised()).isTrue();
                    assertThat(after.removed()).isLessThanOrEqualTo(before.removed());
                    assertThat(after.watch().seen().count()).isZero();
                }));
        assertThat(demotions.get()).isGreaterThan(100);
    }

    @Test
    void events_read_back_give_the_same_state() {
        Property.forAll(50, chance -> {
            var stored = new ArrayList<LadderEvent>();
            course(chance, chance.pick(TIERS), 400, (before, events, after) -> {
                for (LadderEvent event : events) stored.add(LadderEvent.of(event.type(), event.body()));
                assertThat(stored.subList(stored.size() - events.size(), stored.size()))
                        .isEqualTo(events);
                assertThat(after.seq()).isEqualTo(before.seq() + events.size());
            });
        });
    }
}
