package remit.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import remit.assurance.Versions;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Verdict;
import remit.process.Tier;

class LadderTest {
    static final Actor OWNER = new Actor(Actor.Kind.PERSON, "p_owner");
    static final Actor ENGINE = new Actor(Actor.Kind.SERVICE, "remit");
    static final Versions FIRST = new Versions("p1", "c1", "r1", "m1", "");
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    private @Nullable LadderState state;
    private Instant now = START;

    static Terms terms(Tier tier) {
        return new Terms(
                "invoices",
                "small",
                tier,
                Terms.usualCheckpoints(),
                new Terms.Limits(0.02, 0.04, 0.05, 5_000, 50, Duration.ofDays(7)),
                new Terms.Sampling(0.02, 0.1, 0.1));
    }

    /** What came of it: the events, each through its stored form; or the code of the refusal. */
    private List<String> tried(LadderCommand command, Actor by) {
        return switch (Ladder.decide(state, command, by, now)) {
            case Checked.Ok<List<LadderEvent>>(List<LadderEvent> events) -> {
                for (LadderEvent event : events) {
                    LadderEvent stored = LadderEvent.of(event.type(), event.body());
                    assertThat(stored).isEqualTo(event);
                    state = Ladder.apply(state, stored, by, now);
                }
                yield events.stream().map(LadderEvent::type).toList();
            }
            case Checked.Refused<List<LadderEvent>>(var problems) ->
                List.of(problems.getFirst().code());
        };
    }

    private LadderState now() {
        return Objects.requireNonNull(state);
    }

    private void started(Tier tier) {
        assertThat(tried(new LadderCommand.Start(terms(tier), FIRST), ENGINE)).containsExactly("LadderStarted");
    }

    /** Good reviews, a day for every twenty, until something else than counting happens. */
    private List<String> reviewedUntilSomethingHappens() {
        for (int i = 1; i < 5_000; i++) {
            if (i % 20 == 0) now = now.plus(Duration.ofDays(1));
            List<String> events = tried(new LadderCommand.Observe(false, false), ENGINE);
            if (events.size() > 1) return events.subList(1, events.size());
        }
        return List.of();
    }

    /** A signature for what stands there now. */
    private LadderCommand sign(List<String> checkpoints) {
        return new LadderCommand.Sign(checkpoints, now().proposalSeen());
    }

    private void promoted(String checkpoint) {
        assertThat(reviewedUntilSomethingHappens()).containsExactly("PromotionProposed");
        assertThat(tried(sign(List.of(checkpoint)), OWNER)).containsExactly("Promoted");
    }

    private void climbed() {
        started(Tier.WORKFLOW_ACTION);
        promoted("shadow");
        promoted("review");
        promoted("raised sampling");
    }

    @Test
    void a_segment_climbs_one_checkpoint_at_a_time_and_keeps_its_floor_of_sampling() {
        started(Tier.WORKFLOW_ACTION);
        assertThat(now().stage()).isEqualTo(Stage.SHADOW);
        assertThat(now().verdict(Tier.INTERNAL)).isEqualTo(Verdict.CHECKPOINT);
        promoted("shadow");
        assertThat(now().stage()).isEqualTo(Stage.CHECKPOINTED);
        assertThat(now().verdict(Tier.INTERNAL)).isEqualTo(Verdict.CHECKPOINT);
        assertThat(now().samplingRate()).isEqualTo(1);
        promoted("review");
        assertThat(now().stage()).isEqualTo(Stage.SAMPLED);
        assertThat(now().verdict(Tier.INTERNAL)).isEqualTo(Verdict.AUTO_CLEAR);
        assertThat(now().samplingRate()).isEqualTo(0.1);
        promoted("raised sampling");
        assertThat(now().stage()).isEqualTo(Stage.AUTONOMOUS);
        assertThat(now().samplingRate()).isEqualTo(0.02);
        assertThat(reviewedUntilSomethingHappens()).isEmpty();
    }

    @Test
    void a_proposal_comes_with_its_evidence_and_waits_for_a_person() {
        started(Tier.WORKFLOW_ACTION);
        assertThat(tried(sign(List.of("shadow")), OWNER)).containsExactly("RMT-174");
        reviewedUntilSomethingHappens();
        Evidence evidence = Objects.requireNonNull(now().proposal());
        assertThat(evidence.checkpoint()).isEqualTo("shadow");
        assertThat(evidence.upper()).isLessThanOrEqualTo(0.02 + 1e-9);
        assertThat(evidence.logE()).isGreaterThanOrEqualTo(Math.log(40));
        assertThat(tried(sign(List.of("shadow")), ENGINE)).containsExactly("RMT-176");
        assertThat(now().stage()).isEqualTo(Stage.SHADOW);
    }

    @Test
    void removing_two_checkpoints_at_once_is_refused() {
        started(Tier.WORKFLOW_ACTION);
        reviewedUntilSomethingHappens();
        assertThat(tried(sign(List.of("shadow", "review")), OWNER)).containsExactly("RMT-175");
        assertThat(tried(sign(List.of("review")), OWNER)).containsExactly("RMT-175");
        assertThat(tried(sign(List.of()), OWNER)).containsExactly("RMT-175");
        assertThat(now().removed()).isZero();
    }

    @Test
    void no_promotion_comes_before_its_time_and_number_of_reviews() {
        started(Tier.WORKFLOW_ACTION);
        for (int i = 0; i < 2_000; i++) {
            assertThat(tried(new LadderCommand.Observe(false, false), ENGINE)).containsExactly("ReviewCounted");
        }
        now = START.plus(Duration.ofDays(7));
        assertThat(tried(new LadderCommand.Observe(false, false), ENGINE))
                .containsExactly("ReviewCounted", "PromotionProposed");
    }

    @Test
    void too_many_errors_take_one_checkpoint_back_in_the_same_breath() {
        climbed();
        tried(new LadderCommand.Certify("crt_1"), ENGINE);
        for (int i = 0; i < 1_000; i++) tried(new LadderCommand.Observe(false, false), ENGINE);
        List<String> events = List.of();
        for (int i = 0; i < 100 && events.size() < 2; i++) {
            events = tried(new LadderCommand.Observe(i % 5 == 0, false), ENGINE);
        }
        assertThat(events).containsExactly("ReviewCounted", "Demoted");
        assertThat(now().stage()).isEqualTo(Stage.SAMPLED);
        assertThat(Objects.requireNonNull(now().next()).name()).isEqualTo("raised sampling");
        assertThat(now().samplingRate()).isGreaterThan(0.29);
        assertThat(now().certificates()).isEmpty();
        assertThat(now().watch().seen().count()).isZero();
        assertThat(now().attempts()).containsExactly(1, 1, 2);
    }

    @Test
    void the_second_attempt_needs_more_evidence_than_the_first() {
        started(Tier.WORKFLOW_ACTION);
        reviewedUntilSomethingHappens();
        long first = Objects.requireNonNull(now().proposal()).seen().count();
        assertThat(tried(new LadderCommand.Decline(" ", now().proposalSeen()), OWNER))
                .containsExactly("RMT-138");
        assertThat(tried(new LadderCommand.Decline("too early", now().proposalSeen()), OWNER))
                .containsExactly("PromotionDeclined");
        reviewedUntilSomethingHappens();
        assertThat(Objects.requireNonNull(now().proposal()).attempt()).isEqualTo(2);
        assertThat(now().proposal().seen().count()).isGreaterThan(first);
    }

    @Test
    void a_severe_error_or_a_lapsed_control_puts_a_person_before_every_case_again() {
        climbed();
        assertThat(tried(new LadderCommand.Observe(true, true), ENGINE)).containsExactly("ReviewCounted", "Demoted");
        assertThat(now().stage()).isEqualTo(Stage.CHECKPOINTED);
        state = null;
        climbed();
        tried(new LadderCommand.Trigger(Cause.CONTROL_LAPSED), ENGINE);
        assertThat(now().stage()).isEqualTo(Stage.CHECKPOINTED);
    }

    @Test
    void an_overdue_review_takes_one_checkpoint_back_and_bars_promotions_until_it_is_held() {
        climbed();
        assertThat(tried(new LadderCommand.HoldReview(), OWNER)).isEmpty();
        assertThat(tried(new LadderCommand.Trigger(Cause.REVIEW_OVERDUE), ENGINE))
                .containsExactly("ReviewOverdue", "Demoted");
        assertThat(now().stage()).isEqualTo(Stage.SAMPLED);
        assertThat(reviewedUntilSomethingHappens()).isEmpty();
        assertThat(tried(new LadderCommand.HoldReview(), OWNER)).containsExactly("ReviewHeld");
        assertThat(tried(new LadderCommand.Observe(false, false), ENGINE))
                .containsExactly("ReviewCounted", "PromotionProposed");
    }

    @Test
    void an_overdue_review_withdraws_what_is_proposed_and_keeps_its_evidence() {
        started(Tier.WORKFLOW_ACTION);
        reviewedUntilSomethingHappens();
        long seen = now().watch().seen().count();
        LadderCommand signed = sign(List.of("shadow"));
        assertThat(tried(new LadderCommand.Trigger(Cause.REVIEW_OVERDUE), ENGINE))
                .containsExactly("ReviewOverdue");
        assertThat(tried(signed, OWNER)).containsExactly("RMT-198");
        assertThat(now().watch().seen().count()).isEqualTo(seen);
        assertThat(now().attempts()).containsExactly(1, 1, 1);
    }

    @Test
    void a_signature_is_for_the_evidence_that_was_seen_and_for_no_other() {
        started(Tier.WORKFLOW_ACTION);
        reviewedUntilSomethingHappens();
        LadderCommand signed = sign(List.of("shadow"));
        LadderCommand declined = new LadderCommand.Decline("not yet", now().proposalSeen());
        tried(new LadderCommand.Decline("too early", now().proposalSeen()), OWNER);
        assertThat(tried(signed, OWNER)).containsExactly("RMT-174");
        reviewedUntilSomethingHappens();
        assertThat(tried(signed, OWNER)).containsExactly("RMT-195");
        assertThat(tried(declined, OWNER)).containsExactly("RMT-195");
        assertThat(tried(new LadderCommand.Sign(List.of("shadow"), ""), OWNER)).containsExactly("RMT-195");
        assertThat(now().stage()).isEqualTo(Stage.SHADOW);
        assertThat(tried(sign(List.of("shadow")), OWNER)).containsExactly("Promoted");
    }

    @Test
    void a_person_who_takes_autonomy_back_says_why() {
        climbed();
        assertThat(tried(new LadderCommand.Trigger(Cause.KILL_SWITCH, " "), OWNER))
                .containsExactly("RMT-138");
        assertThat(now().stage()).isEqualTo(Stage.AUTONOMOUS);
        assertThat(tried(new LadderCommand.Trigger(Cause.KILL_SWITCH, "letters went to the wrong people"), OWNER))
                .containsExactly("Demoted");
    }

    @Test
    void the_kill_switch_takes_everything_back_until_a_person_lifts_it() {
        climbed();
        tried(new LadderCommand.Authorise(Stage.AUTONOMOUS, 1), OWNER);
        tried(new LadderCommand.Trigger(Cause.KILL_SWITCH), ENGINE);
        assertThat(now().stage()).isEqualTo(Stage.SHADOW);
        assertThat(now().granted()).isEmpty();
        assertThat(reviewedUntilSomethingHappens()).isEmpty();
        assertThat(tried(new LadderCommand.Trigger(Cause.KILL_SWITCH), ENGINE)).isEmpty();
        assertThat(tried(new LadderCommand.Lift(), ENGINE)).containsExactly("RMT-176");
        assertThat(tried(new LadderCommand.Lift(), OWNER)).containsExactly("KillSwitchLifted");
        assertThat(tried(new LadderCommand.Lift(), OWNER)).containsExactly("RMT-179");
        assertThat(reviewedUntilSomethingHappens()).containsExactly("PromotionProposed");
    }

    @Test
    void a_kill_switch_withdraws_the_proposal_that_waited() {
        started(Tier.WORKFLOW_ACTION);
        reviewedUntilSomethingHappens();
        tried(new LadderCommand.Trigger(Cause.KILL_SWITCH), ENGINE);
        assertThat(tried(sign(List.of("shadow")), OWNER)).containsExactly("RMT-177");
    }

    @Test
    void the_same_signature_beforehand_is_stored_once() {
        started(Tier.WORKFLOW_ACTION);
        assertThat(tried(new LadderCommand.Authorise(Stage.SAMPLED, 0.05), OWNER))
                .containsExactly("PromotionAuthorised");
        assertThat(tried(new LadderCommand.Authorise(Stage.SAMPLED, 0.05), OWNER))
                .isEmpty();
        assertThat(tried(new LadderCommand.Authorise(Stage.SAMPLED, 0.04), OWNER))
                .containsExactly("PromotionAuthorised");
        assertThat(now().granted()).hasSize(2);
    }

    @Test
    void a_standing_authorisation_signs_up_to_its_stage_and_no_further() {
        started(Tier.WORKFLOW_ACTION);
        assertThat(tried(new LadderCommand.Authorise(Stage.SAMPLED, 0.05), ENGINE))
                .containsExactly("RMT-176");
        tried(new LadderCommand.Authorise(Stage.SAMPLED, 0.05), OWNER);
        assertThat(reviewedUntilSomethingHappens()).containsExactly("PromotionProposed", "Promoted");
        assertThat(reviewedUntilSomethingHappens()).containsExactly("PromotionProposed", "Promoted");
        assertThat(now().stage()).isEqualTo(Stage.SAMPLED);
        assertThat(reviewedUntilSomethingHappens()).containsExactly("PromotionProposed");
    }

    @Test
    void an_authorisation_covers_only_evidence_that_begins_after_it_and_keeps_its_limit() {
        started(Tier.WORKFLOW_ACTION);
        tried(new LadderCommand.Observe(false, false), ENGINE);
        tried(new LadderCommand.Authorise(Stage.SAMPLED, 0.05), OWNER);
        assertThat(reviewedUntilSomethingHappens()).containsExactly("PromotionProposed");
        tried(sign(List.of("shadow")), OWNER);
        tried(new LadderCommand.Revoke(), OWNER);
        tried(new LadderCommand.Authorise(Stage.SAMPLED, 0.001), OWNER);
        assertThat(reviewedUntilSomethingHappens()).containsExactly("PromotionProposed");
    }

    @Test
    void another_version_voids_certificates_and_another_model_goes_back_one_checkpoint() {
        climbed();
        tried(new LadderCommand.Certify("crt_1"), ENGINE);
        assertThat(tried(new LadderCommand.Certify("crt_1"), ENGINE)).isEmpty();
        assertThat(tried(new LadderCommand.Pin(FIRST), ENGINE)).isEmpty();
        var rules = new Versions("p2", "c1", "r2", "m1", "");
        assertThat(tried(new LadderCommand.Pin(rules), ENGINE)).containsExactly("LadderVersionsPinned");
        assertThat(now().certificates()).isEmpty();
        assertThat(now().stage()).isEqualTo(Stage.AUTONOMOUS);
        var model = new Versions("p3", "c1", "r2", "m2", "");
        assertThat(tried(new LadderCommand.Pin(model), ENGINE)).containsExactly("LadderVersionsPinned", "Demoted");
        assertThat(now().stage()).isEqualTo(Stage.SAMPLED);
    }

    @Test
    void drift_raises_sampling_and_demotes_nobody() {
        climbed();
        assertThat(tried(new LadderCommand.RaiseSampling(), ENGINE)).containsExactly("SamplingRaised");
        assertThat(now().stage()).isEqualTo(Stage.AUTONOMOUS);
        assertThat(now().samplingRate()).isEqualTo(0.06);
        assertThat(tried(new LadderCommand.RaiseSampling(), ENGINE)).isEmpty();
        assertThat(tried(new LadderCommand.LowerSampling(), ENGINE)).containsExactly("RMT-176");
        assertThat(tried(new LadderCommand.LowerSampling(), OWNER)).containsExactly("SamplingLowered");
        assertThat(now().samplingRate()).isEqualTo(0.02);
    }

    @Test
    void a_ladder_begins_once_and_before_anything_else() {
        assertThat(tried(new LadderCommand.Observe(false, false), ENGINE)).containsExactly("RMT-172");
        started(Tier.INTERNAL);
        assertThat(tried(new LadderCommand.Start(terms(Tier.INTERNAL), FIRST), ENGINE))
                .containsExactly("RMT-173");
    }

    @Test
    void tier_4_is_neither_proposed_nor_authorised_to_clear() {
        started(Tier.REGULATED);
        promoted("shadow");
        assertThat(reviewedUntilSomethingHappens()).isEmpty();
        assertThat(tried(new LadderCommand.Authorise(Stage.SAMPLED, 1), OWNER)).containsExactly("RMT-178");
    }

    @Test
    void terms_that_would_go_up_and_down_or_skip_a_stage_cannot_be_built() {
        assertThatThrownBy(() -> new Terms.Limits(0.04, 0.04, 0.05, 5_000, 0, Duration.ZERO))
                .hasMessageContaining("target");
        Terms good = terms(Tier.INTERNAL);
        assertThatThrownBy(() -> new Terms(
                        "invoices",
                        "",
                        Tier.INTERNAL,
                        List.of(new Checkpoint("all", Stage.SAMPLED)),
                        good.limits(),
                        good.sampling()))
                .hasMessageContaining("all leads from shadow to sampled");
        assertThatThrownBy(() -> new Terms.Sampling(0, 0.1, 0.1)).hasMessageContaining("floor");
        assertThat(Terms.fromJson(good.toJson())).isEqualTo(good);
    }
}
