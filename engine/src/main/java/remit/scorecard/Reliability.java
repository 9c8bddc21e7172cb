package remit.scorecard;

import org.jspecify.annotations.Nullable;
import remit.kernel.Share;

/**
 * How far an author's confidence can be believed: its accuracy, and the expected calibration error over fifteen bins of
 * equal width (Naeini et al. 2015). Fed one judged proposal at a time.
 */
public final class Reliability {
    private static final int BINS = 15;

    private final long[] cases = new long[BINS];
    private final long[] right = new long[BINS];
    private final double[] confidence = new double[BINS];

    /**
     * @param claimed the confidence that the author claimed, in [0, 1]
     * @param correct whether the proposal was right
     */
    public void add(double claimed, boolean correct) {
        if (!(claimed >= 0 && claimed <= 1)) throw new IllegalArgumentException("confidence: " + claimed);
        int bin = Math.min(BINS - 1, (int) (claimed * BINS));
        cases[bin]++;
        confidence[bin] += claimed;
        if (correct) right[bin]++;
    }

    /** Right proposals of all. */
    public Share accuracy() {
        return new Share(sum(right), sum(cases));
    }

    /** Mean distance of confidence and accuracy over the bins, weighted by their cases; null without a case. */
    public @Nullable Double calibrationError() {
        long all = sum(cases);
        if (all == 0) return null;
        double distance = 0;
        for (int bin = 0; bin < BINS; bin++) distance += Math.abs(confidence[bin] - right[bin]);
        return distance / all;
    }

    private static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) sum += count;
        return sum;
    }
}
