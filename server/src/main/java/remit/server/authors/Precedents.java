package remit.server.authors;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.kernel.Value;

/**
 * What became of earlier cases that share a value (the same vendor) or several (the same vendor and directorate): how
 * often each label, and for how long without a break the last one.
 *
 * <p>The columns come from the pack: its group, its crosses and the pairs of its categories, and all of them together.
 */
final class Precedents {
    private static final int MOST_KEYS = 6;

    private final List<List<String>> keys;
    private final List<Map<String, Entry>> entries;

    private Precedents(List<List<String>> keys, List<Map<String, Entry>> entries) {
        this.keys = keys;
        this.entries = entries;
    }

    /** What is known of one value. Label numbers are the model's; a case without truth leaves only the entry itself. */
    static final class Entry {
        private int[] counts;
        private int total;
        private int last = -1;
        private int streak;

        private Entry(int... counts) {
            this.counts = counts;
        }

        private void add(int label) {
            int at = find(label);
            if (at < 0) {
                at = counts.length;
                counts = java.util.Arrays.copyOf(counts, at + 2);
                counts[at] = label;
            }
            counts[at + 1]++;
            total++;
            streak = label == last ? streak + 1 : 1;
            last = label;
        }

        private int find(int label) {
            for (int i = 0; i < counts.length; i += 2) if (counts[i] == label) return i;
            return -1;
        }

        int total() {
            return total;
        }

        int count(int label) {
            int at = find(label);
            return at < 0 ? 0 : counts[at + 1];
        }

        /** Adds the labels seen most often. */
        void addTop(int most, java.util.Set<Integer> into) {
            if (counts.length <= 2 * most) {
                for (int i = 0; i < counts.length; i += 2) into.add(counts[i]);
                return;
            }
            java.util.stream.IntStream.range(0, counts.length / 2)
                    .boxed()
                    .sorted(java.util.Comparator.comparingInt(i -> -counts[2 * i + 1]))
                    .limit(most)
                    .forEach(i -> into.add(counts[2 * i]));
        }

        int last() {
            return last;
        }

        int streak() {
            return streak;
        }
    }

    static final Entry NONE = new Entry();

    /** The keys that a pack's settings give: the group first, then crosses and pairs, last all categories together. */
    static List<List<String>> keysOf(FeatureSettings settings, @Nullable String group) {
        var keys = new LinkedHashSet<List<String>>();
        if (group != null) keys.add(List.of(group));
        for (List<String> cross : settings.cross()) if (keys.size() < MOST_KEYS - 1) keys.add(List.copyOf(cross));
        var all = new LinkedHashSet<String>();
        if (group != null) all.add(group);
        all.addAll(settings.category());
        List<String> columns = List.copyOf(all);
        for (int i = 0; i < columns.size(); i++) {
            for (int j = i + 1; j < columns.size(); j++) {
                if (keys.size() < MOST_KEYS - 1) addPair(keys, columns.get(i), columns.get(j));
            }
        }
        if (!columns.isEmpty()
                && keys.stream().noneMatch(k -> java.util.Set.copyOf(k).equals(all))) keys.add(columns);
        return List.copyOf(keys);
    }

    private static void addPair(java.util.Set<List<String>> keys, String one, String other) {
        if (!keys.contains(List.of(other, one))) keys.add(List.of(one, other));
    }

    static Precedents learn(List<List<String>> keys, List<Example> rows, Map<String, Integer> labels) {
        var entries = new ArrayList<Map<String, Entry>>();
        for (List<String> columns : keys) {
            var byValue = new HashMap<String, Entry>();
            for (Example row : rows) {
                Entry entry = byValue.computeIfAbsent(Terms.key(row.inputs(), columns), k -> new Entry());
                Integer label = row.truth() == null ? null : labels.get(row.truth());
                if (label != null) entry.add(label);
            }
            entries.add(byValue);
        }
        return new Precedents(keys, entries);
    }

    List<List<String>> keys() {
        return keys;
    }

    /** The most specific earlier key whose columns are all among those of {@code key}; -1 without one. */
    int parent(int key) {
        int parent = -1;
        for (int other = 0; other < key; other++) {
            boolean general = keys.get(key).containsAll(keys.get(other));
            if (general
                    && (parent < 0 || keys.get(other).size() >= keys.get(parent).size())) parent = other;
        }
        return parent;
    }

    /** What is known of the case under key number {@code key}. */
    Entry of(int key, Map<String, Value> inputs) {
        return entries.get(key).getOrDefault(Terms.key(inputs, keys.get(key)), NONE);
    }

    /** Whether history held the case's value of key number {@code key}, with or without a truth. */
    boolean seen(int key, Map<String, Value> inputs) {
        return entries.get(key).containsKey(Terms.key(inputs, keys.get(key)));
    }

    Json toJson() {
        var written = new ArrayList<Json>();
        for (int i = 0; i < keys.size(); i++) {
            var values = new TreeMap<String, Json>();
            entries.get(i).forEach((value, entry) -> values.put(value, entryJson(entry)));
            written.add(Json.object("columns", Json.strings(keys.get(i)), "values", new Json.Obj(values)));
        }
        return Json.array(written);
    }

    private static Json entryJson(Entry entry) {
        var numbers = new ArrayList<Json>();
        numbers.add(Json.of((long) entry.last));
        numbers.add(Json.of((long) entry.streak));
        for (int number : entry.counts) numbers.add(Json.of((long) number));
        return Json.array(numbers);
    }

    static Precedents fromJson(List<Json> written) {
        var keys = new ArrayList<List<String>>();
        var entries = new ArrayList<Map<String, Entry>>();
        for (Json json : written) {
            var object = (Json.Obj) json;
            keys.add(object.array("columns").stream()
                    .map(c -> ((Json.Str) c).text())
                    .toList());
            var byValue = new HashMap<String, Entry>();
            object.object("values").fields().forEach((value, numbers) -> byValue.put(value, entry((Json.Arr) numbers)));
            entries.add(byValue);
        }
        return new Precedents(List.copyOf(keys), entries);
    }

    private static Entry entry(Json.Arr json) {
        int[] numbers = json.items().stream()
                .mapToInt(n -> (int) ((Json.Num) n).number())
                .toArray();
        var entry = new Entry(java.util.Arrays.copyOfRange(numbers, 2, numbers.length));
        entry.last = numbers[0];
        entry.streak = numbers[1];
        for (int i = 1; i < entry.counts.length; i += 2) entry.total += entry.counts[i];
        return entry;
    }
}
