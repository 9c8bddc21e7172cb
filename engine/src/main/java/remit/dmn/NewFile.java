package remit.dmn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Begins a file for one table: its decision, and the data that it names where its columns do not say all of it. */
final class NewFile {
    private static final DmnElement ANY =
            new DmnElement(new DmnElement.Name("", DmnVersion.V1_3.model(), ""), Map.of(), List.of(), 0, List.of());

    private NewFile() {}

    /** {@code definitions} with an empty table in it. */
    static DmnElement root(TableText table) {
        var facts = new LinkedHashMap<String, String>();
        if (!table.reads().isEmpty()) {
            table.columns().inputs().forEach(input -> facts.put(input.fact(), input.type()));
            table.reads().forEach(fact -> facts.putIfAbsent(fact.name(), fact.type()));
        }
        var content = new ArrayList<XmlNode>();
        var decision = new ArrayList<XmlNode>();
        decision.add(variable("variable", table.name()));
        int number = 0;
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            String id = "fact_" + ++number;
            content.add(ANY.beside("inputData")
                    .with("id", id)
                    .with("name", fact.getKey())
                    .with(List.of(variable(id + "_variable", fact.getKey()).with("typeRef", fact.getValue()))));
            decision.add(ANY.beside("informationRequirement")
                    .with("id", id + "_needed")
                    .with(List.of(ANY.beside("requiredInput").with("href", "#" + id))));
        }
        // Under "unique", the standard's own default, an attribute would say nothing.
        decision.add(ANY.beside("decisionTable").with("id", "table").with("hitPolicy", "UNIQUE"));
        content.add(ANY.beside("decision")
                .with("id", "decision")
                .with("name", table.name())
                .with(decision));
        DmnElement root = ANY.beside("definitions")
                .with("id", "definitions")
                .with("name", table.name())
                .with("namespace", "urn:remit:tables")
                .with(content);
        return Layout.laidOut(
                new DmnElement(root.tag(), Map.of("", DmnVersion.V1_3.model()), root.held(), 0, root.content()), "\n");
    }

    private static DmnElement variable(String id, String name) {
        return ANY.beside("variable").with("id", id).with("name", name);
    }
}
