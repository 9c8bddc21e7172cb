package remit.process;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import remit.kernel.Checked;
import remit.kernel.Problem;

/**
 * When the people of a process are at work: spans of the days of a week in its time zone, without its holidays. Time within
 * them is counted as a clock on the wall counts it that is not put forward or back: the hour that a change to summer time
 * leaves out is no time, the hour that comes twice in autumn is two.
 *
 * @param week the spans of each day, in order and apart; a day without spans is absent
 */
public record BusinessHours(ZoneId zone, Map<DayOfWeek, List<Opening>> week, Set<LocalDate> holidays) {
    private static final String ROUND_THE_CLOCK = "24x7";
    private static final String DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
    private static final String TIME = "(?:[01]\\d|2[0-3]):[0-5]\\d|24:00";
    private static final Pattern PART =
            Pattern.compile("(" + DAY + ")(?:\\s*-\\s*(" + DAY + "))?((?:\\s+(?:" + TIME + ")-(?:" + TIME + "))+)");
    private static final Pattern SPAN = Pattern.compile("(" + TIME + ")-(" + TIME + ")");
    private static final int MINUTES = 24 * 60;
    /** Longer than any term of a contract; whoever has that many holidays is never at work. */
    private static final int MOST_DAYS = 3_660;

    public BusinessHours {
        var days = new EnumMap<DayOfWeek, List<Opening>>(DayOfWeek.class);
        week.forEach((day, spans) -> {
            if (!spans.isEmpty()) days.put(day, List.copyOf(spans));
        });
        if (days.isEmpty()) throw new IllegalArgumentException("week: it has no hour of work");
        week = Map.copyOf(days);
        holidays = Set.copyOf(holidays);
    }

    /** One span of a day. @param from, to minutes after midnight, {@code from < to <= 1440} */
    public record Opening(int from, int to) {
        public Opening {
            if (from < 0 || to > MINUTES || from >= to)
                throw new IllegalArgumentException("from, to: no span of a day");
        }
    }

    /** Every hour of every day. */
    public static BusinessHours always(ZoneId zone) {
        var week = new EnumMap<DayOfWeek, List<Opening>>(DayOfWeek.class);
        for (DayOfWeek day : DayOfWeek.values()) week.put(day, List.of(new Opening(0, MINUTES)));
        return new BusinessHours(zone, week, Set.of());
    }

    /**
     * Reads {@code 24x7}, or {@code Mon-Fri 08:00-12:00 13:00-17:00, Sat 09:00-12:00}. The problem has no place: whoever
     * reads a file knows where it stands.
     */
    public static Checked<BusinessHours> parse(String text, ZoneId zone, Collection<LocalDate> holidays) {
        if (text.strip().equals(ROUND_THE_CLOCK)) {
            return Checked.ok(new BusinessHours(zone, always(zone).week(), Set.copyOf(holidays)));
        }
        var week = new EnumMap<DayOfWeek, List<Opening>>(DayOfWeek.class);
        for (String part : text.split("[,;]", -1)) {
            Matcher found = PART.matcher(part.strip());
            if (!found.matches()) {
                return refused(
                        "\"" + part.strip() + "\" is no span of business hours",
                        "write 24x7, or days and times such as Mon-Fri 08:00-12:00 13:00-17:00, Sat 09:00-12:00");
            }
            for (DayOfWeek day : days(found.group(1), found.group(2) == null ? found.group(1) : found.group(2))) {
                Matcher spans = SPAN.matcher(found.group(3));
                while (spans.find()) {
                    int from = minutes(spans.group(1));
                    int to = minutes(spans.group(2));
                    if (from >= to) {
                        return refused(
                                "\"" + spans.group() + "\" ends before it begins",
                                "write a night as two spans: Mon-Fri 22:00-24:00, Tue-Sat 00:00-06:00");
                    }
                    week.computeIfAbsent(day, any -> new ArrayList<>()).add(new Opening(from, to));
                }
            }
        }
        for (List<Opening> day : week.values()) {
            day.sort(Comparator.comparingInt(Opening::from));
            for (int i = 1; i < day.size(); i++) {
                if (day.get(i).from() < day.get(i - 1).to())
                    return refused("\"" + text.strip() + "\" names the same time twice", "keep spans of a day apart");
            }
        }
        return Checked.ok(new BusinessHours(zone, week, Set.copyOf(holidays)));
    }

    private static Checked<BusinessHours> refused(String what, String fix) {
        return Checked.refused(new Problem("RMT-530", "", what, fix));
    }

    private static int minutes(String time) {
        return Integer.parseInt(time.substring(0, 2)) * 60 + Integer.parseInt(time.substring(3));
    }

    /** From one day to another, over the end of the week where need be. */
    private static List<DayOfWeek> days(String first, String last) {
        var days = new ArrayList<DayOfWeek>();
        DayOfWeek end = day(last);
        for (DayOfWeek day = day(first); days.isEmpty() || days.getLast() != end; day = day.plus(1)) days.add(day);
        return days;
    }

    private static DayOfWeek day(String word) {
        return Stream.of(DayOfWeek.values())
                .filter(day -> day.name().regionMatches(true, 0, word, 0, 3))
                .findFirst()
                .orElseThrow();
    }

    /** Whether somebody is at work. */
    public boolean isOpen(Instant at) {
        for (Stretch stretch : on(date(at))) if (!at.isBefore(stretch.from()) && at.isBefore(stretch.to())) return true;
        return false;
    }

    /** The first moment by which {@code work} of business time has gone by since {@code from}. */
    public Instant plus(Instant from, Duration work) {
        Duration left = work;
        // The day before too: a day may end after the next one's midnight where the clock is put back at midnight.
        LocalDate day = date(from).minusDays(1);
        for (int i = 0; i < MOST_DAYS; i++, day = day.plusDays(1)) {
            for (Stretch stretch : on(day)) {
                Instant begins = later(stretch.from(), from);
                if (!begins.isBefore(stretch.to())) continue;
                Duration there = Duration.between(begins, stretch.to());
                if (there.compareTo(left) >= 0) return begins.plus(left);
                left = left.minus(there);
            }
        }
        return from.plus(Duration.ofDays(MOST_DAYS));
    }

    /** The last moment since which {@code work} of business time has gone by until {@code until}. */
    public Instant minus(Instant until, Duration work) {
        Duration left = work;
        LocalDate day = date(until).plusDays(1);
        for (int i = 0; i < MOST_DAYS; i++, day = day.minusDays(1)) {
            for (Stretch stretch : on(day).reversed()) {
                Instant ends = earlier(stretch.to(), until);
                if (!stretch.from().isBefore(ends)) continue;
                Duration there = Duration.between(stretch.from(), ends);
                if (there.compareTo(left) >= 0) return ends.minus(left);
                left = left.minus(there);
            }
        }
        return until.minus(Duration.ofDays(MOST_DAYS));
    }

    /** The business time between two moments; none where {@code to} is not after {@code from}. */
    public Duration between(Instant from, Instant to) {
        Duration sum = Duration.ZERO;
        LocalDate end = date(to).plusDays(1);
        for (LocalDate day = date(from).minusDays(1); !day.isAfter(end); day = day.plusDays(1)) {
            for (Stretch stretch : on(day)) {
                Instant begins = later(stretch.from(), from);
                Instant ends = earlier(stretch.to(), to);
                if (begins.isBefore(ends)) sum = sum.plus(Duration.between(begins, ends));
            }
        }
        return sum;
    }

    private record Stretch(Instant from, Instant to) {}

    /**
     * The moments of a day at which the clock on the wall shows a time of work. Each offset of the zone has its own part:
     * so a time that is left out gives none, and one that comes twice gives two.
     */
    private List<Stretch> on(LocalDate day) {
        List<Opening> openings = holidays.contains(day) ? List.of() : week.getOrDefault(day.getDayOfWeek(), List.of());
        if (openings.isEmpty()) return List.of();
        LocalDateTime midnight = day.atStartOfDay();
        Instant begins = midnight.minusDays(1).toInstant(ZoneOffset.UTC);
        Instant ends = midnight.plusDays(2).toInstant(ZoneOffset.UTC);
        var stretches = new ArrayList<Stretch>();
        while (begins.isBefore(ends)) {
            ZoneOffset offset = zone.getRules().getOffset(begins);
            ZoneOffsetTransition change = zone.getRules().nextTransition(begins);
            Instant until = change == null || change.getInstant().isAfter(ends) ? ends : change.getInstant();
            for (Opening opening : openings) {
                Instant from = later(midnight.plusMinutes(opening.from()).toInstant(offset), begins);
                Instant to = earlier(midnight.plusMinutes(opening.to()).toInstant(offset), until);
                if (from.isBefore(to)) stretches.add(new Stretch(from, to));
            }
            begins = until;
        }
        return stretches;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private LocalDate date(Instant at) {
        return at.atZone(zone).toLocalDate();
    }
}
