package remit.assurance.threshold;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The non-decreasing curve that is nearest to the values: pool adjacent violators (Ayer et al. 1955). */
public final class Isotonic {
    private Isotonic() {}

    /**
     * Fits y as a non-decreasing function of x by least squares. Values at the same x are averaged first: a function has
     * one value there.
     *
     * @return the fitted values in the order of x, one for each pair
     */
    public static double[] fit(double[] x, double[] y) {
        if (x.length != y.length) throw new IllegalArgumentException("x, y: " + x.length + " and " + y.length);
        Integer[] order = IntStream.range(0, x.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> x[i]));
        double[] means = new double[x.length];
        double[] weights = new double[x.length];
        int[] group = new int[x.length];
        int groups = 0;
        for (int i = 0; i < order.length; i++) {
            boolean same = i > 0 && x[order[i]] == x[order[i - 1]];
            if (!same) groups++;
            int g = groups - 1;
            group[i] = g;
            weights[g]++;
            means[g] += (y[order[i]] - means[g]) / weights[g];
        }
        double[] fitted = increasing(Arrays.copyOf(means, groups), Arrays.copyOf(weights, groups));
        double[] result = new double[x.length];
        for (int i = 0; i < result.length; i++) result[i] = fitted[group[i]];
        return result;
    }

    /** The same for values that stand in order already, each with a weight above 0. */
    public static double[] increasing(double[] values, double[] weights) {
        int[] size = new int[values.length];
        double[] mean = new double[values.length];
        double[] weight = new double[values.length];
        int blocks = 0;
        for (int i = 0; i < values.length; i++) {
            size[blocks] = 1;
            mean[blocks] = values[i];
            weight[blocks] = weights[i];
            blocks++;
            while (blocks > 1 && mean[blocks - 2] >= mean[blocks - 1]) {
                double both = weight[blocks - 2] + weight[blocks - 1];
                mean[blocks - 2] += (mean[blocks - 1] - mean[blocks - 2]) * weight[blocks - 1] / both;
                weight[blocks - 2] = both;
                size[blocks - 2] += size[blocks - 1];
                blocks--;
            }
        }
        double[] fitted = new double[values.length];
        int at = 0;
        for (int block = 0; block < blocks; block++) {
            Arrays.fill(fitted, at, at + size[block], mean[block]);
            at += size[block];
        }
        return fitted;
    }
}
