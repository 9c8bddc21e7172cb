package remit.server.packs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import remit.process.Intake;

/**
 * What an intake's columns are called and what they are for: enough to check names in the other files before the intake
 * itself is known to be right.
 *
 * @param happenings what the rows of a log may say
 */
record Columns(List<Declared> all, Set<String> derived, Set<String> happenings) {
    /** Facts that are computed for every case. */
    static final Set<String> COMPUTED =
            Set.of("proposal", "confidence", "confident", "within_handling_cost", "adverse", "new_group");

    /** One column as written. */
    record Declared(String header, String name, YamlNode node) {
        String role() {
            return node.text("role", "");
        }

        String type() {
            return node.text("type", "text");
        }

        boolean visible() {
            return role().equals("input") || (role().equals("key") && node.flag("also_input", false));
        }
    }

    static Columns of(YamlNode intake) {
        var all = new ArrayList<Declared>();
        intake.at("columns")
                .fields()
                .forEach((header, node) -> all.add(new Declared(header, node.text("name", name(header)), node)));
        if (intake.at("group_by").present()) {
            intake.at("outcomes").fields().forEach((name, node) -> all.add(found(name, node)));
            all.add(found(Intake.TRAIL, intake.at("group_by")));
        }
        return new Columns(
                all,
                intake.at("derived").fields().keySet(),
                intake.at("events").fields().keySet());
    }

    /** An outcome that follows from the events of a case: declared like a column, though no column of the file holds it. */
    private static Declared found(String name, YamlNode node) {
        int line = node.line();
        var fields = new LinkedHashMap<String, YamlNode>();
        fields.put("role", YamlNode.scalar(YamlNode.Kind.STRING, "outcome", line));
        boolean day = node.at("day_of").present();
        fields.put("type", YamlNode.scalar(YamlNode.Kind.STRING, day ? "date" : "text", line));
        return new Declared(name, name, new YamlNode(YamlNode.Kind.MAP, "", line, fields, List.of()));
    }

    /** The name of a column that gives none: its header in lower case with underscores. */
    static String name(String header) {
        String name = header.strip()
                .toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("^_+|_+$", "");
        return name.isEmpty() || !Character.isLetter(name.charAt(0)) ? "c_" + name : name;
    }

    /** Columns by name; of two with one name the first, as the intake's check reports the second. */
    Map<String, Declared> byName() {
        return all.stream().collect(Collectors.toMap(Declared::name, c -> c, (a, b) -> a, LinkedHashMap::new));
    }

    /** Names with one of these roles. */
    Set<String> names(String... roles) {
        return all.stream()
                .filter(column -> List.of(roles).contains(column.role()))
                .map(Declared::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Names that author and rules may see. */
    Set<String> visible() {
        return all.stream()
                .filter(Declared::visible)
                .map(Declared::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Every name that a rule, a stop condition or a standing proposal may use. */
    Set<String> facts() {
        var facts = new LinkedHashSet<>(visible());
        facts.addAll(derived);
        facts.addAll(new java.util.TreeSet<>(COMPUTED));
        return facts;
    }

    boolean known() {
        return !all.isEmpty();
    }
}
