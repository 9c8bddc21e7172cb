package remit.casework;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import remit.kernel.Actor;
import remit.process.Term;
import remit.process.Watch.Then;
import remit.process.Watch.Timeout;

/** A held case that nobody decides is held or rejected; nobody's silence approves it. */
final class TimeoutTest {
    private static final Actor PROGRAM = new Actor(Actor.Kind.SERVICE, "remit");
    private static final Instant DAY = Instant.parse("2026-01-05T09:00:00Z");
    private static final Term TWO_DAYS = new Term(Duration.ofDays(2), false);

    private static CaseState in(Phase phase) {
        var proposed = new CaseState.Proposed(new Actor(Actor.Kind.MODEL, "m"), "Pay", 0.99, true);
        var settled = new CaseState.Settled("checkpoint", "Pay", null, "p_owner", "above_limit");
        return new CaseState(3, phase, DAY, DAY, new CaseState.Digests("", null), proposed, settled, Map.of(), null);
    }

    @Test
    void whatever_the_contract_says_a_timeout_never_approves() {
        for (Then then : Then.values()) {
            for (Phase phase : Phase.values()) {
                for (boolean over : new boolean[] {false, true}) {
                    CaseState before = in(phase);
                    CaseState after = Casework.lapse(before, new Timeout(then, TWO_DAYS), over)
                            .map(event -> Casework.apply(before, event, PROGRAM, DAY))
                            .orElse(before);
                    boolean rejected = over && phase == Phase.HELD && then == Then.REJECT;
                    assertThat(after.phase()).isEqualTo(rejected ? Phase.EXPIRED : phase);
                    assertThat(after.actions()).isEmpty();
                }
            }
        }
    }

    @Test
    void a_case_that_timed_out_has_no_decision_and_names_the_program() {
        CaseState before = in(Phase.HELD);
        CaseEvent.TimedOut event =
                Casework.lapse(before, new Timeout(Then.REJECT, TWO_DAYS), true).orElseThrow();
        CaseState after = Casework.apply(before, event, PROGRAM, DAY);
        assertThat(after.settled())
                .isEqualTo(new CaseState.Settled("checkpoint", null, "service:remit", "p_owner", "above_limit"));
        assertThat(event.body().canonical())
                .isEqualTo("{\"outcome\":\"reject\",\"reason_code\":\"nobody_decided\",\"waited\":\"PT48H\"}");
        assertThat(CaseEvent.read(event.type(), event.body())).isEqualTo(event);
        assertThat(CaseState.fromJson(after.toJson())).isEqualTo(after);
    }

    @Test
    void nobody_decides_a_case_that_timed_out() {
        var review = new Casework.Review(
                new Actor(Actor.Kind.PERSON, "anne"), Casework.Review.Outcome.APPROVE, null, null, 3);
        assertThat(Casework.decide(in(Phase.EXPIRED), review)
                        .problems()
                        .getFirst()
                        .code())
                .isEqualTo("RMT-052");
    }
}
