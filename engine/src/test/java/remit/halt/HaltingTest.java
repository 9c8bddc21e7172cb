package remit.halt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;

/** Who halts what, and the way back. */
final class HaltingTest {
    private static final Actor OLGA = new Actor(Actor.Kind.PERSON, "p_olga");
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final HaltScope INVOICES = new HaltScope.Process("invoices");
    private static final String AUTHOR = "classifier:words@1a2b3c4d5e6f";

    static Stream<HaltScope> scopes() {
        return Stream.of(
                new HaltScope.Everything(), INVOICES, new HaltScope.Author(AUTHOR), new HaltScope.Tool("post_line"));
    }

    private static Halts after(Halts halts, HaltCommand command) {
        return Halting.apply(halts, Halting.decide(halts, command, OLGA).orThrow(), OLGA, AT);
    }

    private static Halts halted(HaltScope... scopes) {
        Halts halts = Halts.NONE;
        for (HaltScope scope : scopes) halts = after(halts, new HaltCommand.Halt(scope, "wrong letters", false));
        return halts;
    }

    private static HaltCommand resume(HaltScope scope, HaltStage to) {
        return new HaltCommand.Resume(scope, to, "looked at", false);
    }

    private static String code(Checked<?> refused) {
        return refused.problems().stream().map(Problem::code).findFirst().orElse("allowed");
    }

    private static boolean acts(Halts halts, boolean approved) {
        return halts.barring("invoices", AUTHOR, "post_line", approved).isEmpty();
    }

    @Test
    void what_nobody_could_approve_is_known_after_it_is_resumed_too() {
        Halts halts = halted(INVOICES);
        assertThat(halts.frozenAfter(AT)).containsExactly(INVOICES);
        for (HaltStage to : List.of(HaltStage.HELD, HaltStage.REVIEWED, HaltStage.OPEN)) {
            halts = after(halts, resume(INVOICES, to));
            assertThat(halts.frozenAfter(AT)).as(to.word()).isEmpty();
            assertThat(halts.frozenAfter(AT.minusSeconds(1))).as(to.word()).containsExactly(INVOICES);
        }
    }

    @Test
    void only_a_person_halts_or_resumes() {
        for (Actor.Kind kind : Actor.Kind.values()) {
            var by = new Actor(kind, "x");
            String expected = kind == Actor.Kind.PERSON ? "allowed" : "RMT-440";
            assertThat(code(Halting.decide(Halts.NONE, new HaltCommand.Halt(INVOICES, "why", false), by)))
                    .isEqualTo(expected);
            assertThat(code(Halting.decide(halted(INVOICES), resume(INVOICES, HaltStage.HELD), by)))
                    .isEqualTo(expected);
        }
    }

    @Test
    void nothing_is_halted_or_resumed_without_a_reason() {
        assertThat(code(Halting.decide(Halts.NONE, new HaltCommand.Halt(INVOICES, " ", false), OLGA)))
                .isEqualTo("RMT-441");
        var resume = new HaltCommand.Resume(INVOICES, HaltStage.HELD, "", false);
        assertThat(code(Halting.decide(halted(INVOICES), resume, OLGA))).isEqualTo("RMT-441");
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void the_way_back_goes_through_every_stage_and_leaves_none_out(HaltScope scope) {
        Halts halts = halted(scope);
        for (HaltStage from : List.of(HaltStage.HALTED, HaltStage.HELD, HaltStage.REVIEWED)) {
            assertThat(halts.of(scope).orElseThrow().stage()).isEqualTo(from);
            for (HaltStage to : HaltStage.values())
                assertThat(code(Halting.decide(halts, resume(scope, to), OLGA)))
                        .as(from + " to " + to)
                        .isEqualTo(to.ordinal() == from.ordinal() + 1 ? "allowed" : "RMT-444");
            halts = after(halts, resume(scope, from.next()));
        }
        assertThat(halts.all()).isEmpty();
        assertThat(code(Halting.decide(halts, resume(scope, HaltStage.OPEN), OLGA)))
                .isEqualTo("RMT-443");
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void nothing_is_done_before_people_reviewed_it_and_nothing_clears_before_it_is_open(HaltScope scope) {
        Halts halts = halted(scope);
        List<HaltScope> holding = List.of(scope);
        assertThat(List.of(acts(halts, true), acts(halts, false))).containsExactly(false, false);
        halts = after(halts, resume(scope, HaltStage.HELD));
        assertThat(List.of(acts(halts, true), acts(halts, false))).containsExactly(false, false);
        assertThat(halts.holding("invoices", AUTHOR, List.of("post_line"))).isEqualTo(holding);
        halts = after(halts, resume(scope, HaltStage.REVIEWED));
        assertThat(List.of(acts(halts, true), acts(halts, false))).containsExactly(true, false);
        assertThat(halts.holding("invoices", AUTHOR, List.of("post_line"))).isEqualTo(holding);
        halts = after(halts, resume(scope, HaltStage.OPEN));
        assertThat(List.of(acts(halts, true), acts(halts, false))).containsExactly(true, true);
        assertThat(halts.holding("invoices", AUTHOR, List.of("post_line"))).isEmpty();
    }

    @Test
    void work_that_a_halt_is_not_about_goes_on() {
        Halts halts = halted(INVOICES, new HaltScope.Author("recorded:other"), new HaltScope.Tool("pay"));
        assertThat(halts.barring("claims", AUTHOR, "post_line", false)).isEmpty();
        assertThat(halts.holding("claims", AUTHOR, List.of("post_line"))).isEmpty();
        assertThat(halts.barring("claims", AUTHOR, "pay", true)).isPresent();
        assertThat(halts.barring("claims", "recorded:other@9", "post_line", true))
                .isPresent();
    }

    @Test
    void an_author_is_meant_with_all_its_versions_or_with_one() {
        for (String named : List.of("classifier", "classifier:words", AUTHOR))
            assertThat(new HaltScope.Author(named).covers("p", AUTHOR, null))
                    .as(named)
                    .isTrue();
        for (String named : List.of("class", "classifier:word", "classifier:words@1a2b"))
            assertThat(new HaltScope.Author(named).covers("p", AUTHOR, null))
                    .as(named)
                    .isFalse();
        assertThat(new HaltScope.Author("classifier").covers("p", null, null)).isFalse();
        assertThat(halted(new HaltScope.Author("x")).mayCover("p", "t")).isTrue();
    }

    @Test
    void of_several_halts_the_strictest_holds() {
        Halts halts = halted(INVOICES, new HaltScope.Everything());
        halts = after(halts, resume(INVOICES, HaltStage.HELD));
        halts = after(halts, resume(INVOICES, HaltStage.REVIEWED));
        assertThat(halts.barring("invoices", null, "post_line", true))
                .hasValueSatisfying(halt -> assertThat(halt.scope()).isEqualTo(new HaltScope.Everything()));
        assertThat(halts.covering("invoices", null, null))
                .extracting(Halt::stage)
                .containsExactly(HaltStage.HALTED, HaltStage.REVIEWED);
    }

    @Test
    void a_halt_on_the_way_back_begins_anew_and_a_second_one_changes_nothing() {
        Halts halts = after(halted(INVOICES), resume(INVOICES, HaltStage.HELD));
        var again = new HaltCommand.Halt(INVOICES, "worse than thought", false);
        halts = after(halts, again);
        assertThat(halts.of(INVOICES).orElseThrow().stage()).isEqualTo(HaltStage.HALTED);
        assertThat(code(Halting.decide(halts, again, OLGA))).isEqualTo("RMT-442");
    }

    @Test
    void a_drill_never_opens_what_somebody_halted_in_earnest() {
        Halts drilled = after(Halts.NONE, new HaltCommand.Halt(INVOICES, "drill", true));
        assertThat(acts(drilled, true)).isFalse();
        Halts earnest = after(drilled, new HaltCommand.Halt(INVOICES, "really", false));
        var ends = new HaltCommand.Resume(INVOICES, HaltStage.HELD, "drill", true);
        assertThat(code(Halting.decide(earnest, ends, OLGA))).isEqualTo("RMT-443");
        assertThat(code(Halting.decide(earnest, new HaltCommand.Halt(INVOICES, "drill", true), OLGA)))
                .isEqualTo("RMT-442");
        assertThat(after(drilled, resume(INVOICES, HaltStage.HELD)).of(INVOICES))
                .as("a drill that was broken off is ended by a person")
                .isPresent();
        assertThat(after(drilled, ends).of(INVOICES).orElseThrow().stage()).isEqualTo(HaltStage.HELD);
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void an_event_is_read_as_it_was_written(HaltScope scope) {
        for (HaltEvent event : List.of(
                new HaltEvent.Halted(scope, true),
                new HaltEvent.Halted(scope, false),
                new HaltEvent.Resumed(scope, HaltStage.REVIEWED)))
            assertThat(HaltEvent.of(event.type(), event.body())).isEqualTo(event);
        assertThat(HaltScope.ofWords(scope.words())).contains(scope);
    }

    @Test
    void what_cannot_be_read_is_never_taken_for_nothing_halted() {
        assertThatThrownBy(() -> HaltEvent.of("Halted", Json.object("scope", "planet", "id", "x")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HaltEvent.of("Paused", Json.object("scope", "everything", "id", "")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Whatever is tried in whatever order: an effect never happens while a halt that covers it forbids it. */
    @Test
    void no_order_of_commands_lets_an_effect_through_a_halt() {
        long seed = 20260301;
        var chance = new Random(seed);
        List<HaltScope> scopes = scopes().toList();
        for (int round = 0; round < 500; round++) {
            Halts halts = Halts.NONE;
            var since = new ArrayList<HaltEvent>();
            for (int step = 0; step < 20; step++) {
                HaltScope scope = scopes.get(chance.nextInt(scopes.size()));
                HaltStage to = HaltStage.values()[chance.nextInt(4)];
                boolean drill = chance.nextInt(4) == 0;
                HaltCommand command = chance.nextBoolean()
                        ? new HaltCommand.Halt(scope, "why", drill)
                        : new HaltCommand.Resume(scope, to, "why", drill);
                if (!(Halting.decide(halts, command, OLGA) instanceof Checked.Ok<HaltEvent>(HaltEvent event))) continue;
                halts = Halting.apply(halts, event, OLGA, AT);
                since.add(event);
                for (HaltScope each : scopes) {
                    HaltStage last = last(since, each);
                    assertThat(halts.of(each).map(Halt::stage).orElse(HaltStage.OPEN))
                            .as("seed %d, %s", seed, since)
                            .isEqualTo(last);
                    if (!last.acts(true)) assertThat(acts(halts, true)).isFalse();
                    if (!last.acts(false)) assertThat(acts(halts, false)).isFalse();
                }
            }
        }
    }

    private static HaltStage last(List<HaltEvent> events, HaltScope scope) {
        HaltStage last = HaltStage.OPEN;
        for (HaltEvent event : events) {
            if (!event.scope().equals(scope)) continue;
            last = switch (event) {
                case HaltEvent.Halted _ -> HaltStage.HALTED;
                case HaltEvent.Resumed(HaltScope _, HaltStage stage) -> stage;
            };
        }
        return last;
    }
}
