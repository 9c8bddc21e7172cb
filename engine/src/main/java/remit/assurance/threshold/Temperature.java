package remit.assurance.threshold;

import remit.assurance.numeric.Roots;

/**
 * Temperature scaling (Guo et al. 2017): dividing a model's logits by one number, so that its confidence is as often right
 * as it says. No certificate needs it: it only makes scores readable.
 */
public final class Temperature {
    private static final double COLDEST = 1e-3;
    private static final double HOTTEST = 1e3;

    private Temperature() {}

    /**
     * The T with the least mean log loss of softmax(logits / T). The loss is convex in 1 / T, so its slope has one zero:
     * the mean logit that the model expects equals the mean logit of the truth.
     *
     * @param logits for each case one number for each answer
     * @param labels for each case the index of the right answer
     * @return between 0.001 and 1000; an end where the loss has no minimum between them
     */
    public static double fit(double[][] logits, int[] labels) {
        if (logits.length == 0 || logits.length != labels.length) {
            throw new IllegalArgumentException("labels: " + labels.length + " for " + logits.length + " cases");
        }
        double hot = StrictMath.log(HOTTEST);
        double cold = StrictMath.log(COLDEST);
        return StrictMath.exp(Roots.increasing(t -> -slope(logits, labels, StrictMath.exp(-t)), cold, hot));
    }

    /** Of the log loss along the inverse temperature. */
    private static double slope(double[][] logits, int[] labels, double inverse) {
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            double most = Double.NEGATIVE_INFINITY;
            for (double logit : logits[i]) most = Math.max(most, logit);
            double weights = 0;
            double expected = 0;
            for (double logit : logits[i]) {
                double weight = StrictMath.exp(inverse * (logit - most));
                weights += weight;
                expected += weight * (logit - most);
            }
            sum += expected / weights - (logits[i][labels[i]] - most);
        }
        return sum;
    }
}
