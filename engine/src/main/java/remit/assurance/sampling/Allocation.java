package remit.assurance.sampling;

/** How a number of reviews is spread over strata, such as bands of confidence. */
public final class Allocation {
    private Allocation() {}

    /**
     * The spread under which the estimate of the overall error share varies least (Neyman 1934): in proportion to
     * weight x sqrt(p (1 - p)). For a proof that errors are rare, a plain random sample is hard to beat: this one starves
     * large strata without errors.
     *
     * @param weights share of all cases in each stratum
     * @param rates error share expected in each, in [0, 1]
     * @return parts of the sample; they add up to 1. Where no stratum varies, in proportion to the weights
     */
    public static double[] neyman(double[] weights, double[] rates) {
        if (weights.length != rates.length) throw new IllegalArgumentException("rates: " + rates.length);
        double[] parts = new double[weights.length];
        double sum = 0;
        for (int i = 0; i < parts.length; i++) {
            if (!(rates[i] >= 0 && rates[i] <= 1)) throw new IllegalArgumentException("rates: " + rates[i]);
            if (!(weights[i] >= 0)) throw new IllegalArgumentException("weights: " + weights[i]);
            parts[i] = weights[i] * StrictMath.sqrt(rates[i] * (1 - rates[i]));
            sum += parts[i];
        }
        return sum > 0 ? divided(parts, sum) : divided(weights.clone(), sum(weights));
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) sum += value;
        if (!(sum > 0)) throw new IllegalArgumentException("weights: they add up to " + sum);
        return sum;
    }

    private static double[] divided(double[] values, double by) {
        for (int i = 0; i < values.length; i++) values[i] /= by;
        return values;
    }
}
