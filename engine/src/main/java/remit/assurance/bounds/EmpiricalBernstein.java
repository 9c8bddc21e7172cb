package remit.assurance.bounds;

/** An upper bound of a mean from mean and variance alone (Maurer and Pontil 2009): safe, and wide for rare errors. */
public final class EmpiricalBernstein {
    private EmpiricalBernstein() {}

    /**
     * mean + sqrt(2 v ln(2 / delta) / n) + 7 range ln(2 / delta) / (3 (n - 1)).
     *
     * <p>Assumed: n independent values between 0 and range. {@link Betting} is tighter wherever it can be used.
     *
     * @param sample mean and variance (with n - 1 below) of n values, 2 or more
     * @param range the largest value possible, in the unit of the values
     * @param delta the chance that the true mean lies above
     */
    public static double upper(Sample sample, double range, double delta) {
        if (!(delta > 0 && delta < 1)) throw new IllegalArgumentException("delta: not in (0, 1): " + delta);
        if (!(range > 0)) throw new IllegalArgumentException("range: " + range);
        double log = StrictMath.log(2 / delta);
        return sample.mean
                + StrictMath.sqrt(2 * sample.variance * log / sample.n)
                + 7 * range * log / (3.0 * (sample.n - 1));
    }

    /** What was seen of the values. */
    public record Sample(double mean, double variance, long n) {
        public Sample {
            if (n < 2) throw new IllegalArgumentException("n: at least 2: " + n);
            if (!(variance >= 0)) throw new IllegalArgumentException("variance: " + variance);
        }
    }
}
