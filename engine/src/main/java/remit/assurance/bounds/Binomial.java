package remit.assurance.bounds;

import remit.assurance.numeric.IncompleteBeta;
import remit.assurance.numeric.Logs;

/**
 * How likely a number of errors is when each of n cases is wrong with the same chance p, independently of the others.
 * Counts are whole numbers: a share that was multiplied and rounded is off by one for some of them.
 */
public final class Binomial {
    private Binomial() {}

    /**
     * The chance of at most k errors among n cases: P(X &lt;= k) = 1 - I_p(k + 1, n - k). As a p-value it answers "could
     * so few errors come from an error share of p or more?".
     *
     * @param p the error share, in [0, 1]
     */
    public static double cdf(long k, long n, double p) {
        return Logs.probability(logCdf(k, n, p));
    }

    /** ln of {@link #cdf}, exact far in the tail. */
    public static double logCdf(long k, long n, double p) {
        check(n, p);
        if (k < 0) return Double.NEGATIVE_INFINITY;
        if (k >= n || p == 0) return 0;
        return IncompleteBeta.at(p, k + 1.0, n - k).upper();
    }

    /** The chance of k or more errors among n cases: P(X &gt;= k) = I_p(k, n - k + 1). */
    public static double atLeast(long k, long n, double p) {
        return Logs.probability(logAtLeast(k, n, p));
    }

    /** ln of {@link #atLeast}, exact far in the tail. */
    public static double logAtLeast(long k, long n, double p) {
        check(n, p);
        if (k <= 0) return 0;
        if (k > n || p == 0) return Double.NEGATIVE_INFINITY;
        return IncompleteBeta.at(p, k, n - k + 1.0).lower();
    }

    /** The smallest k with P(X &lt;= k) &gt;= probability: no more errors than this turn up in that share of draws. */
    public static long quantile(double probability, long n, double p) {
        if (!(probability > 0 && probability < 1)) throw new IllegalArgumentException("probability: " + probability);
        long low = 0;
        long high = n;
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (cdf(middle, n, p) >= probability) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private static void check(long n, double p) {
        if (n < 0) throw new IllegalArgumentException("n: " + n);
        if (!(p >= 0 && p <= 1)) throw new IllegalArgumentException("p: not in [0, 1]: " + p);
    }
}
