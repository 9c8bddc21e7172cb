package remit.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import remit.kernel.Actor;
import remit.kernel.Checked;

class ChangeControlTest {
    private static final Actor WRITER = new Actor(Actor.Kind.PERSON, "p_writer");
    private static final Actor SECOND = new Actor(Actor.Kind.PERSON, "p_second");
    private static final Actor ROBOT = new Actor(Actor.Kind.SERVICE, "remit");
    private static final Instant NOW = Instant.parse("2026-05-01T08:00:00Z");
    private static final String BASE = "base";

    private final Accounts accounts = TestingAccounts.found("p_writer", "p_second", "p_third");
    private @Nullable ChangeState state;

    private String tried(ChangeCommand command, Actor by, String inForce) {
        return switch (ChangeControl.decide(state, command, by, inForce)) {
            case Checked.Ok<ChangeEvent>(ChangeEvent event) -> {
                ChangeEvent stored = ChangeEvent.of(event.type(), event.body());
                assertThat(stored).isEqualTo(event);
                state = ChangeControl.apply(state, stored, by, NOW);
                yield "ok";
            }
            case Checked.Refused<ChangeEvent>(var problems) ->
                problems.getFirst().code();
        };
    }

    private void done(ChangeCommand command, Actor by) {
        assertThat(tried(command, by, BASE)).isEqualTo("ok");
    }

    private void submitted() {
        done(new ChangeCommand.Draft("new"), WRITER);
        done(new ChangeCommand.Submit("the limit is too low", null), WRITER);
    }

    private void approved() {
        submitted();
        done(approve("new"), SECOND);
    }

    /** An approval of this version by somebody who sees the change as it stands. */
    private ChangeCommand approve(String proposed) {
        return new ChangeCommand.Approve(proposed, state == null ? 0 : state.seq(), accounts);
    }

    private ChangeState now() {
        return java.util.Objects.requireNonNull(state);
    }

    @Test
    void a_change_goes_from_draft_over_a_second_person_into_force() {
        approved();
        assertThat(now().approver()).isEqualTo(SECOND);
        done(new ChangeCommand.TakeEffect(NOW), ROBOT);
        assertThat(now().standing()).isEqualTo(Standing.EFFECTIVE);
    }

    @Test
    void a_submission_needs_a_reason() {
        done(new ChangeCommand.Draft("new"), WRITER);
        assertThat(tried(new ChangeCommand.Submit("  ", null), WRITER, BASE)).isEqualTo("RMT-138");
        for (String unseen : List.of("\u200b", " \u2060\ufeff\n", "\u3164", "\u00ad\ufe0f", "\u200e")) {
            assertThat(tried(new ChangeCommand.Submit(unseen, null), WRITER, BASE))
                    .as("nobody can read it")
                    .isEqualTo("RMT-138");
        }
        done(new ChangeCommand.Submit("\u200b\u7406\u7531", null), WRITER);
    }

    @Test
    void nobody_who_had_a_hand_in_it_approves_it() {
        submitted();
        assertThat(tried(approve("new"), WRITER, BASE)).isEqualTo("RMT-137");
        // Whoever only submits it has read and vouched for it, and is no second person either.
        state = null;
        done(new ChangeCommand.Draft("new"), WRITER);
        done(new ChangeCommand.Submit("why", null), SECOND);
        assertThat(tried(approve("new"), SECOND, BASE)).isEqualTo("RMT-137");
        assertThat(tried(new ChangeCommand.Reject("no"), WRITER, BASE)).isEqualTo("RMT-137");
    }

    @Test
    void no_service_approves() {
        submitted();
        assertThat(tried(approve("new"), ROBOT, BASE)).isEqualTo("RMT-137");
    }

    @Test
    void only_a_draft_is_told_what_its_cases_should_get_and_whoever_tells_it_does_not_approve() {
        done(new ChangeCommand.Draft("new"), WRITER);
        var expected = new ChangeCommand.Expect(Map.of("case_1", "checkpoint", "case_2", ""));
        done(expected, SECOND);
        assertThat(now().standing()).isEqualTo(Standing.DRAFT);
        assertThat(now().writers()).containsExactlyInAnyOrder(WRITER, SECOND);
        done(new ChangeCommand.Submit("the limit is too low", null), WRITER);
        assertThat(tried(expected, WRITER, BASE)).isEqualTo("RMT-133");
        assertThat(tried(approve("new"), SECOND, BASE)).isEqualTo("RMT-137");
    }

    @Test
    void an_approval_is_of_the_content_that_was_seen() {
        submitted();
        done(new ChangeCommand.Revise("newer"), WRITER);
        assertThat(now().standing()).isEqualTo(Standing.DRAFT);
        done(new ChangeCommand.Submit("why", null), WRITER);
        assertThat(tried(approve("new"), SECOND, BASE)).isEqualTo("RMT-135");
    }

    @Test
    void an_approval_of_what_was_revised_away_and_back_is_stale() {
        submitted();
        ChangeCommand seen = approve("new");
        done(new ChangeCommand.Revise("newer"), WRITER);
        done(new ChangeCommand.Revise("new"), WRITER);
        done(new ChangeCommand.Submit("another reason", null), WRITER);
        assertThat(tried(seen, SECOND, BASE)).isEqualTo("RMT-135");
        done(approve("new"), SECOND);
    }

    @Test
    void an_approval_of_another_time_is_stale() {
        submitted();
        ChangeCommand seen = approve("new");
        done(new ChangeCommand.Revise("newer"), WRITER);
        done(new ChangeCommand.Revise("new"), WRITER);
        done(new ChangeCommand.Submit("the limit is too low", NOW.plusSeconds(60)), WRITER);
        assertThat(tried(seen, SECOND, BASE)).isEqualTo("RMT-135");
    }

    @Test
    void what_is_approved_is_not_revised() {
        approved();
        assertThat(tried(new ChangeCommand.Revise("newer"), WRITER, BASE)).isEqualTo("RMT-133");
    }

    @Test
    void a_base_that_changed_suspends_it_until_it_is_rebased() {
        approved();
        assertThat(tried(new ChangeCommand.TakeEffect(NOW), ROBOT, "other")).isEqualTo("RMT-134");
        assertThat(tried(new ChangeCommand.Suspend(), ROBOT, "other")).isEqualTo("ok");
        assertThat(tried(new ChangeCommand.Suspend(), ROBOT, "other")).isEqualTo("RMT-151");
        // Suspended stays suspended, even when the old base is in force again: somebody looked at other ground
        // meanwhile.
        assertThat(tried(new ChangeCommand.TakeEffect(NOW), ROBOT, BASE)).isEqualTo("RMT-134");
        assertThat(tried(new ChangeCommand.Rebase("new on other"), WRITER, "other"))
                .isEqualTo("ok");
        assertThat(now().standing()).isEqualTo(Standing.DRAFT);
        assertThat(now().approver()).isNull();
        assertThat(now().suspended()).isFalse();
    }

    @Test
    void an_approved_change_waits_for_its_time() {
        done(new ChangeCommand.Draft("new"), WRITER);
        done(new ChangeCommand.Submit("why", NOW.plusSeconds(60)), WRITER);
        done(approve("new"), SECOND);
        assertThat(tried(new ChangeCommand.TakeEffect(NOW), ROBOT, BASE)).isEqualTo("RMT-136");
        assertThat(tried(new ChangeCommand.TakeEffect(NOW.plusSeconds(60)), ROBOT, BASE))
                .isEqualTo("ok");
    }

    @Test
    void only_what_is_in_force_is_rolled_back_and_only_with_a_reason() {
        approved();
        assertThat(tried(new ChangeCommand.RollBack(BASE, "errors"), SECOND, BASE))
                .isEqualTo("RMT-133");
        done(new ChangeCommand.TakeEffect(NOW), ROBOT);
        assertThat(tried(new ChangeCommand.RollBack(BASE, ""), SECOND, "new")).isEqualTo("RMT-138");
        assertThat(tried(new ChangeCommand.RollBack(BASE, "errors"), WRITER, "new"))
                .isEqualTo("ok");
        assertThat(now().standing()).isEqualTo(Standing.ROLLED_BACK);
    }

    @Test
    void a_change_that_changes_nothing_is_refused() {
        assertThat(tried(new ChangeCommand.Draft(BASE), WRITER, BASE)).isEqualTo("RMT-151");
    }

    /** Random commands by random people: whatever happens, nothing comes into force that a writer approved. */
    @Test
    void no_sequence_of_commands_puts_a_writer_s_own_version_in_force() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        int effective = 0;
        for (int round = 0; round < 20_000; round++) {
            state = null;
            var told = new ArrayList<String>();
            for (int step = 0; step < 12; step++) {
                Actor by = List.of(WRITER, SECOND, new Actor(Actor.Kind.PERSON, "p_third"), ROBOT)
                        .get(random.nextInt(4));
                String inForce = random.nextInt(8) == 0 ? "other" : BASE;
                ChangeCommand command = any(random);
                told.add(by + " " + command + ": " + tried(command, by, inForce));
                if (state == null || state.standing() != Standing.EFFECTIVE) continue;
                effective++;
                assertThat(state.approver())
                        .as("seed %d: %s", seed, told)
                        .isNotNull()
                        .isNotEqualTo(ROBOT);
                assertThat(state.writers()).as("seed %d: %s", seed, told).doesNotContain(state.approver());
                break;
            }
        }
        assertThat(effective).as("seed %d", seed).isPositive();
    }

    private ChangeCommand any(Random random) {
        String version = "v" + random.nextInt(2);
        return switch (random.nextInt(10)) {
            case 0 -> new ChangeCommand.Draft(version);
            case 1 -> new ChangeCommand.Revise(version);
            case 2 -> new ChangeCommand.Rebase(version);
            case 3, 4 -> new ChangeCommand.Submit(random.nextInt(5) == 0 ? "" : "why", null);
            case 5, 6 -> new ChangeCommand.Approve(version, random.nextInt(6), accounts);
            case 7 -> new ChangeCommand.Suspend();
            case 8 -> new ChangeCommand.Reject("no");
            default -> new ChangeCommand.TakeEffect(NOW);
        };
    }
}
