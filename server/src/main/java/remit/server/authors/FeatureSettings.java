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

/** Which inputs a classifier looks at, and how: {@code author.settings} of a pack, checked. */
record FeatureSettings(List<String> text, List<String> category, List<String> number, List<List<String>> cross) {
    private static final List<String> KNOWN = List.of("text", "category", "number", "cross");

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
                crosses(settings, problems));
        if (problems.isEmpty() && read.inputs().isEmpty()) {
            problems.add(new Problem(
                    "RMT-302",
                    "author.settings",
                    "a classifier without features cannot learn",
                    "name at least one input under text, category or number"));
        }
        return problems.isEmpty() ? Checked.ok(read) : Checked.refused(problems);
    }

    private static List<String> names(Json.Obj settings, String key, List<Problem> problems) {
        Json value = settings.get(key);
        return value == null ? List.of() : strings(value, "author.settings." + key, problems);
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
        Stream.of(text, category, number).forEach(names::addAll);
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
        return Json.object(
                "text", Json.strings(text),
                "category", Json.strings(category),
                "number", Json.strings(number),
                "cross", Json.array(cross.stream().map(Json::strings).toList()));
    }
}
