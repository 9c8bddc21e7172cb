package remit.whatif;

import java.util.ArrayList;
import java.util.Map;
import remit.assurance.bounds.Betting;
import remit.assurance.bounds.ClopperPearson;

/**
 * Between which shares the truth lies.
 *
 * @param lower the share is at least this with the confidence asked, {@code upper} at most this; each by itself
 */
public record Bound(double lower, double upper) {
    /** Nothing is known. */
    static final Bound NONE = new Bound(0, 1);

    /**
     * The bound for the error share of some cases. Where every truth was to be seen it is exact (Clopper and Pearson
     * 1934); where a sample tells, it bets on counts weighted by the probability of being drawn (Waudby-Smith and Ramdas
     * 2024), and who was not drawn counts for nothing. Cases of which nothing is known though it should be, and those that
     * were drawn and not looked at, count as wrong above and as right below. Where nothing at all is known nothing is bounded.
     *
     * @param delta chance that one side fails, in (0, 1)
     */
    static Bound of(Measure measure, double delta) {
        if (measure.judged() == 0 || measure.seen() == 0) return NONE;
        return measure.isWhole() ? exact(measure, delta) : weighted(measure, delta);
    }

    private static Bound exact(Measure measure, double delta) {
        long judged = measure.seen() + measure.missing();
        return new Bound(
                ClopperPearson.lower(measure.wrong(), judged, delta),
                exactUpper(measure.wrong() + measure.missing(), judged, delta));
    }

    /** The upper bound of so many wrong ones among so many. */
    static double exactUpper(long wrong, long judged, double delta) {
        return ClopperPearson.upper(wrong, judged, delta);
    }

    /** Each wrong case counts as its weight, scaled so that the heaviest counts as one. */
    private static Bound weighted(Measure measure, double delta) {
        double rarest = measure.drawn().firstKey();
        long inSamples = measure.drawn().values().stream()
                .mapToLong(Measure.Drawn::cases)
                .sum();
        long wrongInSamples = measure.drawn().values().stream()
                .mapToLong(Measure.Drawn::wrong)
                .sum();
        long wholly = measure.judged() - inSamples;
        long wrongWholly = measure.wrong() - wrongInSamples;
        var above = new ArrayList<Betting.Repeated>();
        var below = new ArrayList<Betting.Repeated>();
        long rest = wholly - wrongWholly - measure.missing();
        long wrongBeside = 0;
        long waiting = 0;
        for (Map.Entry<Double, Measure.Drawn> each : measure.drawn().entrySet()) {
            Measure.Drawn drawn = each.getValue();
            double weight = rarest / each.getKey();
            above.add(new Betting.Repeated(weight, drawn.wrong() + drawn.waiting()));
            below.add(new Betting.Repeated(1 - weight, drawn.wrong()));
            rest += drawn.cases() - drawn.wrong() - drawn.waiting() - drawn.beside();
            waiting += drawn.waiting();
            wrongBeside += drawn.beside();
        }
        // An error that nobody drew may well be one that the sample stands for: it counts above, and never below.
        above.add(new Betting.Repeated(rarest, wrongWholly + measure.missing() + wrongBeside));
        above.add(new Betting.Repeated(0, rest));
        below.add(new Betting.Repeated(1 - rarest, wrongWholly));
        below.add(new Betting.Repeated(1, rest + waiting + wrongBeside + measure.missing()));
        double upper = Betting.upper(above, delta) / rarest;
        double lower = (1 - Betting.upper(below, delta)) / rarest;
        return new Bound(Math.max(0, lower), Math.min(1, upper));
    }
}
