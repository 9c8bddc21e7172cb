package remit.assurance.drift;

import java.util.Arrays;
import remit.assurance.numeric.Quantiles;

/**
 * The population stability index of a binned quantity: the sum over bins of (c - b) ln(c / b), b the share of a bin before
 * and c the share now. The customary limits 0.1 and 0.25 are no tests: with ten thousand cases a tenth of that is certain
 * drift, with two hundred it is noise. Without drift it behaves like chi-square with bins - 1 degrees of freedom, times
 * 1 / N + 1 / M (Yurdakul and Naranjo 2020).
 *
 * @param psi the index
 * @param critical what it exceeds without any drift with probability alpha
 */
public record Stability(double psi, double critical) {
    /** Whether it has drifted. */
    public boolean drifted() {
        return psi > critical;
    }

    /**
     * From counts per bin, two bins or more. A bin that is empty on one side counts as half a case there, so that the index
     * is a number; one that is empty on both sides says nothing.
     *
     * @param alpha the chance of an alarm without drift, such as 0.05
     */
    public static Stability of(long[] base, long[] current, double alpha) {
        long n = Arrays.stream(base).sum();
        long m = Arrays.stream(current).sum();
        if (n == 0 || m == 0) throw new IllegalArgumentException("base, current: " + n + " and " + m + " cases");
        double[] before =
                Arrays.stream(base).mapToDouble(count -> (double) count / n).toArray();
        double[] now =
                Arrays.stream(current).mapToDouble(count -> (double) count / m).toArray();
        return of(new Shares(before, n), new Shares(now, m), alpha);
    }

    /** The same from shares. @param alpha the chance of an alarm without drift */
    public static Stability of(Shares base, Shares current, double alpha) {
        int bins = base.shares.length;
        if (bins < 2 || current.shares.length != bins) throw new IllegalArgumentException("bins: " + bins);
        double psi = 0;
        for (int i = 0; i < bins; i++) {
            if (base.shares[i] == 0 && current.shares[i] == 0) continue;
            double b = base.shares[i] == 0 ? 0.5 / base.cases : base.shares[i];
            double c = current.shares[i] == 0 ? 0.5 / current.cases : current.shares[i];
            psi += (c - b) * StrictMath.log(c / b);
        }
        double scale = 1.0 / base.cases + 1.0 / current.cases;
        return new Stability(psi, Quantiles.chiSquare(alpha, bins - 1) * scale);
    }

    /** Shares of so many cases over bins. */
    public static final class Shares {
        private final double[] shares;
        private final long cases;

        public Shares(double[] shares, long cases) {
            this.shares = shares.clone();
            this.cases = cases;
            if (cases < 1) throw new IllegalArgumentException("cases: " + cases);
            for (double share : shares) {
                if (!(share >= 0 && share <= 1)) throw new IllegalArgumentException("shares: not in [0, 1]: " + share);
            }
        }
    }
}
