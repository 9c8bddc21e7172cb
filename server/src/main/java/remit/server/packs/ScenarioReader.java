package remit.server.packs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the records of one file of scenarios. */
final class ScenarioReader {
    private ScenarioReader() {}

    static List<RawScenario> read(String file, YamlNode document, Columns columns, Problems problems) {
        var scenarios = new ArrayList<RawScenario>();
        var names = new HashSet<String>();
        for (YamlNode node : document.at("cases").items()) {
            String name = node.text("name", "");
            if (!name.isEmpty() && !names.add(name)) {
                problems.add(
                        "RMT-412",
                        node,
                        "cases",
                        "the name \"" + name + "\" stands twice",
                        "give each scenario its own name");
            }
            given(node, columns, name, problems);
            scenarios.add(scenario(file, node));
        }
        return scenarios;
    }

    private static void given(YamlNode node, Columns columns, String name, Problems problems) {
        Set<String> usable = new LinkedHashSet<>(columns.facts());
        usable.addAll(columns.names("key"));
        node.at("given").fields().forEach((fact, value) -> {
            if (columns.known() && !usable.contains(fact)) {
                boolean outcome = columns.names("outcome").contains(fact);
                problems.add(
                        "RMT-419",
                        value,
                        "\"" + name + "\" given." + fact,
                        outcome ? "is an outcome, hidden from rules" : "is not a fact",
                        outcome ? "leave it out" : DidYouMean.hint(fact, usable));
            }
        });
    }

    private static RawScenario scenario(String file, YamlNode node) {
        var given = new LinkedHashMap<String, String>();
        node.at("given").fields().forEach((fact, value) -> given.put(fact, value.present() ? value.text() : ""));
        YamlNode expect = node.at("expect");
        String row = expect.text("row", "");
        return new RawScenario(
                file,
                node.line(),
                node.text("name", ""),
                java.util.Collections.unmodifiableMap(given),
                proposal(node.at("proposal")),
                new RawScenario.Expect(
                        optional(expect, "verdict"),
                        row.matches("\\d{1,6}") ? Integer.valueOf(row) : null,
                        optional(expect, "reason"),
                        optional(expect, "check"),
                        optional(expect, "decision")));
    }

    private static RawScenario.@Nullable RawProposal proposal(YamlNode node) {
        if (!node.present()) return null;
        if (node.fields().isEmpty()) return new RawScenario.RawProposal(null, 0, false);
        String confidence = node.text("confidence", "1");
        boolean number = confidence.matches("[01](\\.\\d*)?");
        return new RawScenario.RawProposal(
                optional(node, "decision"), number ? Double.parseDouble(confidence) : 0, node.flag("confident", false));
    }

    private static @Nullable String optional(YamlNode node, String key) {
        String text = node.text(key, "");
        return text.isEmpty() ? null : text;
    }
}
