package remit.casework;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import remit.kernel.Actor;
import remit.kernel.Checked;

/** What waits for a person ends when what they would decide on is erased. */
class ClosingTest {
    private static final Actor CLERK = new Actor(Actor.Kind.PERSON, "p_clerk");
    private static final Actor PROGRAM = new Actor(Actor.Kind.SERVICE, "remit");
    private static final Instant DAY = Instant.parse("2026-01-05T09:00:00Z");

    private static CaseState state(Phase phase, CaseState.@Nullable Sample sample) {
        return new CaseState(3, phase, DAY, DAY, new CaseState.Digests("c", null), null, null, Map.of(), sample);
    }

    private static Checked<List<CaseEvent>> closed(CaseState state, Actor by) {
        return Casework.decide(state, new Casework.Closing(by, 3));
    }

    @Test
    void a_held_case_is_rejected_under_a_reason_that_nobody_can_choose() {
        assertThat(closed(state(Phase.HELD, null), CLERK).orThrow())
                .containsExactly(new CaseEvent.Reviewed("reject", null, "erased"));
        assertThat(Casework.REASON_CODES).doesNotContain("erased");
    }

    @Test
    void only_a_person_rejects_and_only_what_they_saw() {
        assertThat(closed(state(Phase.HELD, null), PROGRAM)
                        .problems()
                        .getFirst()
                        .code())
                .isEqualTo("RMT-053");
        for (Phase phase : List.of(Phase.HELD, Phase.CLEARED)) {
            assertThat(Casework.decide(state(phase, null), new Casework.Closing(CLERK, 2))
                            .problems()
                            .getFirst()
                            .code())
                    .isEqualTo("RMT-051");
        }
    }

    @Test
    void an_open_look_is_withdrawn_and_neither_right_nor_wrong() {
        CaseState drawn = state(Phase.CLEARED, new CaseState.Sample(true, null, false));
        List<CaseEvent> events = closed(drawn, PROGRAM).orThrow();
        assertThat(events).containsExactly(new CaseEvent.SampleWithdrawn("erased"));

        CaseState after = Casework.apply(drawn, events.getFirst(), PROGRAM, DAY);
        assertThat(after.sample()).isEqualTo(new CaseState.Sample(true, null, true));
        assertThat(after.phase()).isEqualTo(Phase.CLEARED);
        assertThat(CaseState.fromJson(after.toJson())).isEqualTo(after);
        assertThat(CaseEvent.read("SampleWithdrawn", events.getFirst().body())).isEqualTo(events.getFirst());
        assertThat(closed(drawn, PROGRAM).orThrow()).isEqualTo(events);
        assertThat(Casework.decide(after, new Casework.Look(CLERK, "pay", false, 4))
                        .problems()
                        .getFirst()
                        .code())
                .isEqualTo("RMT-190");
    }

    @Test
    void nothing_is_closed_that_waits_for_nobody() {
        assertThat(closed(state(Phase.CLEARED, null), PROGRAM).orThrow()).isEmpty();
        assertThat(closed(state(Phase.CLEARED, new CaseState.Sample(false, true, false)), PROGRAM)
                        .orThrow())
                .isEmpty();
    }
}
