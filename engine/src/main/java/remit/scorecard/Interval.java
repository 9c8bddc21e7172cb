package remit.scorecard;

import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.kernel.Share;

/** Where a share may truly lie, at 95%: the score interval (Wilson 1927), which keeps its level near 0 and 1. */
public record Interval(double low, double high) {
    private static final double Z = 1.959963984540054;
    private static final long FEW = 1_000;
    private static final double RARE = 0.05;

    /** @return null without a base */
    public static @Nullable Interval wilson(Share share) {
        Double p = share.value();
        if (p == null) return null;
        double n = share.whole();
        double middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
        double half = Z / (1 + Z * Z / n) * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        return new Interval(Math.max(0, middle - half), Math.min(1, middle + half));
    }

    /** Whether a share should not be shown without its interval: few cases, or a rare event. */
    public static boolean neededFor(Share share) {
        Double p = share.value();
        return p != null && (share.whole() < FEW || p < RARE);
    }

    /** {@code 1.2% to 4.0%}. */
    public String show() {
        return Figures.percent(low) + " to " + Figures.percent(high);
    }

    Json.Obj toJson() {
        return Json.object("low", low, "high", high);
    }
}
