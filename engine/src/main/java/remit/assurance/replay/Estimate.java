package remit.assurance.replay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.assurance.bounds.Betting;

/**
 * Estimates of the error share of all cases that a rule would clear, from those of them that were looked at. Leaving out
 * the others would overstate it: what is doubtful is looked at more often.
 *
 * <p>Assumed: whether a case was looked at depends on chance alone, with the probability that was logged; every case had a
 * probability above 0 ({@link Support} counts those that had none).
 *
 * @param cases how many cases the rule would clear
 * @param labels how many of them were looked at
 * @param horvitzThompson sum of error / propensity over all labels, divided by all cases: right on average, may exceed 1
 * @param hajek the same divided by the sum of 1 / propensity: nearly right on average, steadier, never above 1; for
 *     display. Null without a label
 * @param aipw the mean of the guesses, mended by (error - guess) / propensity where a label is: right on average for any
 *     guesses, steadier where they are good; may be below 0
 * @param effectiveSampleSize (sum of weights)^2 / sum of their squares: so many equally weighted labels say as much
 */
public record Estimate(
        long cases,
        long labels,
        double horvitzThompson,
        @Nullable Double hajek,
        double aipw,
        double effectiveSampleSize) {

    /** Estimates from single cases; at least one. */
    public static Estimate of(List<Observed> cases) {
        if (cases.isEmpty()) throw new IllegalArgumentException("cases: none");
        long labels = 0;
        double weighted = 0;
        double weights = 0;
        double squares = 0;
        double mended = 0;
        for (Observed each : cases) {
            mended += each.predicted();
            Double error = each.error();
            if (error == null) continue;
            double weight = 1 / each.propensity();
            labels++;
            weighted += error * weight;
            weights += weight;
            squares += weight * weight;
            mended += (error - each.predicted()) * weight;
        }
        return new Estimate(
                cases.size(),
                labels,
                weighted / cases.size(),
                labels == 0 ? null : weighted / weights,
                mended / cases.size(),
                labels == 0 ? 0 : weights * weights / squares);
    }

    /**
     * Upper bound of the error share from the cases in their order: the betting bound of X = error x least / propensity (0
     * for a case nobody looked at), divided by least, the smallest propensity of all. It holds at any time.
     *
     * @param alpha the chance that the true share is above
     * @return at most 1; 1 where a case has no support
     */
    public static double upper(List<Observed> cases, double alpha) {
        double least = least(cases);
        if (least == 0) return 1;
        double[] values = new double[cases.size()];
        for (int i = 0; i < values.length; i++) values[i] = value(cases.get(i), least);
        return Math.min(1, Betting.upper(values, alpha) / least);
    }

    /** Estimates from counts of cases with the same propensity, without guesses (AIPW is then Horvitz-Thompson). */
    public static Estimate ofCounts(List<Counted> counts) {
        long cases = 0;
        long labels = 0;
        double weighted = 0;
        double weights = 0;
        double squares = 0;
        for (Counted each : counts) {
            cases += each.cases();
            if (each.labels() == 0) continue;
            double weight = 1 / each.propensity();
            labels += each.labels();
            weighted += each.errors() * weight;
            weights += each.labels() * weight;
            squares += each.labels() * weight * weight;
        }
        if (cases == 0) throw new IllegalArgumentException("counts: no cases");
        double share = weighted / cases;
        return new Estimate(
                cases,
                labels,
                share,
                labels == 0 ? null : weighted / weights,
                share,
                labels == 0 ? 0 : weights * weights / squares);
    }

    /**
     * Upper bound of the error share from counts: a mixture over fixed bets, which needs no order and no more memory than
     * there are propensities. Somewhat wider than {@link #upper}.
     *
     * @param alpha the chance that the true share is above
     * @return at most 1; 1 where cases have no support
     */
    public static double upperOfCounts(List<Counted> counts, double alpha) {
        double least = 1;
        for (Counted each : counts) if (each.cases() > 0) least = Math.min(least, each.propensity());
        if (least == 0) return 1;
        var histogram = new ArrayList<Betting.Repeated>();
        long right = 0;
        for (Counted each : counts) {
            right += each.cases() - each.errors();
            if (each.errors() > 0) {
                histogram.add(new Betting.Repeated(Math.min(1, least / each.propensity()), each.errors()));
            }
        }
        histogram.add(new Betting.Repeated(0, right));
        return Math.min(1, Betting.upper(histogram, alpha) / least);
    }

    private static double value(Observed each, double least) {
        Double error = each.error();
        return error == null ? 0 : Math.min(1, error * least / each.propensity());
    }

    private static double least(List<Observed> cases) {
        double least = 1;
        for (Observed each : cases) least = Math.min(least, each.propensity());
        return least;
    }
}
