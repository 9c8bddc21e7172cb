package remit.assurance.bounds;

import remit.assurance.numeric.IncompleteBeta;

/**
 * The exact bounds of an error share from k errors among n reviewed cases (Clopper and Pearson 1934). They hold for every
 * n, however few errors there are, where a normal interval promises 95% and keeps 85%.
 *
 * <p>Assumed: the cases were drawn at random from those that the statement is about, and n was fixed before their labels
 * were read. Who looks again and again uses {@code sequential.ConfidenceSequence}.
 */
public final class ClopperPearson {
    private ClopperPearson() {}

    /**
     * The largest error share under which so few errors still have a chance above delta: the x with
     * P(X &lt;= k; n, x) = delta, which is the 1 - delta quantile of Beta(k + 1, n - k). In auditors' words the upper
     * deviation limit. It is at most alpha exactly when {@code Binomial.cdf(k, n, alpha) <= delta}.
     *
     * @param delta the chance to be wrong, in (0, 1); the confidence is 1 - delta
     * @return a share in [0, 1]; 1 where every case is wrong, or none was reviewed
     */
    public static double upper(long k, long n, double delta) {
        check(k, n, delta);
        return k == n ? 1 : IncompleteBeta.upperQuantile(delta, k + 1.0, n - k);
    }

    /**
     * The smallest error share under which so many errors still have a chance above delta: the x with
     * P(X &gt;= k; n, x) = delta, the delta quantile of Beta(k, n - k + 1).
     *
     * @return a share in [0, 1]; 0 where no case is wrong, or none was reviewed
     */
    public static double lower(long k, long n, double delta) {
        check(k, n, delta);
        return k == 0 ? 0 : IncompleteBeta.quantile(delta, k, n - k + 1.0);
    }

    private static void check(long k, long n, double delta) {
        if (k < 0 || n < k) throw new IllegalArgumentException("k: " + k + " errors of " + n);
        if (!(delta > 0 && delta < 1)) throw new IllegalArgumentException("delta: not in (0, 1): " + delta);
    }
}
