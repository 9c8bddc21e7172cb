package remit.server.authors;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import remit.kernel.Value;

/**
 * The terms a model knows, with the weight of each (1 for a value, the inverse document frequency for a text term), and
 * the vector they make of a case.
 *
 * <p>Terms are numbered by how often and then how early they came, never by their names: a ledger with other words for the
 * same things gives the same model. A value that history never held gives the term "unseen" of its column. So that the model learns what an unseen
 * value means, values seen exactly once give that term too while training.
 */
final class Vocabulary {
    /** Counting more terms than this drops those seen once so far: memory stays bounded. */
    private static final int MOST_COUNTED = 400_000;

    /** A text column weighs like a few categories. */
    private static final double TEXT_LENGTH = 2;

    private static final String UNSEEN = ":\u0001unseen";

    private final Terms terms;
    private final String[] names;
    private final float[] weights;
    private final Map<String, Integer> ids;
    private final boolean[] rare;

    Vocabulary(FeatureSettings settings, String[] names, float[] weights) {
        this(settings, names, weights, new boolean[names.length]);
    }

    private Vocabulary(FeatureSettings settings, String[] names, float[] weights, boolean[] rare) {
        this.terms = new Terms(settings);
        this.names = names;
        this.weights = weights;
        this.rare = rare;
        this.ids = HashMap.newHashMap(names.length);
        for (int i = 0; i < names.length; i++) ids.put(names[i], i);
    }

    /** A sparse vector; ids ascend. */
    record Vector(int[] ids, float[] values) {}

    static Vocabulary learn(FeatureSettings settings, List<Example> rows, int largest) {
        var terms = new Terms(settings);
        var counts = new LinkedHashMap<String, int[]>();
        for (Example row : rows) {
            Terms.Found found = terms.of(row.inputs());
            for (String term : found.single()) counts.computeIfAbsent(term, t -> new int[1])[0]++;
            for (List<String> text : found.texts()) {
                for (String term : new LinkedHashSet<>(text)) counts.computeIfAbsent(term, t -> new int[1])[0]++;
            }
            if (counts.size() > MOST_COUNTED) counts.values().removeIf(c -> c[0] == 1);
        }
        var kept = new LinkedHashMap<String, Integer>();
        counts.entrySet().stream()
                .filter(e -> e.getValue()[0] >= 2 || e.getKey().startsWith("c:"))
                .sorted(Comparator.comparingInt(e -> -e.getValue()[0]))
                .limit(largest)
                .forEach(e -> kept.put(e.getKey(), e.getValue()[0]));
        counts.forEach((term, count) -> {
            if (!isText(term) && count[0] == 1) kept.merge(Terms.family(term) + UNSEEN, 1, Integer::sum);
        });
        return of(settings, kept, rows.size());
    }

    private static Vocabulary of(FeatureSettings settings, Map<String, Integer> counts, int rows) {
        String[] names = counts.keySet().toArray(String[]::new);
        var weights = new float[names.length];
        var rare = new boolean[names.length];
        for (int i = 0; i < names.length; i++) {
            int count = Objects.requireNonNull(counts.get(names[i]));
            weights[i] = isText(names[i]) ? (float) (1 + StrictMath.log((1.0 + rows) / (1.0 + count))) : 1f;
            rare[i] = names[i].startsWith("c:") && count == 1 && !names[i].endsWith(UNSEEN);
        }
        return new Vocabulary(settings, names, weights, rare);
    }

    private static boolean isText(String term) {
        return term.startsWith("w:") || term.startsWith("p:");
    }

    int size() {
        return names.length;
    }

    List<String> names() {
        return List.of(names);
    }

    float weight(int id) {
        return weights[id];
    }

    /** The vector of a case; {@code learning} adds "unseen" to values that were seen only once. */
    Vector vector(Map<String, Value> inputs, boolean learning) {
        Terms.Found found = terms.of(inputs);
        var values = new TreeMap<Integer, Float>();
        for (String term : found.single()) {
            Integer id = ids.get(term);
            if (id != null) values.put(id, 1f);
            if (id == null || (learning && rare[id])) {
                Integer unseen = ids.get(Terms.family(term) + UNSEEN);
                if (unseen != null) values.put(unseen, 1f);
            }
        }
        for (List<String> text : found.texts()) addText(text, values);
        var result = new Vector(new int[values.size()], new float[values.size()]);
        int at = 0;
        for (var entry : values.entrySet()) {
            result.ids()[at] = entry.getKey();
            result.values()[at++] = entry.getValue();
        }
        return result;
    }

    /** Sublinear TF x IDF, each column scaled to the same length. */
    private void addText(List<String> text, Map<Integer, Float> values) {
        var counts = new TreeMap<Integer, Integer>();
        for (String term : text) {
            Integer id = ids.get(term);
            if (id != null) counts.merge(id, 1, Integer::sum);
        }
        double square = 0;
        for (var entry : counts.entrySet()) {
            double value = (1 + StrictMath.log(entry.getValue())) * weights[entry.getKey()];
            square += value * value;
        }
        double scale = square == 0 ? 0 : TEXT_LENGTH / Math.sqrt(square);
        for (var entry : counts.entrySet()) {
            double value = (1 + StrictMath.log(entry.getValue())) * weights[entry.getKey()];
            values.put(entry.getKey(), (float) (value * scale));
        }
    }
}
