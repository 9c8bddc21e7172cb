package remit.server.authors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;
import remit.server.authors.embedding.Embeddings;

/**
 * The first stage: label probabilities of the linear model, and the precedents beside it.
 *
 * @param meaning a second model, of what the sentences mean; null where the pack names none
 */
record Core(
        List<String> labels,
        Vocabulary vocabulary,
        Softmax softmax,
        Precedents precedents,
        @Nullable Meaning meaning) {
    /** Older rows beyond this many teach only precedents. */
    static final int MOST_ROWS = 60_000;

    private static final int MOST_WEIGHTS = 6_000_000;
    private static final int MODEL_CANDIDATES = 8;
    private static final int PRECEDENT_CANDIDATES = 8;

    /** A share under a key counts as much as this many cases of the next more general key. */
    private static final double GENERAL_CASES = 10;

    /**
     * What the first stage looks at.
     *
     * @param group column of the pack's group, or null
     * @param embeddings what computes the embeddings that the settings name
     */
    record Sight(FeatureSettings settings, @Nullable String group, Embeddings embeddings) {}

    static Core learn(Sight sight, List<Example> rows) {
        FeatureSettings settings = sight.settings();
        var numbers = new LinkedHashMap<String, Integer>();
        var known = new ArrayList<Example>();
        for (Example row : rows) if (row.truth() != null) known.add(row);
        List<Example> newest = known.subList(Math.max(0, known.size() - MOST_ROWS), known.size());
        for (Example row : newest) numbers.putIfAbsent(truth(row), numbers.size());
        int labels = numbers.size();
        var vocabulary =
                Vocabulary.learn(settings, newest, Math.clamp(MOST_WEIGHTS / Math.max(1, labels), 2_000, 40_000));
        var vectors = new Vocabulary.Vector[newest.size()];
        var truths = new int[newest.size()];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = vocabulary.vector(newest.get(i).inputs(), true);
            truths[i] = java.util.Objects.requireNonNull(numbers.get(truth(newest.get(i))));
        }
        var softmax =
                Softmax.learn(vectors, truths, vocabulary.size(), labels, Softmax.Effort.forRows(vectors, labels));
        var precedents = Precedents.learn(Precedents.keysOf(settings, sight.group()), rows, numbers);
        Meaning meaning = settings.embedding().isEmpty()
                ? null
                : Meaning.learn(settings.embedding(), sight.embeddings(), newest, truths, labels);
        return new Core(List.copyOf(numbers.keySet()), vocabulary, softmax, precedents, meaning);
    }

    private static String truth(Example row) {
        return java.util.Objects.requireNonNull(row.truth());
    }

    /**
     * What is known of a case before the second stage weighs it.
     *
     * @param candidates label numbers
     * @param said per candidate, what each witness says of it: the linear model's log probability, then per key the log
     *     share of the label and the log length of its unbroken run, last the log probability of the meaning
     */
    record Look(int[] candidates, double[][] said, Precedents.Entry[] entries) {}

    Look look(Map<String, Value> inputs) {
        var probabilities = new float[labels.size()];
        softmax.probabilities(vocabulary.vector(inputs, false), probabilities);
        float[] meant = meaning == null ? null : meaning.probabilities(inputs);
        int keys = precedents.keys().size();
        var entries = new Precedents.Entry[keys];
        for (int key = 0; key < keys; key++) entries[key] = precedents.of(key, inputs);
        int[] candidates = candidates(probabilities, meant, entries);
        var said = new double[candidates.length][];
        for (int c = 0; c < candidates.length; c++) {
            said[c] = said(candidates[c], probabilities[candidates[c]], entries);
            if (meant != null) said[c][witnesses() - 1] = log(meant[candidates[c]]);
        }
        return new Look(candidates, said, entries);
    }

    /** The models' most probable labels and those of the precedents. */
    private static int[] candidates(float[] probabilities, float @Nullable [] meant, Precedents.Entry[] entries) {
        var chosen = new java.util.TreeSet<Integer>();
        addBest(probabilities, chosen);
        if (meant != null) {
            var best = new java.util.TreeSet<Integer>();
            addBest(meant, best);
            chosen.addAll(best);
        }
        for (Precedents.Entry entry : entries) entry.addTop(PRECEDENT_CANDIDATES, chosen);
        return chosen.stream().mapToInt(Integer::intValue).toArray();
    }

    private static void addBest(float[] probabilities, java.util.Set<Integer> chosen) {
        for (int n = 0; n < Math.min(MODEL_CANDIDATES, probabilities.length); n++) {
            int best = -1;
            for (int k = 0; k < probabilities.length; k++) {
                if (!chosen.contains(k) && (best < 0 || probabilities[k] > probabilities[best])) best = k;
            }
            chosen.add(best);
        }
    }

    int witnesses() {
        return 1 + 2 * precedents.keys().size() + (meaning == null ? 0 : 1);
    }

    /** How witnesses weigh before anything is known of them: the models alike, precedents nothing. */
    double[] prior() {
        var prior = new double[witnesses()];
        prior[0] = meaning == null ? 1 : 0.5;
        if (meaning != null) prior[prior.length - 1] = 0.5;
        return prior;
    }

    private static double log(float probability) {
        return StrictMath.log(Math.max(probability, 1e-7));
    }

    private double[] said(int label, float probability, Precedents.Entry[] entries) {
        var said = new double[witnesses()];
        said[0] = log(probability);
        var shares = shares(label, entries);
        for (int key = 0; key < entries.length; key++) {
            said[1 + 2 * key] = StrictMath.log(shares[key]);
            said[2 + 2 * key] = entries[key].last() == label ? StrictMath.log1p(entries[key].streak()) : 0;
        }
        return said;
    }

    /** The share of a label under each key, drawn towards that of the next more general key where cases are few. */
    private double[] shares(int label, Precedents.Entry[] entries) {
        var shares = new double[entries.length];
        for (int key = 0; key < shares.length; key++) {
            int parent = precedents.parent(key);
            double general = parent < 0 ? 1.0 / (labels.size() + 1) : shares[parent];
            shares[key] =
                    (entries[key].count(label) + GENERAL_CASES * general) / (entries[key].total() + GENERAL_CASES);
        }
        return shares;
    }
}
