package remit.assurance.bounds;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.OptionalLong;

/** How many reviewed cases an exact binomial test needs. */
public final class SampleSize {
    /** No plan asks for more reviews than this. */
    private static final long MOST = 1L << 40;
    /** Up to here every number of errors is tried in turn; beyond, the size hardly differs from one to the next. */
    private static final long IN_TURN = 2_000;

    private SampleSize() {}

    /**
     * The smallest n with P(X &lt;= errors; n, tolerable) &lt;= risk: so many reviews with at most so many errors prove
     * an error share below {@code tolerable}.
     *
     * @param tolerable the error share that is too much, in (0, 1]
     * @param errors how many errors are allowed
     * @param risk the chance to accept although the share is {@code tolerable}, in (0, 1)
     */
    public static long forErrors(double tolerable, long errors, double risk) {
        check(tolerable, risk);
        if (errors < 0) throw new IllegalArgumentException("errors: " + errors);
        long enough = errors + 1;
        while (Binomial.cdf(errors, enough, tolerable) > risk) enough *= 2;
        return smallest(errors, enough, tolerable, risk);
    }

    /**
     * The smallest n with P(X &lt;= ceil(n x expected); n, tolerable) &lt;= risk: the size for which the errors that are
     * expected still prove {@code tolerable}.
     *
     * @param expected the error share that is expected, exact: 0.07 x 100 is 7
     * @return empty where it is not below {@code tolerable}, or the size would be beyond 2^40
     */
    public static OptionalLong forShare(BigDecimal expected, double tolerable, double risk) {
        if (expected.signum() < 0) throw new IllegalArgumentException("expected: " + expected);
        if (expected.signum() == 0) return OptionalLong.of(forErrors(tolerable, 0, risk));
        BigDecimal plain = expected.scale() < 0 ? expected.setScale(0) : expected;
        return forRatio(plain.unscaledValue(), BigInteger.TEN.pow(plain.scale()), tolerable, risk);
    }

    /** The same for a share of {@code errors} among {@code labels}. */
    public static OptionalLong forShare(long errors, long labels, double tolerable, double risk) {
        if (errors == 0) return OptionalLong.of(forErrors(tolerable, 0, risk));
        return forRatio(BigInteger.valueOf(errors), BigInteger.valueOf(labels), tolerable, risk);
    }

    private static OptionalLong forRatio(BigInteger errors, BigInteger labels, double tolerable, double risk) {
        check(tolerable, risk);
        if (errors.doubleValue() / labels.doubleValue() >= tolerable) return OptionalLong.empty();
        long k = 1;
        while (!proves(k, longest(k, errors, labels), tolerable, risk)) {
            if (longest(k, errors, labels) >= MOST) return OptionalLong.empty();
            k = k < IN_TURN ? k + 1 : 2 * k;
        }
        if (k > IN_TURN) k = bisect(k, errors, labels, new double[] {tolerable, risk});
        return OptionalLong.of(smallest(k, longest(k, errors, labels), tolerable, risk));
    }

    private static long bisect(long proven, BigInteger errors, BigInteger labels, double[] tolerableAndRisk) {
        long high = proven;
        long low = proven / 2;
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            boolean passes = proves(middle, longest(middle, errors, labels), tolerableAndRisk[0], tolerableAndRisk[1]);
            if (passes) high = middle;
            else low = middle;
        }
        return high;
    }

    /** The largest n whose expected errors, rounded up, are k. */
    private static long longest(long k, BigInteger errors, BigInteger labels) {
        return labels.multiply(BigInteger.valueOf(k))
                .divide(errors)
                .min(BigInteger.valueOf(MOST))
                .longValueExact();
    }

    private static boolean proves(long errors, long n, double tolerable, double risk) {
        return Binomial.cdf(errors, n, tolerable) <= risk;
    }

    /** The smallest size that proves it with so many errors, given one that does. */
    private static long smallest(long errors, long enough, double tolerable, double risk) {
        long high = enough;
        long low = errors;
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (proves(errors, middle, tolerable, risk)) high = middle;
            else low = middle;
        }
        return high;
    }

    private static void check(double tolerable, double risk) {
        if (!(tolerable > 0 && tolerable <= 1))
            throw new IllegalArgumentException("tolerable: not in (0, 1]: " + tolerable);
        if (!(risk > 0 && risk < 1)) throw new IllegalArgumentException("risk: not in (0, 1): " + risk);
    }
}
