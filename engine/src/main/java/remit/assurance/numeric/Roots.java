package remit.assurance.numeric;

import java.util.function.DoubleUnaryOperator;

/** Where a function is zero. */
public final class Roots {
    private static final int MOST_STEPS = 300;

    private Roots() {}

    /**
     * Where an increasing function crosses zero between two points, to the last digits of a double; the end that is
     * nearer where it does not cross. Chandrupatla's method (1997): it halves the bracket, and interpolates where the
     * function is smooth.
     */
    public static double increasing(DoubleUnaryOperator function, double from, double to) {
        double a = to;
        double b = from;
        double fa = function.applyAsDouble(a);
        double fb = function.applyAsDouble(b);
        if (fa <= 0) return to;
        if (fb >= 0) return from;
        double step = 0.5;
        for (int i = 0; i < MOST_STEPS; i++) {
            double x = a + step * (b - a);
            double fx = function.applyAsDouble(x);
            double c = a;
            double fc = fa;
            if (fx > 0 != fa > 0) {
                c = b;
                fc = fb;
                b = a;
                fb = fa;
            }
            a = x;
            fa = fx;
            double best = Math.abs(fa) < Math.abs(fb) ? a : b;
            double near = (2e-16 * Math.abs(best) + 1e-17) / Math.abs(b - a);
            if (near > 0.5 || fa == 0) return fa == 0 ? a : best;
            step = Math.clamp(next(a, b, new Third(c, fa, fb, fc)), near, 1 - near);
        }
        return a;
    }

    private record Third(double c, double fa, double fb, double fc) {}

    /** Inverse quadratic interpolation where it is safe, else the middle. */
    private static double next(double a, double b, Third third) {
        double fa = third.fa;
        double fb = third.fb;
        double fc = third.fc;
        boolean finite = Double.isFinite(fa) && Double.isFinite(fb) && Double.isFinite(fc);
        if (!finite) return 0.5;
        double xi = (a - b) / (third.c - b);
        double phi = (fa - fb) / (fc - fb);
        if (!(phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi)) return 0.5;
        double step = fa / (fb - fa) * fc / (fb - fc) + (third.c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb);
        return Double.isFinite(step) ? step : 0.5;
    }
}
