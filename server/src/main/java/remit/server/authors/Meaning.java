package remit.server.authors;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import remit.kernel.Value;
import remit.server.authors.embedding.Embeddings;
import remit.server.authors.embedding.Identity;

/**
 * Logistic regression on what sentences mean: it knows "I want my money back" from "refund please" without a word in
 * common. Names and codes mean nothing to it; the words beside it know those.
 *
 * @param columns inputs that are embedded, one embedding each
 * @param softmax weights for each number of the embeddings
 * @param identity what the embeddings depend on that it learned from
 * @param embeddings what computes them
 */
record Meaning(List<String> columns, Softmax softmax, Identity identity, Embeddings embeddings) {
    /** Older rows beyond this many teach only words and precedents: an embedding costs milliseconds. */
    private static final int MOST_ROWS = 20_000;

    /** What an embedding's length of 1 becomes: the steps and the shrinkage below suit it. */
    private static final float LENGTH = 4;

    private static final Softmax.Effort EFFORT = new Softmax.Effort(8, 1e-4f);

    /** @param truths label number of each row */
    static Meaning learn(List<String> columns, Embeddings embeddings, List<Example> rows, int[] truths, int labels) {
        int from = Math.max(0, rows.size() - MOST_ROWS);
        var vectors = new Vocabulary.Vector[rows.size() - from];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = vector(columns, embeddings, rows.get(from + i).inputs());
        }
        int[] known = Arrays.copyOfRange(truths, from, rows.size());
        int width = columns.size() * Embeddings.WIDTH;
        var softmax = Softmax.learn(vectors, known, width, labels, EFFORT);
        return new Meaning(columns, softmax, embeddings.identity().orThrow(), embeddings);
    }

    float[] probabilities(Map<String, Value> inputs) {
        var probabilities = new float[softmax.labels()];
        softmax.probabilities(vector(columns, embeddings, inputs), probabilities);
        return probabilities;
    }

    private static Vocabulary.Vector vector(List<String> columns, Embeddings embeddings, Map<String, Value> inputs) {
        float[] values = embeddings
                .of(columns.stream()
                        .map(column ->
                                inputs.getOrDefault(column, Value.ABSENT).show().strip())
                        .toList())
                .clone();
        var ids = new int[values.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i;
            values[i] *= LENGTH;
        }
        return new Vocabulary.Vector(ids, values);
    }
}
