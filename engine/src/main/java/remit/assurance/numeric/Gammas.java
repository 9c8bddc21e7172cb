package remit.assurance.numeric;

/** The gamma function's logarithm and what follows from it. */
public final class Gammas {
    private static final double HALF_LOG_TWO_PI = 0.918938533204672741780329736406;
    /** From here on eight terms of Stirling's series are exact to the last digit of a double. */
    private static final double LARGE = 10;
    /** B(2j) / (2j (2j - 1)) for j = 1, 2, ... */
    private static final double[] STIRLING = {
        1.0 / 12,
        -1.0 / 360,
        1.0 / 1260,
        -1.0 / 1680,
        1.0 / 1188,
        -691.0 / 360360,
        1.0 / 156,
        -3617.0 / 122400,
        43867.0 / 244188,
        -174611.0 / 125400
    };

    private Gammas() {}

    /** ln Gamma(x) for x above 0. Stirling's series, after shifting small x upwards by Gamma(x + 1) = x Gamma(x). */
    public static double logGamma(double x) {
        if (!(x > 0)) throw new IllegalArgumentException("x: " + x);
        if (x == 1 || x == 2) return 0;
        double shifted = x;
        double product = 1;
        while (shifted < LARGE) {
            product *= shifted;
            shifted++;
        }
        return (shifted - 0.5) * StrictMath.log(shifted)
                - shifted
                + HALF_LOG_TWO_PI
                + remainder(shifted)
                - StrictMath.log(product);
    }

    /** What Stirling's formula leaves: ln Gamma(x) - ((x - 1/2) ln x - x + ln(2 pi) / 2), for x of 10 or more. */
    static double remainder(double x) {
        double inverse = 1 / x;
        double square = inverse * inverse;
        double sum = 0;
        for (int i = STIRLING.length - 1; i >= 0; i--) sum = sum * square + STIRLING[i];
        return sum * inverse;
    }

    /**
     * ln B(a, b) = ln Gamma(a) + ln Gamma(b) - ln Gamma(a + b), for a and b above 0. Large terms are cancelled on
     * paper, not in floating point: with b = 10^6 the plain difference would lose seven digits.
     */
    public static double logBeta(double a, double b) {
        double small = Math.min(a, b);
        double large = Math.max(a, b);
        if (large < LARGE) return logGamma(small) + logGamma(large) - logGamma(small + large);
        double tail = remainder(large) - remainder(small + large);
        if (small < LARGE) {
            return logGamma(small)
                    - (small + large - 0.5) * StrictMath.log1p(small / large)
                    - small * StrictMath.log(large)
                    + small
                    + tail;
        }
        return (small - 0.5) * StrictMath.log(small / (small + large))
                - large * StrictMath.log1p(small / large)
                - 0.5 * StrictMath.log(large)
                + HALF_LOG_TWO_PI
                + remainder(small)
                + tail;
    }

    /** ln of n over k, for 0 &lt;= k &lt;= n. */
    public static double logChoose(long n, long k) {
        if (k == 0 || k == n) return 0;
        return -StrictMath.log(n + 1.0) - logBeta(n - k + 1.0, k + 1.0);
    }

    /** ln Q(a, x): the upper tail of the regularised incomplete gamma function, for a above 0 and x of 0 or more. */
    static double logUpper(double a, double x) {
        if (x == 0) return 0;
        return x < a + 1 ? Logs.complement(logSeries(a, x)) : logFraction(a, x);
    }

    /** ln P(a, x) by its power series; good below the mean. */
    private static double logSeries(double a, double x) {
        double term = 1 / a;
        double sum = term;
        for (double n = a + 1; term > sum * 1e-17; n++) {
            term *= x / n;
            sum += term;
        }
        return StrictMath.log(sum) + a * StrictMath.log(x) - x - logGamma(a);
    }

    /** ln Q(a, x) by Lentz's continued fraction; good above the mean. */
    private static double logFraction(double a, double x) {
        double tiny = 1e-300;
        double b = x + 1 - a;
        double c = 1 / tiny;
        double d = 1 / b;
        double h = d;
        double change = 0;
        for (int i = 1; Math.abs(change - 1) > 1e-15 && i < 100_000; i++) {
            double factor = -i * (i - a);
            b += 2;
            d = 1 / Logs.apart(factor * d + b);
            c = Logs.apart(b + factor / c);
            change = d * c;
            h *= change;
        }
        return StrictMath.log(h) + a * StrictMath.log(x) - x - logGamma(a);
    }
}
