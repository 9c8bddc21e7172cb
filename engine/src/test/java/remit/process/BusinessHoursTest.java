package remit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import remit.testing.Property;

/** Business time is what a clock on the wall shows between the hours, on days of work, and nothing else. */
final class BusinessHoursTest {
    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private static BusinessHours hours(String text, ZoneId zone, String... holidays) {
        List<LocalDate> days = List.of(holidays).stream().map(LocalDate::parse).toList();
        return BusinessHours.parse(text, zone, days).orThrow();
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }

    @Test
    void half_an_hour_that_begins_on_friday_evening_ends_on_monday_morning() {
        BusinessHours week = hours("Mon-Fri 08:00-18:00", LONDON);
        Instant friday = at("2026-01-09T17:50:00Z");
        assertThat(week.plus(friday, Duration.ofMinutes(30))).isEqualTo("2026-01-12T08:20:00Z");
        assertThat(week.minus(at("2026-01-12T08:20:00Z"), Duration.ofMinutes(30)))
                .isEqualTo(friday);
        assertThat(week.isOpen(at("2026-01-10T12:00:00Z"))).isFalse();
        assertThat(week.isOpen(at("2026-01-12T08:00:00Z"))).isTrue();
        assertThat(week.isOpen(at("2026-01-12T18:00:00Z"))).isFalse();
    }

    @Test
    void a_holiday_is_no_day_of_work() {
        BusinessHours week = hours("Mon-Fri 08:00-18:00", LONDON, "2026-12-25", "2026-12-28");
        assertThat(week.plus(at("2026-12-24T17:30:00Z"), Duration.ofHours(1))).isEqualTo("2026-12-29T08:30:00Z");
        assertThat(week.isOpen(at("2026-12-25T12:00:00Z"))).isFalse();
        assertThat(week.between(at("2026-12-25T00:00:00Z"), at("2026-12-29T00:00:00Z")))
                .isZero();
    }

    @Test
    void the_hour_that_summer_time_leaves_out_is_no_time() {
        // London goes from 01:00 to 02:00 on 29 March 2026, New York from 02:00 to 03:00 on 8 March.
        assertThat(hours("Sun 00:00-06:00", LONDON).between(at("2026-03-29T00:00:00Z"), at("2026-03-30T00:00:00Z")))
                .isEqualTo(Duration.ofHours(5));
        assertThat(hours("Sun 02:00-03:00, Mon 09:00-10:00", NEW_YORK)
                        .between(at("2026-03-08T00:00:00Z"), at("2026-03-09T00:00:00Z")))
                .isZero();
        assertThat(hours("24x7", NEW_YORK).between(at("2026-03-07T00:00:00Z"), at("2026-03-10T00:00:00Z")))
                .as("round the clock every hour counts that goes by")
                .isEqualTo(Duration.ofDays(3));
    }

    @Test
    void the_hour_that_comes_twice_is_two() {
        // London's 01:00 to 02:00 comes twice on 25 October 2026, New York's on 1 November.
        assertThat(hours("Sun 00:00-06:00", LONDON).between(at("2026-10-24T12:00:00Z"), at("2026-10-26T00:00:00Z")))
                .isEqualTo(Duration.ofHours(7));
        BusinessHours early = hours("Sun 00:00-01:30", NEW_YORK);
        assertThat(early.between(at("2026-11-01T00:00:00Z"), at("2026-11-02T00:00:00Z")))
                .isEqualTo(Duration.ofHours(2));
        assertThat(early.isOpen(at("2026-11-01T05:45:00Z")))
                .as("01:45, the first time")
                .isFalse();
        assertThat(early.isOpen(at("2026-11-01T06:15:00Z")))
                .as("01:15, the second time")
                .isTrue();
    }

    /** The oracle looks at every minute: what does the clock on the wall show? */
    @Test
    void counting_agrees_with_a_clock_on_the_wall_around_every_change_of_it() {
        Property.forAll(400, chance -> {
            ZoneId zone = chance.pick(List.of(LONDON, NEW_YORK, ZoneId.of("Australia/Lord_Howe"), ZoneId.of("UTC")));
            LocalDate change = LocalDate.parse(chance.pick(List.of(
                    "2026-03-29", "2026-03-08", "2026-10-25", "2026-11-01", "2026-04-05", "2026-10-04", "2026-07-01")));
            int from = chance.between(0, 1438);
            int to = chance.between(from + 1, 1440);
            String span = String.format("%02d:%02d-%02d:%02d", from / 60, from % 60, to / 60, to % 60);
            BusinessHours hours = hours(
                    (chance.flip() ? "Mon-Sun " : "Sat-Mon ") + span,
                    zone,
                    chance.flip() ? new String[] {change.plusDays(1).toString()} : new String[0]);
            Instant begin = change.minusDays(1).atStartOfDay(zone).toInstant();
            Instant end = begin.plus(Duration.ofDays(3)).plus(Duration.ofMinutes(chance.below(600)));
            var open = new ArrayList<Instant>();
            for (Instant minute = begin; minute.isBefore(end); minute = minute.plusSeconds(60)) {
                boolean shown = shows(minute.atZone(zone), hours, from, to);
                assertThat(hours.isOpen(minute))
                        .as(span + " " + zone + " " + minute)
                        .isEqualTo(shown);
                if (shown) open.add(minute);
            }
            assertThat(hours.between(begin, end)).isEqualTo(Duration.ofMinutes(open.size()));
            if (open.isEmpty()) return;
            int minutes = chance.between(1, open.size());
            assertThat(hours.plus(begin, Duration.ofMinutes(minutes)))
                    .isEqualTo(open.get(minutes - 1).plusSeconds(60));
            assertThat(hours.minus(end, Duration.ofMinutes(minutes))).isEqualTo(open.get(open.size() - minutes));
        });
    }

    private static boolean shows(ZonedDateTime wall, BusinessHours hours, int from, int to) {
        int minute = wall.getHour() * 60 + wall.getMinute();
        return hours.week().containsKey(wall.getDayOfWeek())
                && !hours.holidays().contains(wall.toLocalDate())
                && from <= minute
                && minute < to;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mon-Fri | is no span",
                "weekdays 9 to 5 | is no span",
                "Mon-Fri 8:00-18:00 | is no span",
                "Mon-Fri 08:00-24:30 | is no span",
                "Mon-Fri 22:00-06:00 | ends before it begins",
                "Mon-Fri 08:00-12:00 11:00-15:00 | names the same time twice",
                "Mon-Fri 08:00-12:00, Fri 09:00-10:00 | names the same time twice"
            })
    void hours_that_mean_nothing_are_refused_with_how_to_write_them(String text, String what) {
        assertThat(BusinessHours.parse(text, LONDON, Set.of()).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("RMT-530");
                    assertThat(problem.what()).contains(what);
                    assertThat(problem.fix()).isNotBlank();
                });
    }

    @Test
    void several_spans_and_the_end_of_the_week_are_understood() {
        BusinessHours hours = hours("Fri-Mon 08:00-12:00 13:00-17:00; Tue 00:00-24:00", LONDON);
        assertThat(hours.week()).hasSize(5);
        assertThat(IntStream.range(0, 24)
                        .filter(hour -> hours.isOpen(at("2026-01-10T00:30:00Z").plus(Duration.ofHours(hour))))
                        .boxed())
                .containsExactly(8, 9, 10, 11, 13, 14, 15, 16);
        assertThat(hours("24x7", LONDON).isOpen(at("2026-01-10T00:30:00Z"))).isTrue();
    }

    @Test
    void a_term_is_read_as_it_is_written_or_not_at_all() {
        assertThat(Term.parse("8h within hours")).contains(new Term(Duration.ofHours(8), true));
        assertThat(Term.parse("30m")).contains(new Term(Duration.ofMinutes(30), false));
        assertThat(Term.parse("PT90M")).contains(new Term(Duration.ofMinutes(90), false));
        assertThat(Term.parse("0m")).contains(new Term(Duration.ZERO, false));
        for (String wrong : List.of("", "soon", "8", "-5m", "9999d", "8h in hours", "P1M")) {
            assertThat(Term.parse(wrong)).as(wrong).isEmpty();
        }
        assertThat(Watch.Rate.parse(Watch.Counted.ARRIVALS, "20 per 1h within hours"))
                .contains(new Watch.Rate(Watch.Counted.ARRIVALS, 20, new Term(Duration.ofHours(1), true)));
        for (String wrong : List.of("20", "0 per 1h", "20 per 1s", "many per 1h", "20 per hour")) {
            assertThat(Watch.Rate.parse(Watch.Counted.ARRIVALS, wrong))
                    .as(wrong)
                    .isEmpty();
        }
    }
}
