package remit.assurance.drift;

import java.util.Arrays;

/**
 * Whether a number is distributed as before: the largest distance between the two shares of cases up to any value
 * (Smirnov 1939). For numbers without bins; many equal values make it slow to alarm, never quick.
 *
 * @param distance in [0, 1]
 * @param pValue the chance of so large a distance without drift, by Kolmogorov's limit for large samples with Stephens'
 *     correction (1970); good from about 20 cases on each side
 */
public record KolmogorovSmirnov(double distance, double pValue) {
    private static final int TERMS = 100;

    /** From single values of both times; at least one each. */
    public static KolmogorovSmirnov of(double[] base, double[] current) {
        if (base.length == 0 || current.length == 0) throw new IllegalArgumentException("values: none");
        double[] before = base.clone();
        double[] now = current.clone();
        Arrays.sort(before);
        Arrays.sort(now);
        double distance = 0;
        int i = 0;
        int j = 0;
        while (i < before.length && j < now.length) {
            double value = Math.min(before[i], now[j]);
            while (i < before.length && before[i] <= value) i++;
            while (j < now.length && now[j] <= value) j++;
            distance = Math.max(distance, Math.abs((double) i / before.length - (double) j / now.length));
        }
        double size = StrictMath.sqrt((double) before.length / (before.length + now.length) * now.length);
        return new KolmogorovSmirnov(distance, tail((size + 0.12 + 0.11 / size) * distance));
    }

    /** 2 sum (-1)^(j-1) exp(-2 j^2 x^2). */
    private static double tail(double x) {
        if (x < 0.2) return 1;
        double sum = 0;
        for (int j = 1; j <= TERMS; j++) {
            double term = StrictMath.exp(-2.0 * j * j * x * x);
            sum += j % 2 == 1 ? term : -term;
        }
        return Math.clamp(2 * sum, 0, 1);
    }
}
