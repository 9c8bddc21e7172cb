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
 * <p>The columns come from the pack: its group, its crosses, and all its categories together.
 */
final class Precedents {
    private static final int MOST_KEYS = 5;

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

        /** The label seen most often; on a tie the one seen first; -1 without any. */
        int top() {
            int top = -1;
            int most = 0;
            for (int i = 0; i < counts.length; i += 2) {
                if (counts[i + 1] > most) {
                    most = counts[i + 1];
                    top = counts[i];
                }
            }
            return top;
        }

        int last() {
            return last;
        }

        int streak() {
            return streak;
        }

        int distinct() {
            return counts.length / 2;
        }
    }

    static final Entry NONE = new Entry();

    /** The keys that a pack's settings give: the group first, then crosses, last all categories together. */
    static List<List<String>> keysOf(FeatureSettings settings, @Nullable String group) {
        var keys = new LinkedHashSet<List<String>>();
        if (group != null) keys.add(List.of(group));
        for (List<String> cross : settings.cross()) if (keys.size() < MOST_KEYS - 1) keys.add(List.copyOf(cross));
        var all = new LinkedHashSet<String>(settings.category());
        if (group != null) all.add(group);
        if (!all.isEmpty()) keys.add(List.copyOf(all));
        return List.copyOf(keys);
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
