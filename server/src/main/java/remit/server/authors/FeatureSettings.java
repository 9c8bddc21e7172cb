package remit.server.authors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;

/**
 * Which inputs a classifier looks at, and how: {@code author.settings} of a pack, checked.
 *
 * @param embedding inputs whose meaning counts, by an embedding of their sentences
 * @param wordsAlone whether the words alone may do where no embedding can be computed
 */
record FeatureSettings(
        List<String> text,
        List<String> category,
        List<String> number,
        List<List<String>> cross,
        List<String> embedding,
        boolean wordsAlone) {
    private static final String WORDS = "words";
    private static final List<String> KNOWN =
            List.of("text", "category", "number", "cross", "embedding", "fallback", "candidates");
    private static final List<String> CANDIDATES = List.of(WORDS, "meaning", "both");

    static Checked<FeatureSettings> read(Json.Obj settings) {
        var problems = new ArrayList<Problem>();
        for (String key : settings.fields().keySet()) {
            if (!KNOWN.contains(key)) {
                problems.add(new Problem(
                        "RMT-300",
                        "author.settings." + key,
                        "a classifier has no setting \"" + key + "\"",
                        "use " + String.join(", ", KNOWN)));
            }
        }
        var read = new FeatureSettings(
                names(settings, "text", problems),
                names(settings, "category", problems),
                names(settings, "number", problems),
                crosses(settings, problems),
                names(settings, "embedding", problems),
                wordsAlone(settings, problems));
        named(settings, problems);
        if (problems.isEmpty() && read.inputs().isEmpty()) {
            problems.add(new Problem(
                    "RMT-302",
                    "author.settings",
                    "a classifier without features cannot learn",
                    "name at least one input under text, category, number or embedding"));
        }
        if (problems.isEmpty()
                && read.wordsAlone
                && read.withoutEmbedding().inputs().isEmpty()) {
            problems.add(new Problem(
                    "RMT-302",
                    "author.settings.fallback",
                    "without its embedding the classifier has no features",
                    "name inputs under text, category or number, or leave fallback out"));
        }
        return problems.isEmpty() ? Checked.ok(read) : Checked.refused(problems);
    }

    private static List<String> names(Json.Obj settings, String key, List<Problem> problems) {
        Json value = settings.get(key);
        return value == null ? List.of() : strings(value, "author.settings." + key, problems);
    }

    private static boolean wordsAlone(Json.Obj settings, List<Problem> problems) {
        Json value = settings.get("fallback");
        boolean words = value instanceof Json.Str(String text) && text.equals(WORDS);
        if (value != null && !words) {
            problems.add(new Problem(
                    "RMT-301",
                    "author.settings.fallback",
                    "not a fallback of a classifier",
                    "write words, or leave it out: then a run is refused where no embedding can be computed"));
        }
        return words;
    }

    /** The candidates that a pack names, in its order; all where it names none. What they are is no part of the model. */
    private static List<String> named(Json.Obj settings, List<Problem> problems) {
        Json value = settings.get("candidates");
        if (value == null) return CANDIDATES;
        List<String> names = strings(value, "author.settings.candidates", problems);
        if (names.isEmpty() || !CANDIDATES.containsAll(names)) {
            problems.add(new Problem(
                    "RMT-301",
                    "author.settings.candidates",
                    "not a list of authors that can be compared",
                    "name some of " + String.join(", ", CANDIDATES)));
        }
        return names;
    }

    /** Those of the candidates that settings name. */
    java.util.Map<String, FeatureSettings> candidates(Json.Obj settings) {
        java.util.Map<String, FeatureSettings> all = candidates();
        var named = new java.util.LinkedHashMap<String, FeatureSettings>();
        for (String name : named(settings, new ArrayList<>())) {
            FeatureSettings found = all.get(name);
            if (found != null) named.put(name, found);
        }
        return named;
    }

    /** Sentences by their words, by their meaning, and by both; what is no sentence stays in each. Words alone without any. */
    java.util.Map<String, FeatureSettings> candidates() {
        var sentences = new LinkedHashSet<>(text);
        sentences.addAll(embedding);
        List<String> all = List.copyOf(sentences);
        var candidates = new java.util.LinkedHashMap<String, FeatureSettings>();
        candidates.put(WORDS, new FeatureSettings(all, category, number, cross, List.of(), false));
        if (all.isEmpty()) return candidates;
        candidates.put("meaning", new FeatureSettings(List.of(), category, number, cross, all, false));
        candidates.put("both", new FeatureSettings(all, category, number, cross, all, false));
        return candidates;
    }

    /** The same classifier where no embedding can be computed. */
    FeatureSettings withoutEmbedding() {
        return new FeatureSettings(text, category, number, cross, List.of(), false);
    }

    private static List<List<String>> crosses(Json.Obj settings, List<Problem> problems) {
        Json value = settings.get("cross");
        if (value == null) return List.of();
        var read = new ArrayList<List<String>>();
        if (value instanceof Json.Arr(List<Json> items)) {
            for (int i = 0; i < items.size(); i++) {
                String place = "author.settings.cross[" + i + "]";
                List<String> names = strings(items.get(i), place, problems);
                if (names.size() < 2 || names.size() > 4) {
                    problems.add(new Problem("RMT-301", place, "a cross joins two to four inputs", "write [a, b]"));
                } else {
                    read.add(names);
                }
            }
        } else {
            problems.add(new Problem("RMT-301", "author.settings.cross", "not a list of lists", "write [[a, b]]"));
        }
        return List.copyOf(read);
    }

    private static List<String> strings(Json value, String place, List<Problem> problems) {
        if (value instanceof Json.Arr(List<Json> items) && items.stream().allMatch(i -> i instanceof Json.Str)) {
            List<String> names = items.stream().map(i -> ((Json.Str) i).text()).toList();
            if (Set.copyOf(names).size() < names.size()) {
                problems.add(new Problem("RMT-301", place, "an input is named twice", "name each input once"));
            }
            return names;
        }
        problems.add(new Problem("RMT-301", place, "not a list of input names", "write [name, ...]"));
        return List.of();
    }

    /** Every input it looks at, in the order of the pack. */
    Set<String> inputs() {
        var names = new LinkedHashSet<String>();
        Stream.of(text, category, number, embedding).forEach(names::addAll);
        cross.forEach(names::addAll);
        return names;
    }

    /** Problems for inputs that the intake does not show to the author. */
    List<Problem> missingFrom(Collection<String> visible) {
        var problems = new ArrayList<Problem>();
        for (String name : inputs()) {
            if (!visible.contains(name)) {
                problems.add(new Problem(
                        "RMT-303",
                        "author.settings",
                        "\"" + name + "\" is not an input of the intake",
                        "use one of " + String.join(", ", new java.util.TreeSet<>(visible))));
            }
        }
        return problems;
    }

    Json.Obj toJson() {
        var fields = new java.util.LinkedHashMap<String, Json>();
        fields.put("text", Json.strings(text));
        fields.put("category", Json.strings(category));
        fields.put("number", Json.strings(number));
        fields.put("cross", Json.array(cross.stream().map(Json::strings).toList()));
        // Left out where unused, as in models from before there were embeddings.
        if (!embedding.isEmpty()) fields.put("embedding", Json.strings(embedding));
        if (wordsAlone) fields.put("fallback", Json.of(WORDS));
        return new Json.Obj(fields);
    }
}
