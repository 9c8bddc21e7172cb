package remit.dmn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import remit.kernel.Checked;
import remit.kernel.Problem;

/**
 * Says a document in the names of another version of the standard. Tables are the same in all of them; what the other
 * version has no element for is refused, as leaving it out would lose it.
 */
final class Translation {
    /** What came after DMN 1.3, and when. */
    private static final Map<String, DmnVersion> NEWER = Map.of(
            "conditional", DmnVersion.V1_4,
            "for", DmnVersion.V1_4,
            "some", DmnVersion.V1_4,
            "every", DmnVersion.V1_4,
            "filter", DmnVersion.V1_4,
            "typeConstraint", DmnVersion.V1_5);

    /** The attributes whose value is the name of a vocabulary. */
    private static final Set<String> NAMING = Set.of("expressionLanguage", "typeLanguage", "importType");

    private final String fileName;
    private final DmnVersion from;
    private final DmnVersion to;
    private final Map<String, String> names;
    private final String own;
    private final List<Problem> problems = new ArrayList<>();

    private Translation(String fileName, DmnElement root, DmnVersion from, DmnVersion to) {
        this.fileName = fileName;
        this.from = from;
        this.to = to;
        this.names = from.vocabularies(to);
        this.own = root.attribute("namespace");
    }

    static Checked<XmlDocument> of(XmlDocument document, String fileName, DmnVersion to) {
        DmnElement root = document.root();
        DmnVersion from = DmnVersion.ofModel(root.namespace()).orElseThrow();
        if (from == to) return Checked.ok(document);
        var translation = new Translation(fileName, root, from, to);
        DmnElement said = translation.element(root, Map.of());
        return translation.problems.isEmpty() ? Checked.ok(document.with(said)) : Checked.refused(translation.problems);
    }

    private String name(String namespace) {
        return names.getOrDefault(namespace, namespace);
    }

    private DmnElement.Name name(DmnElement.Name name) {
        return new DmnElement.Name(name.prefix(), name(name.namespace()), name.local());
    }

    /** @param outer the prefixes in force around the element, with their names before the translation */
    private DmnElement element(DmnElement element, Map<String, String> outer) {
        var prefixes = new HashMap<>(outer);
        prefixes.putAll(element.declares());
        boolean standard = element.namespace().equals(from.model());
        if (standard) refuse(element);
        var declares = new LinkedHashMap<String, String>();
        element.declares().forEach((prefix, uri) -> declares.put(prefix, name(uri)));
        var attributes = new ArrayList<DmnElement.Attribute>();
        for (DmnElement.Attribute each : element.held()) {
            String value = standard ? value(each, prefixes) : each.value();
            if (each.name().local().equals("schemaLocation")) value = locations(value);
            attributes.add(new DmnElement.Attribute(name(each.name()), value));
        }
        boolean type = standard && from == DmnVersion.V1_1 && element.name().equals("typeRef");
        List<XmlNode> content = new ArrayList<>();
        for (XmlNode node : ordered(element, standard)) {
            content.add(
                    switch (node) {
                        case DmnElement child -> element(child, prefixes);
                        case XmlNode.Text(String characters) ->
                            type ? new XmlNode.Text(plain(characters.strip(), prefixes)) : node;
                        case XmlNode.Comment _, XmlNode.Instruction _ -> node;
                    });
        }
        return new DmnElement(name(element.tag()), declares, attributes, element.line(), content);
    }

    private void refuse(DmnElement element) {
        DmnVersion since = NEWER.getOrDefault(element.name(), DmnVersion.V1_1);
        if (since.compareTo(to) <= 0) return;
        problems.add(new Problem(
                "RMT-101",
                fileName + " line " + element.line(),
                "<" + element.name() + "> came with DMN " + since.number() + ", DMN " + to.number() + " has none",
                "write DMN " + since.number() + " or later, or take it out"));
    }

    private String value(DmnElement.Attribute attribute, Map<String, String> prefixes) {
        if (!attribute.name().namespace().isEmpty()) return attribute.value();
        String local = attribute.name().local();
        if (local.equals("typeRef") && from == DmnVersion.V1_1) return plain(attribute.value(), prefixes);
        return NAMING.contains(local) ? name(attribute.value()) : attribute.value();
    }

    /** DMN 1.1 names a type with the prefix of its vocabulary; later ones write the built-in and own ones without. */
    private String plain(String typeRef, Map<String, String> prefixes) {
        int colon = typeRef.indexOf(':');
        if (colon < 0) return typeRef;
        String vocabulary = prefixes.getOrDefault(typeRef.substring(0, colon), "");
        return vocabulary.equals(from.feel()) || vocabulary.equals(own) ? typeRef.substring(colon + 1) : typeRef;
    }

    /** Says where schemas are; those of the version before are not those of this one. */
    private String locations(String value) {
        var kept = new ArrayList<String>();
        String[] words = value.strip().split("\\s+");
        for (int i = 0; i + 1 < words.length; i += 2) {
            if (name(words[i]).equals(words[i])) kept.add(words[i] + " " + words[i + 1]);
        }
        return String.join(" ", kept);
    }

    /** In DMN 1.1 the variable of a business knowledge model follows its logic, later it comes first. */
    private List<XmlNode> ordered(DmnElement element, boolean standard) {
        List<XmlNode> nodes = new ArrayList<>(element.content());
        if (!standard || from != DmnVersion.V1_1 || !element.name().equals("businessKnowledgeModel")) return nodes;
        int logic = position(nodes, "encapsulatedLogic");
        int variable = position(nodes, "variable");
        if (logic >= 0 && variable > logic) nodes.add(logic, nodes.remove(variable));
        return nodes;
    }

    private int position(List<XmlNode> nodes, String local) {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i) instanceof DmnElement element
                    && element.name().equals(local)
                    && element.namespace().equals(from.model())) return i;
        }
        return -1;
    }
}
