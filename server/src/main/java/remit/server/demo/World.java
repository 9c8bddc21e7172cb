package remit.server.demo;

import java.time.LocalDate;
import java.util.List;

/**
 * The parameters of a synthetic claims organisation. Every claim that it generates is invented; none comes from a person
 * or a company.
 *
 * @param segments risk segments with shares that sum to 1, the riskiest last
 * @param signal how well claims show what officers will find
 */
public record World(long seed, Calendar calendar, List<Segment> segments, Signal signal) {
    public World {
        segments = List.copyOf(segments);
        double sum = segments.stream().mapToDouble(Segment::share).sum();
        if (Math.abs(sum - 1) > 1e-9) throw new IllegalArgumentException("segments: shares sum to " + sum + ", not 1");
    }

    /**
     * The world whose figures the demo shows: 80% of 75,000 claims a year are low-risk (60,000), and before anything
     * clears by itself officers close a claim after 9.0 days on average.
     */
    public static World standard() {
        return new World(
                2026,
                new Calendar(LocalDate.of(2026, 1, 5), 12, 14, 1_440),
                List.of(
                        new Segment("low", 0.80, new Mix(0.74, 0.10, 0.16), new Amounts(184, 2.0, 0.01), 8.76),
                        new Segment("medium", 0.15, new Mix(0.55, 0.15, 0.30), new Amounts(700, 2.0, 0.01), 9.6),
                        new Segment("high", 0.05, new Mix(0.35, 0.20, 0.45), new Amounts(2_400, 2.0, 0.01), 10.9)),
                new Signal(0.01, 0.9));
    }

    /** The same organisation with 60 claims in each of 10 weeks: the sample that the pack ships. */
    public static World sample() {
        World world = standard();
        return new World(world.seed, new Calendar(world.calendar.firstDay(), 5, 5, 60), world.segments, world.signal);
    }

    /**
     * @param firstDay a Monday, the first day of history
     * @param historyWeeks weeks that the author learns from, before {@link #firstLiveDay()}
     */
    public record Calendar(LocalDate firstDay, int historyWeeks, int liveWeeks, int claimsPerWeek) {
        public Calendar {
            if (historyWeeks < 1) throw new IllegalArgumentException("historyWeeks: " + historyWeeks);
            if (liveWeeks < 0) throw new IllegalArgumentException("liveWeeks: " + liveWeeks);
            if (claimsPerWeek < 1) throw new IllegalArgumentException("claimsPerWeek: " + claimsPerWeek);
        }

        /** What {@code run --history DATE} takes. */
        public LocalDate firstLiveDay() {
            return firstDay.plusWeeks(historyWeeks);
        }

        public int weeks() {
            return historyWeeks + liveWeeks;
        }
    }

    /**
     * @param share of all claims
     * @param officerDays mean days from receipt until an officer closes a claim of this segment
     */
    public record Segment(String name, double share, Mix mix, Amounts amounts, double officerDays) {
        public Segment {
            part("share", share);
            if (!(officerDays >= 2)) throw new IllegalArgumentException("officerDays: " + officerDays + " is below 2");
        }
    }

    /** What officers find: a plain case for approval, an excluded cause, or something to dispute; sums to 1. */
    public record Mix(double plain, double excluded, double disputed) {
        public Mix {
            part("plain", plain);
            part("excluded", excluded);
            part("disputed", disputed);
            double sum = plain + excluded + disputed;
            if (Math.abs(sum - 1) > 1e-9) throw new IllegalArgumentException("mix: sums to " + sum + ", not 1");
        }
    }

    /** Log-logistic amounts: half lie below {@code median}; a share of {@code missing} claims names no amount. */
    public record Amounts(double median, double shape, double missing) {
        public Amounts {
            if (!(median > 0)) throw new IllegalArgumentException("median: " + median);
            if (!(shape > 1)) throw new IllegalArgumentException("shape: " + shape + " has no mean");
            part("missing", missing);
        }
    }

    /**
     * @param labelNoise share of plain and excluded claims that officers decide against what they would usually do
     * @param shown share of excluded claims whose report shows the exclusion; the others read like plain ones
     */
    public record Signal(double labelNoise, double shown) {
        public Signal {
            part("labelNoise", labelNoise);
            part("shown", shown);
        }
    }

    private static void part(String name, double value) {
        if (!(value >= 0 && value <= 1)) throw new IllegalArgumentException(name + ": " + value + " is not in [0, 1]");
    }
}
