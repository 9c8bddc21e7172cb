package remit.server.authors;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;

/** The first stage: label probabilities of the linear model, and the precedents beside it. */
record Core(List<String> labels, Vocabulary vocabulary, Softmax softmax, Precedents precedents) {
    /** Older rows beyond this many teach only precedents. */
    static final int MOST_ROWS = 60_000;

    private static final int MOST_WEIGHTS = 6_000_000;
    private static final int SIGNALS_PER_KEY = 6;

    /** @param group column of the pack's group, or null */
    static Core learn(FeatureSettings settings, @Nullable String group, List<Example> rows) {
        var numbers = new TreeMap<String, Integer>();
        var known = new ArrayList<Example>();
        for (Example row : rows) if (row.truth() != null) known.add(row);
        List<Example> newest = known.subList(Math.max(0, known.size() - MOST_ROWS), known.size());
        for (Example row : newest) numbers.put(truth(row), 0);
        int next = 0;
        for (var entry : numbers.entrySet()) entry.setValue(next++);
        var vocabulary =
                Vocabulary.learn(settings, newest, Math.clamp(MOST_WEIGHTS / Math.max(1, next), 2_000, 40_000));
        var vectors = new Vocabulary.Vector[newest.size()];
        var truths = new int[newest.size()];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = vocabulary.vector(newest.get(i).inputs(), true);
            truths[i] = java.util.Objects.requireNonNull(numbers.get(truth(newest.get(i))));
        }
        var softmax = Softmax.learn(vectors, truths, vocabulary.size(), next, new Softmax.Effort(15, 3e-4f));
        var precedents = Precedents.learn(Precedents.keysOf(settings, group), rows, numbers);
        return new Core(List.copyOf(numbers.keySet()), vocabulary, softmax, precedents);
    }

    private static String truth(Example row) {
        return java.util.Objects.requireNonNull(row.truth());
    }

    /**
     * @param top the most probable label
     * @param probabilities of every label
     * @param signals what the second stage judges the proposal by
     */
    record Look(int top, float[] probabilities, double[] signals) {}

    Look look(Map<String, Value> inputs) {
        var probabilities = new float[labels.size()];
        softmax.probabilities(vocabulary.vector(inputs, false), probabilities);
        int top = 0;
        for (int k = 1; k < probabilities.length; k++) if (probabilities[k] > probabilities[top]) top = k;
        float second = 0;
        for (int k = 0; k < probabilities.length; k++) if (k != top) second = Math.max(second, probabilities[k]);
        var signals = new double[2 + SIGNALS_PER_KEY * precedents.keys().size()];
        double p = Math.clamp(probabilities[top], 1e-6, 1 - 1e-6);
        signals[0] = StrictMath.log(p / (1 - p));
        signals[1] = StrictMath.log(p / Math.max(second, 1e-6));
        for (int key = 0; key < precedents.keys().size(); key++) {
            precedentSignals(precedents.of(key, inputs), top, signals, 2 + key * SIGNALS_PER_KEY);
        }
        return new Look(top, probabilities, signals);
    }

    private static void precedentSignals(Precedents.Entry entry, int label, double[] signals, int at) {
        int agreeing = entry.count(label);
        int differing = entry.total() - agreeing;
        signals[at] = entry.total() == 0 ? 1 : 0;
        signals[at + 1] = StrictMath.log1p(agreeing);
        signals[at + 2] = StrictMath.log1p(differing);
        signals[at + 3] = StrictMath.log((agreeing + 0.5) / (differing + 0.5));
        signals[at + 4] = entry.last() == label ? StrictMath.log1p(entry.streak()) : -StrictMath.log1p(entry.streak());
        signals[at + 5] = entry.distinct();
    }
}
