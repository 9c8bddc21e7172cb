package remit.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.process.BusinessHours;
import remit.process.Paging;
import remit.process.Paging.Who;
import remit.process.Term;
import remit.process.Watch;
import remit.testing.Property;

/** Who is paged of what, when it stops, and when the flow of cases is an incident. */
final class IncidentsTest {
    private static final Actor PROGRAM = new Actor(Actor.Kind.SERVICE, "remit");
    private static final Actor ANNE = new Actor(Actor.Kind.PERSON, "anne");
    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final BusinessHours WEEK =
            BusinessHours.parse("Mon-Fri 08:00-18:00", LONDON, Set.of()).orThrow();
    private static final Paging USUAL = new Paging(WEEK, Paging.USUAL, Paging.USUALLY_AGAIN, false);
    private static final Instant FRIDAY = Instant.parse("2026-01-09T17:50:00Z");

    private static IncidentState opened(Cause cause, Instant at) {
        return Incidents.apply(null, new IncidentEvent.Opened(cause, Json.EMPTY), PROGRAM, at);
    }

    private static IncidentState paged(IncidentState state, Instant at) {
        return Incidents.apply(state, Incidents.page(state, USUAL, at).orElseThrow(), PROGRAM, at);
    }

    @Test
    void the_owner_is_paged_at_once_and_the_backup_when_half_an_hour_of_business_has_gone_by() {
        IncidentState state = opened(Cause.BOUNDARY, FRIDAY);
        assertThat(Incidents.page(state, USUAL, FRIDAY)).contains(new IncidentEvent.Paged(1, Set.of(Who.OWNER), false));
        state = paged(state, FRIDAY);
        assertThat(Incidents.page(state, USUAL, FRIDAY.plus(Duration.ofDays(1))))
                .as("nobody is at work on Saturday")
                .isEmpty();
        Instant monday = Instant.parse("2026-01-12T08:20:00Z");
        assertThat(Incidents.next(state, USUAL)).contains(new Incidents.Due(monday, 2, Set.of(Who.BACKUP), false));
        assertThat(Incidents.page(state, USUAL, monday.minusSeconds(1))).isEmpty();
        assertThat(Incidents.page(state, USUAL, monday)).isPresent();
    }

    @Test
    void nobody_s_silence_ends_it_everybody_is_paged_again_and_again() {
        IncidentState state = paged(opened(Cause.BOUNDARY, FRIDAY), FRIDAY);
        assertThat(Incidents.unanswered(state, USUAL)).isFalse();
        Instant monday = Instant.parse("2026-01-12T08:20:00Z");
        state = paged(state, monday);
        for (int round = 1; round <= 3; round++) {
            assertThat(Incidents.unanswered(state, USUAL)).isTrue();
            Instant due = monday.plus(Duration.ofHours(round));
            assertThat(Incidents.page(state, USUAL, due.minusSeconds(1))).isEmpty();
            assertThat(Incidents.page(state, USUAL, due).orElseThrow())
                    .isEqualTo(new IncidentEvent.Paged(2 + round, Set.of(Who.OWNER, Who.BACKUP), true));
            state = paged(state, due);
        }
        assertThat(state.standing()).isEqualTo(IncidentState.Standing.OPEN);
    }

    @Test
    void a_program_that_slept_pages_once_for_all_that_it_missed() {
        IncidentState state = paged(opened(Cause.BOUNDARY, FRIDAY), FRIDAY.plus(Duration.ofDays(30)));
        assertThat(state.pages()).isEqualTo(1);
        state = paged(state, FRIDAY.plus(Duration.ofDays(30)));
        assertThat(Incidents.page(state, USUAL, FRIDAY.plus(Duration.ofDays(30))))
                .isEmpty();
    }

    @Test
    void an_acknowledgement_stops_the_ladder_wherever_it_stands() {
        Property.forAll(200, chance -> {
            Cause cause = chance.pick(List.of(Cause.values()));
            IncidentState state = opened(cause, FRIDAY);
            Instant now = FRIDAY;
            for (int page = chance.below(6); page > 0; page--) {
                now = Incidents.next(state, USUAL).orElseThrow().at();
                state = paged(state, now);
            }
            Checked<IncidentEvent.Acknowledged> taken = Incidents.acknowledge(state, ANNE);
            state = Incidents.apply(state, taken.orThrow(), ANNE, now);
            assertThat(Incidents.next(state, USUAL)).isEmpty();
            assertThat(Incidents.page(state, USUAL, now.plus(Duration.ofDays(365))))
                    .isEmpty();
            assertThat(Incidents.unanswered(state, USUAL)).isFalse();
            assertThat(state.taken()).isEqualTo(new IncidentState.Taken(ANNE, now));
            assertThat(Incidents.acknowledge(state, ANNE).problems()).hasSize(1);
        });
    }

    @Test
    void only_a_person_acknowledges_and_closes_and_says_why() {
        IncidentState state = opened(Cause.BOUNDARY, FRIDAY);
        assertThat(Incidents.acknowledge(state, PROGRAM).problems().getFirst().code())
                .isEqualTo("RMT-535");
        assertThat(Incidents.close(state, PROGRAM, "done").problems().getFirst().code())
                .isEqualTo("RMT-535");
        assertThat(Incidents.close(state, ANNE, " ").problems().getFirst().code())
                .isEqualTo("RMT-536");
        IncidentState closed = Incidents.apply(
                state, Incidents.close(state, ANNE, "the sender was told").orThrow(), ANNE, FRIDAY);
        assertThat(Incidents.next(closed, USUAL)).isEmpty();
        assertThat(Incidents.close(closed, ANNE, "again").problems().getFirst().code())
                .isEqualTo("RMT-534");
        assertThat(Incidents.acknowledge(closed, ANNE).problems().getFirst().code())
                .isEqualTo("RMT-534");
    }

    @Test
    void what_happened_does_not_pass_by_itself_what_is_a_state_does() {
        for (Cause cause : Cause.values()) {
            assertThat(Incidents.passed(opened(cause, FRIDAY)).isPresent())
                    .as(cause.word())
                    .isEqualTo(Set.of(Cause.OVERDUE, Cause.SILENCE, Cause.BACKLOG, Cause.EFFECTS)
                            .contains(cause));
        }
        assertThat(Cause.SILENCE.severity()).isEqualTo(1);
        assertThat(Cause.BACKLOG.severity()).isEqualTo(1);
    }

    @Test
    void every_event_is_read_back_as_it_was_written() {
        Json.Obj facts = Json.object("tool", "post_line", "effects", 3);
        List<IncidentEvent> events = List.of(
                new IncidentEvent.Opened(Cause.EFFECTS, facts),
                new IncidentEvent.Paged(2, Set.of(Who.OWNER, Who.BACKUP), true),
                new IncidentEvent.Acknowledged(),
                new IncidentEvent.Closed(IncidentEvent.Why.PASSED),
                new IncidentEvent.Closed(IncidentEvent.Why.DEALT_WITH));
        for (IncidentEvent event : events)
            assertThat(IncidentEvent.read(event.type(), event.body())).isEqualTo(event);
    }

    @Test
    void a_state_stands_until_it_is_closed_and_what_happened_until_it_is_taken_up() {
        for (Cause cause : Cause.values()) {
            IncidentState state = opened(cause, FRIDAY);
            assertThat(state.stands()).isTrue();
            IncidentState taken = Incidents.apply(state, new IncidentEvent.Acknowledged(), ANNE, FRIDAY);
            assertThat(taken.stands()).as(cause.word()).isEqualTo(cause.passes());
            var over = new IncidentEvent.Closed(IncidentEvent.Why.DEALT_WITH);
            assertThat(Incidents.apply(taken, over, ANNE, FRIDAY).stands()).isFalse();
        }
    }

    private static final Watch.Expected EXPECTED = new Watch.Expected(
            List.of(Watch.Rate.parse(Watch.Counted.ARRIVALS, "20 per 1h within hours")
                    .orElseThrow()),
            500L,
            new Term(Duration.ofHours(8), true));

    @Test
    void silence_is_fewer_than_expected_in_a_window_of_business_time() {
        Instant monday = Instant.parse("2026-01-12T08:30:00Z");
        List<FlowWatch.Question> asked = FlowWatch.questions(EXPECTED, WEEK, monday, Instant.EPOCH);
        assertThat(asked)
                .singleElement()
                .satisfies(question -> assertThat(question.from())
                        .as("the window goes back over the weekend")
                        .isEqualTo("2026-01-09T17:30:00Z"));
        assertThat(FlowWatch.silence(EXPECTED, List.of(new FlowWatch.Counted(asked.getFirst(), 19))))
                .isInstanceOf(FlowWatch.Finding.Bad.class);
        assertThat(FlowWatch.silence(EXPECTED, List.of(new FlowWatch.Counted(asked.getFirst(), 20))))
                .isEqualTo(new FlowWatch.Finding.Well());
    }

    @Test
    void outside_business_hours_and_before_the_first_window_nothing_is_asked() {
        Instant sunday = Instant.parse("2026-01-11T12:00:00Z");
        assertThat(FlowWatch.questions(EXPECTED, WEEK, sunday, Instant.EPOCH)).isEmpty();
        assertThat(FlowWatch.silence(EXPECTED, List.of())).isEqualTo(new FlowWatch.Finding.Untold());
        Instant monday = Instant.parse("2026-01-12T08:30:00Z");
        assertThat(FlowWatch.questions(EXPECTED, WEEK, monday, Instant.parse("2026-01-12T08:00:00Z")))
                .as("the process has not been there for an hour of business")
                .isEmpty();
    }

    @Test
    void one_rate_that_is_fine_does_not_end_the_silence_of_another_that_is_not_asked_now() {
        Watch.Rate always = new Watch.Rate(
                EXPECTED.rates().getFirst().what(), 1, Term.parse("1d").orElseThrow());
        Watch.Expected both = new Watch.Expected(List.of(EXPECTED.rates().getFirst(), always), null, null);
        Instant sunday = Instant.parse("2026-01-11T12:00:00Z");
        List<FlowWatch.Counted> answers = FlowWatch.questions(both, WEEK, sunday, Instant.EPOCH).stream()
                .map(question -> new FlowWatch.Counted(question, 5))
                .toList();
        assertThat(answers)
                .singleElement()
                .satisfies(each -> assertThat(each.question().rate()).isEqualTo(always));
        assertThat(FlowWatch.silence(both, answers)).isEqualTo(new FlowWatch.Finding.Untold());
        assertThat(FlowWatch.silence(
                        both, List.of(new FlowWatch.Counted(answers.getFirst().question(), 0))))
                .as("what is seen to be bad is bad")
                .isInstanceOf(FlowWatch.Finding.Bad.class);
    }

    @Test
    void too_many_cases_that_wait_are_a_backlog_and_so_is_one_that_waits_too_long() {
        Instant now = Instant.parse("2026-01-12T12:00:00Z");
        assertThat(FlowWatch.backlog(EXPECTED, WEEK, now, 500, now)).isEqualTo(new FlowWatch.Finding.Well());
        assertThat(FlowWatch.backlog(EXPECTED, WEEK, now, 501, now)).isInstanceOf(FlowWatch.Finding.Bad.class);
        assertThat(FlowWatch.backlog(EXPECTED, WEEK, now, 1, Instant.parse("2026-01-09T14:00:00Z")))
                .as("four hours on Friday and four on Monday")
                .isInstanceOf(FlowWatch.Finding.Bad.class);
        assertThat(FlowWatch.backlog(EXPECTED, WEEK, now, 1, Instant.parse("2026-01-09T14:00:01Z")))
                .isEqualTo(new FlowWatch.Finding.Well());
        Watch.Expected nothing = new Watch.Expected(List.of(), null, null);
        assertThat(FlowWatch.backlog(nothing, WEEK, now, 1_000_000, Instant.EPOCH))
                .as("where nothing is limited any more, what was too much has passed")
                .isEqualTo(new FlowWatch.Finding.Well());
        assertThat(FlowWatch.silence(nothing, List.of())).isEqualTo(new FlowWatch.Finding.Well());
        assertThat(FlowWatch.oldest(nothing)).isEqualTo(Optional.empty());
    }
}
