package remit.casework;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import remit.kernel.Actor;
import remit.kernel.Checked;

/** What a person's decision may put into evidence. */
class ReviewTest {
    private static final Actor REVIEWER = new Actor(Actor.Kind.PERSON, "p_reviewer");

    private static Checked<CaseEvent.Reviewed> edit(String decision) {
        Instant day = Instant.parse("2026-01-05T09:00:00Z");
        var held = new CaseState(3, Phase.HELD, day, day, new CaseState.Digests("", null), null, null, Map.of(), null);
        return Casework.decide(
                held, new Casework.Review(REVIEWER, Casework.Review.Outcome.EDIT, decision, "model_wrong", 3));
    }

    @Test
    void a_decision_is_one_short_line() {
        assertThat(edit("  400 317 ").orThrow().decision()).isEqualTo("400 317");
        assertThat(edit("Zahlung über 5 €").orThrow().decision()).isEqualTo("Zahlung über 5 €");
        for (String bad : List.of("", " ", "a\0b", "a\nb", "a\u2028b", "a\ud800", "x".repeat(201))) {
            assertThat(edit(bad).problems()).extracting(p -> p.code()).containsExactly("RMT-056");
        }
    }
}
