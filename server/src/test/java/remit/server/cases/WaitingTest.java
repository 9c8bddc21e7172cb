package remit.server.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import remit.halt.Halts;
import remit.kernel.Json;
import remit.server.gateway.Action;
import remit.server.gateway.TestingDoor;

/** What is left alone is asked for again when it may have changed, and forgotten once it has ended. */
final class WaitingTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Action ACTION = new Action("act_1", "invoices", "v1", "case_1", "post_line", Json.EMPTY);

    private final Waiting waiting = new Waiting();
    private final TestingDoor door = new TestingDoor();

    private static Halts halts(long seq) {
        return new Halts(seq, Map.of(), Map.of());
    }

    @Test
    void what_is_kept_back_is_asked_for_again_only_when_halts_have_changed() {
        waiting.keep(ACTION.id());
        assertThat(waiting.stays(ACTION.id(), halts(1))).isFalse();
        door.shut = true;
        assertThat(waiting.waits(ACTION, halts(1), door)).isTrue();
        assertThat(waiting.stays(ACTION.id(), halts(1))).isTrue();
        assertThat(waiting.stays(ACTION.id(), halts(2))).isFalse();
        door.shut = false;
        assertThat(waiting.waits(ACTION, halts(2), door)).isFalse();
    }

    @Test
    void what_has_ended_is_forgotten_and_the_others_go_on_to_rest() {
        waiting.keep(ACTION.id());
        waiting.rest("act_2", NOW);
        waiting.rest("act_3", NOW);
        waiting.forget(List.of(ACTION.id(), "act_2"));
        assertThat(waiting.ids()).containsExactly("act_3");
        assertThat(waiting.rests("act_2", NOW)).isFalse();
        assertThat(waiting.rests("act_3", NOW)).isTrue();
    }
}
