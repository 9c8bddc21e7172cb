package remit.server.authors;

/**
 * Multinomial logistic regression: a row of weights per term, a bias per label.
 *
 * <p>Trained by AdaGrad with a step per weight, one case at a time in an order fixed by a seed, and with L2 shrinkage of
 * the rows a case touches. All arithmetic is {@code float} in a fixed order and the exponential is StrictMath's, so the
 * same history gives the same bits on every machine.
 */
final class Softmax {
    private static final float STEP = 0.5f;

    private final int labels;
    private final float[] weights;
    private final float[] bias;

    Softmax(int labels, float[] weights, float[] bias) {
        if (weights.length % Math.max(1, labels) != 0) throw new IllegalArgumentException("weights: " + weights.length);
        this.labels = labels;
        this.weights = weights;
        this.bias = bias;
    }

    /** @param passes over the history @param shrink L2 per case and touched row */
    record Effort(int passes, float shrink) {
        /** Multiplications that one training may take: with many labels and long texts fewer passes are made. */
        private static final long MOST_WORK = 1_250_000_000L;

        static Effort forRows(Vocabulary.Vector[] rows, int labels) {
            long terms = 0;
            for (Vocabulary.Vector row : rows) terms += row.ids().length;
            return new Effort((int) Math.clamp(MOST_WORK / Math.max(1, terms * labels), 5, 15), 3e-4f);
        }
    }

    static Softmax learn(Vocabulary.Vector[] rows, int[] truths, int terms, int labels, Effort effort) {
        var model = new Softmax(labels, new float[terms * labels], new float[labels]);
        var squares = new float[terms * labels];
        var biasSquares = new float[labels];
        java.util.Arrays.fill(squares, 1e-2f);
        java.util.Arrays.fill(biasSquares, 1f);
        var order = new int[rows.length];
        for (int i = 0; i < order.length; i++) order[i] = i;
        var chance = new java.util.SplittableRandom(20_261_121L);
        var gradient = new float[labels];
        for (int pass = 0; pass < effort.passes(); pass++) {
            for (int i = order.length - 1; i > 0; i--) {
                int j = chance.nextInt(i + 1);
                int swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
            float step = STEP * (1f - 0.9f * pass / effort.passes());
            for (int row : order) {
                model.probabilities(rows[row], gradient);
                gradient[truths[row]] -= 1f;
                model.descend(rows[row], new Step(gradient, squares, step, effort.shrink()));
                for (int k = 0; k < labels; k++) {
                    biasSquares[k] += gradient[k] * gradient[k];
                    model.bias[k] -= 0.3f * step * gradient[k] / (float) Math.sqrt(biasSquares[k]);
                }
            }
        }
        model.round();
        return model;
    }

    /** Weights are kept in 16 bits: that is how the model is stored, and it proposes as it is stored. */
    private void round() {
        for (int i = 0; i < weights.length; i++) weights[i] = Float.float16ToFloat(Float.floatToFloat16(weights[i]));
    }

    /** One step down the slope of one case. @param squares of earlier slopes, per weight */
    private record Step(float[] gradient, float[] squares, float length, float shrink) {}

    private void descend(Vocabulary.Vector row, Step step) {
        for (int i = 0; i < row.ids().length; i++) descend(row.ids()[i] * labels, row.values()[i], step);
    }

    private void descend(int from, float value, Step step) {
        float[] gradient = step.gradient();
        float[] squares = step.squares();
        float length = step.length();
        float shrink = step.shrink();
        for (int k = 0; k < labels; k++) {
            float slope = gradient[k] * value + shrink * weights[from + k];
            float square = squares[from + k] + slope * slope;
            squares[from + k] = square;
            weights[from + k] -= length * slope / (float) Math.sqrt(square);
        }
    }

    /** Fills {@code into} with the probability of each label. */
    void probabilities(Vocabulary.Vector row, float[] into) {
        System.arraycopy(bias, 0, into, 0, labels);
        for (int i = 0; i < row.ids().length; i++) add(row.ids()[i] * labels, row.values()[i], into);
        float most = Float.NEGATIVE_INFINITY;
        for (float score : into) most = Math.max(most, score);
        float sum = 0;
        for (int k = 0; k < labels; k++) {
            float difference = into[k] - most;
            into[k] = difference < -40 ? 0f : (float) StrictMath.exp(difference);
            sum += into[k];
        }
        for (int k = 0; k < labels; k++) into[k] /= sum;
    }

    private void add(int from, float value, float[] into) {
        for (int k = 0; k < labels; k++) into[k] += value * weights[from + k];
    }

    int labels() {
        return labels;
    }

    float[] weights() {
        return weights;
    }

    float[] bias() {
        return bias;
    }
}
