package remit.assurance.numeric;

/**
 * Both tails of the regularised incomplete beta function I_x(a, b), as logarithms, so that a tail of 10^-400 is still a
 * number. The smaller tail is computed by its continued fraction (Abramowitz and Stegun 26.5.8 in Lentz's form), the
 * other as its complement; the factor before the fraction is centred at the mean (Didonato and Morris 1992, TOMS 708),
 * so that a and b of 10^6 keep twelve digits.
 *
 * @param lower ln I_x(a, b)
 * @param upper ln (1 - I_x(a, b))
 */
public record IncompleteBeta(double lower, double upper) {
    private static final double HALF_LOG_TWO_PI = 0.918938533204672741780329736406;

    /** At a point x in [0, 1]; a and b above 0. */
    public static IncompleteBeta at(double x, double a, double b) {
        if (!(x >= 0 && x <= 1)) throw new IllegalArgumentException("x: not in [0, 1]: " + x);
        return at(new Point(x, 1 - x), a, b);
    }

    /** A point and its distance from 1, which a double next to 1 could not tell. */
    private record Point(double x, double y) {
        static Point ofOdds(double logOdds) {
            return new Point(1 / (1 + StrictMath.exp(-logOdds)), 1 / (1 + StrictMath.exp(logOdds)));
        }

        Point mirrored() {
            return new Point(y, x);
        }

        double logX() {
            return x <= 0.5 ? StrictMath.log(x) : StrictMath.log1p(-y);
        }
    }

    private static IncompleteBeta at(Point point, double a, double b) {
        if (!(a > 0) || !(b > 0)) throw new IllegalArgumentException("a, b: not above 0: " + a + ", " + b);
        if (point.x == 0) return new IncompleteBeta(Double.NEGATIVE_INFINITY, 0);
        if (point.y == 0) return new IncompleteBeta(0, Double.NEGATIVE_INFINITY);
        double front = front(point, a, b);
        if (point.x < (a + 1) / (a + b + 2)) {
            double lower = Math.min(0, front + StrictMath.log(fraction(a, b, point.x) / a));
            return new IncompleteBeta(lower, Logs.complement(lower));
        }
        double upper = Math.min(0, front + StrictMath.log(fraction(b, a, point.y) / b));
        return new IncompleteBeta(Logs.complement(upper), upper);
    }

    /** ln (x^a y^b / B(a, b)). */
    private static double front(Point point, double a, double b) {
        if (Math.min(a, b) < 10) {
            return a * point.logX() + b * point.mirrored().logX() - Gammas.logBeta(a, b);
        }
        double distance = a <= b ? a - (a + b) * point.x : (a + b) * point.y - b;
        return 0.5 * StrictMath.log(a / (a + b) * b)
                - HALF_LOG_TWO_PI
                - a * bend(-distance / a)
                - b * bend(distance / b)
                - Gammas.remainder(a)
                - Gammas.remainder(b)
                + Gammas.remainder(a + b);
    }

    /** t - ln(1 + t), without the cancellation near 0. */
    private static double bend(double t) {
        if (Math.abs(t) > 0.4) return t - StrictMath.log1p(t);
        double r = t / (t + 2);
        double square = r * r;
        double power = square;
        double sum = 1.0 / 3;
        for (int i = 5; power > 1e-18; i += 2) {
            sum += power / i;
            power *= square;
        }
        return r * t - 2 * r * square * sum;
    }

    private static double fraction(double a, double b, double x) {
        double c = 1;
        double d = 1 / Logs.apart(1 - (a + b) * x / (a + 1));
        double h = d;
        double change = 0;
        for (int m = 1; Math.abs(change - 1) > 1e-15 && m < 10_000_000; m++) {
            double even = m * (b - m) * x / ((a + 2.0 * m - 1) * (a + 2.0 * m));
            d = 1 / Logs.apart(1 + even * d);
            c = Logs.apart(1 + even / c);
            h *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1));
            d = 1 / Logs.apart(1 + odd * d);
            c = Logs.apart(1 + odd / c);
            change = d * c;
            h *= change;
        }
        return h;
    }

    /** The x at which the lower tail is {@code tail}: I_x(a, b) = tail, for a tail in (0, 1). */
    public static double quantile(double tail, double a, double b) {
        double log = StrictMath.log(tail);
        return ofOdds(Roots.increasing(t -> at(Point.ofOdds(t), a, b).lower() - log, -700, 700));
    }

    /** The x at which the upper tail is {@code tail}: 1 - I_x(a, b) = tail, for a tail in (0, 1). */
    public static double upperQuantile(double tail, double a, double b) {
        double log = StrictMath.log(tail);
        return ofOdds(Roots.increasing(t -> log - at(Point.ofOdds(t), a, b).upper(), -700, 700));
    }

    private static double ofOdds(double logOdds) {
        return Point.ofOdds(logOdds).x;
    }
}
