package remit.casework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.process.ToolSpec;
import remit.process.ToolSpec.Effect;

/** What a person may have taken back, and how that goes on. */
final class CompensationTest {
    private static final Actor DANA = new Actor(Actor.Kind.PERSON, "p_dana");
    private static final Actor OLGA = new Actor(Actor.Kind.PERSON, "p_olga");
    private static final Actor ENGINE = new Actor(Actor.Kind.SERVICE, "remit");
    private static final ToolSpec POST = tool(Effect.REVERSIBLE, "it is booked back");

    private static ToolSpec tool(Effect effect, @Nullable String compensation) {
        return new ToolSpec("post", "ledger", effect, Map.of(), Set.of(), compensation);
    }

    private static CaseState after(CaseEvent... events) {
        Instant at = Instant.parse("2026-03-02T08:00:00Z");
        CaseState state = Casework.apply(null, new CaseEvent.CaseOpened("c", "o"), ENGINE, at);
        state = Casework.apply(state, new CaseEvent.Proposed("answered", "pay", 0.9, true), DANA, at);
        state = Casework.apply(state, new CaseEvent.Decided(Json.object("verdict", "auto_clear")), ENGINE, at);
        for (CaseEvent event : events) state = Casework.apply(state, event, ENGINE, at);
        return state;
    }

    private static CaseState done(CaseEvent... then) {
        var events = new ArrayList<CaseEvent>();
        events.add(new CaseEvent.ActionPrepared("a", "post"));
        events.add(new CaseEvent.ActionVerified("a", "post", null));
        events.addAll(List.of(then));
        return after(events.toArray(CaseEvent[]::new));
    }

    private static Checked<CaseEvent> ask(Actor person, CaseState state, ToolSpec tool) {
        return new Compensation(person, "a", null, false).decide(state, tool);
    }

    private static String code(Checked<?> refused) {
        return refused.problems().stream().map(Problem::code).findFirst().orElse("allowed");
    }

    @Test
    void what_was_done_may_be_taken_back_by_a_person_who_is_not_its_author() {
        assertThat(ask(OLGA, done(), POST).orThrow()).isEqualTo(new CaseEvent.CompensationPrepared("a", "post"));
        assertThat(code(ask(ENGINE, done(), POST))).isEqualTo("RMT-053");
        assertThat(code(ask(DANA, done(), POST))).isEqualTo("RMT-054");
    }

    @Test
    void what_is_irreversible_or_has_no_compensation_in_its_contract_is_not_taken_back() {
        assertThat(code(ask(OLGA, done(), tool(Effect.IRREVERSIBLE, null)))).isEqualTo("RMT-467");
        assertThat(code(ask(OLGA, done(), tool(Effect.REVERSIBLE, null)))).isEqualTo("RMT-468");
        assertThatThrownBy(() -> tool(Effect.IRREVERSIBLE, "it is booked back"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void what_is_not_known_to_be_done_is_not_taken_back() {
        var prepared = new CaseEvent.ActionPrepared("a", "post");
        assertThat(code(ask(OLGA, after(), POST))).isEqualTo("RMT-466");
        assertThat(code(ask(OLGA, after(prepared), POST))).isEqualTo("RMT-466");
        for (CaseEvent ended : List.of(
                new CaseEvent.ActionUnknown("a", "post", "x"),
                new CaseEvent.ActionFailed("a", "post", "x"),
                new CaseEvent.ActionRefused("a", "post", "x")))
            assertThat(code(ask(OLGA, after(prepared, ended), POST))).isEqualTo("RMT-466");
    }

    @Test
    void it_is_taken_back_once_whatever_became_of_it() {
        var asked = new CaseEvent.CompensationPrepared("a", "post");
        for (CaseEvent ended : List.of(
                asked,
                new CaseEvent.CompensationVerified("a", "post", null),
                new CaseEvent.CompensationFailed("a", "post", "x"),
                new CaseEvent.CompensationRefused("a", "post", "x"),
                new CaseEvent.CompensationUnknown("a", "post", "x")))
            assertThat(code(ask(OLGA, done(asked, ended), POST))).isEqualTo("RMT-469");
    }

    @Test
    void while_it_is_halted_only_who_may_resume_it_takes_it_back() {
        var halted = "process x is halted";
        assertThat(code(new Compensation(OLGA, "a", halted, false).decide(done(), POST)))
                .isEqualTo("RMT-470");
        assertThat(code(new Compensation(OLGA, "a", halted, true).decide(done(), POST)))
                .isEqualTo("allowed");
    }

    @Test
    void the_action_stays_done_and_the_case_knows_that_it_was_taken_back() {
        CaseState asked = done(new CaseEvent.CompensationPrepared("a", "post"));
        assertThat(asked.actions()).containsEntry("a", "verified").containsEntry("a:compensate", "prepared");
        assertThat(asked.takenBack()).isFalse();
        CaseState back = done(
                new CaseEvent.CompensationPrepared("a", "post"), new CaseEvent.CompensationVerified("a", "post", "R"));
        assertThat(back.takenBack()).isTrue();
        assertThat(back.phase()).isEqualTo(Phase.CLEARED);
        assertThat(CaseState.fromJson(back.toJson())).isEqualTo(back);
    }

    @Test
    void a_person_says_what_became_of_it_as_of_any_effect() {
        CaseState lost = done(
                new CaseEvent.CompensationPrepared("a", "post"), new CaseEvent.CompensationUnknown("a", "post", "x"));
        assertThat(said(lost, Settlement.Outcome.DONE))
                .containsExactly(new CaseEvent.CompensationVerified("a", "post", null));
        assertThat(said(lost, Settlement.Outcome.NOT_DONE_SEND))
                .containsExactly(
                        new CaseEvent.CompensationFailed("a", "post", "person_says_never_done"),
                        new CaseEvent.CompensationPrepared("a", "post"));
        assertThat(said(lost, Settlement.Outcome.NOT_DONE_DROP))
                .containsExactly(new CaseEvent.CompensationRefused("a", "post", "person_says_drop"));
    }

    @Test
    void what_its_tool_refused_to_take_back_a_person_took_back_by_hand() {
        CaseState refused = done(
                new CaseEvent.CompensationPrepared("a", "post"), new CaseEvent.CompensationRefused("a", "post", "x"));
        assertThat(said(refused, Settlement.Outcome.DONE))
                .containsExactly(new CaseEvent.CompensationVerified("a", "post", null));
        var again = new Settlement(OLGA, "a:compensate", Settlement.Outcome.NOT_DONE_SEND);
        assertThat(code(again.decide(refused, "post"))).isEqualTo("RMT-461");
    }

    private static List<CaseEvent> said(CaseState state, Settlement.Outcome outcome) {
        return new Settlement(OLGA, "a:compensate", outcome)
                .decide(state, "post")
                .orThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CompensationPrepared | {"action_id":"a:compensate","compensates":"a","state":"prepared","tool":"post"}
            CompensationVerified | {"action_id":"a:compensate","compensates":"a","receipt":"R","state":"verified","tool":"post"}
            CompensationVerified | {"action_id":"a:compensate","compensates":"a","receipt":null,"state":"verified","tool":"post"}
            CompensationFailed | {"action_id":"a:compensate","compensates":"a","reason":"x","state":"failed","tool":"post"}
            CompensationRefused | {"action_id":"a:compensate","compensates":"a","reason":"x","state":"refused","tool":"post"}
            CompensationUnknown | {"action_id":"a:compensate","compensates":"a","reason":"x","state":"unknown","tool":"post"}
            """)
    void its_events_are_written_and_read_as_in_the_first_release_that_had_them(String type, String body) {
        CaseEvent read = CaseEvent.read(type, Json.parseObject(body));
        assertThat(read.type()).isEqualTo(type);
        assertThat(read.body().canonical()).isEqualTo(body);
    }
}
