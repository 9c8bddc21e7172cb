package remit.assurance.replay;

import remit.assurance.numeric.Quantiles;

/**
 * Many labels by a model, mended by few labels of people (PPI++, Angelopoulos, Duchi and Zrnic 2023):
 * l mean_N(f) + mean_n(y - l f), with l = cov(y, f) / ((1 + n / N) var(f)), cut to [0, 1]. A model that is no good gets
 * l = 0, which leaves the plain mean.
 *
 * <p>A point estimate for trends and charts. Its interval is a normal one: with a handful of errors it misses three times
 * as often as it says, so no certificate rests on it.
 *
 * @param estimate mean of y
 * @param trust l, how far the model's labels were used
 * @param standardError of the estimate, for large n
 */
public record PredictionPowered(double estimate, double trust, double standardError) {
    /**
     * From n cases with both labels and N cases with the model's alone.
     *
     * @param people labels by people, n of them, 2 or more
     * @param model the model's labels of the same cases
     * @param modelAlone the model's labels of N other cases
     */
    public static PredictionPowered of(double[] people, double[] model, double[] modelAlone) {
        int n = people.length;
        if (n < 2 || model.length != n || modelAlone.length == 0) {
            throw new IllegalArgumentException("labels: " + n + ", " + model.length + ", " + modelAlone.length);
        }
        double both = covariance(people, model) / covariance(model, model);
        double trust = Double.isNaN(both) ? 0 : Math.clamp(both / (1 + (double) n / modelAlone.length), 0, 1);
        double[] left = new double[n];
        for (int i = 0; i < n; i++) left[i] = people[i] - trust * model[i];
        double variance =
                trust * trust * covariance(modelAlone, modelAlone) / modelAlone.length + covariance(left, left) / n;
        return new PredictionPowered(trust * mean(modelAlone) + mean(left), trust, StrictMath.sqrt(variance));
    }

    /** Half the width of the interval with this confidence, such as 0.95. */
    public double halfWidth(double confidence) {
        return Quantiles.normal((1 - confidence) / 2) * standardError;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) sum += value;
        return sum / values.length;
    }

    private static double covariance(double[] a, double[] b) {
        double meanA = mean(a);
        double meanB = mean(b);
        double sum = 0;
        for (int i = 0; i < a.length; i++) sum += (a[i] - meanA) * (b[i] - meanB);
        return sum / a.length;
    }
}
