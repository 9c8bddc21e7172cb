package remit.assurance.bounds;

import remit.assurance.numeric.Logs;

/**
 * The p-value of "the mean loss is above alpha" for losses between 0 and 1 that are not all 0 or 1, such as errors
 * weighted by severity (Bates et al. 2021; Angelopoulos et al. 2021):
 * min(exp(-n h(r, alpha)), e P(X &lt;= ceil(n r); n, alpha)) with r the mean loss and
 * h(r, a) = r ln(r / a) + (1 - r) ln((1 - r) / (1 - a)) for r below a, else 0.
 *
 * <p>Assumed: losses of cases drawn independently at random. For errors that are 0 or 1 {@link Binomial#cdf} is exact and
 * several times as strong.
 */
public final class HoeffdingBentkus {
    private HoeffdingBentkus() {}

    /** For k whole losses of 1 among n cases. */
    public static double pValue(long k, long n, double alpha) {
        return pValue(k, 1, n, alpha);
    }

    /**
     * For a total loss of {@code units / unitsPerLoss}, so that the total is exact and its ceiling too: a loss counted in
     * hundredths has {@code unitsPerLoss} 100.
     *
     * @param units total loss of all n cases, at most n x unitsPerLoss
     * @param alpha the mean loss that is too much, in (0, 1)
     * @return a p-value in [0, 1]; 1 without any case
     */
    public static double pValue(long units, long unitsPerLoss, long n, double alpha) {
        if (unitsPerLoss < 1) throw new IllegalArgumentException("unitsPerLoss: " + unitsPerLoss);
        if (units < 0 || n < 0 || units > Math.multiplyExact(n, unitsPerLoss)) {
            throw new IllegalArgumentException("units: " + units + " of " + n + " cases");
        }
        if (!(alpha > 0 && alpha < 1)) throw new IllegalArgumentException("alpha: not in (0, 1): " + alpha);
        if (n == 0) return 1;
        double mean = Math.min((double) units / unitsPerLoss / n, alpha);
        double hoeffding = -n * divergence(mean, alpha);
        double bentkus = 1 + Binomial.logCdf(Math.ceilDiv(units, unitsPerLoss), n, alpha);
        return Logs.probability(Math.min(hoeffding, bentkus));
    }

    private static double divergence(double r, double a) {
        return Logs.times(r, StrictMath.log(r / a)) + (1 - r) * (StrictMath.log1p(-r) - StrictMath.log1p(-a));
    }
}
