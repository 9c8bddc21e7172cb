package remit.dmn;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.rules.FactType;
import remit.rules.Facts;

/**
 * A DMN file (OMG Decision Model and Notation, 1.1 to 1.5): its decisions, the data they read, its types. What this
 * release does not understand is refused by name when a decision that needs it is asked for, never skipped.
 */
public final class DmnModel {
    private static final int MOST_DECISIONS = 200;

    private final String fileName;
    private final DmnElement root;
    private final TypeNames types;
    private final Map<String, DmnElement> byId = new HashMap<>();

    DmnModel(String fileName, DmnElement root) {
        this.fileName = fileName;
        this.root = root;
        this.types = new TypeNames(root);
        Stream.concat(root.all("decision"), root.all("inputData"))
                .forEach(element -> byId.putIfAbsent(element.attribute("id"), element));
    }

    /** @param fileName for the places of problems */
    public static Checked<DmnModel> read(byte[] xml, String fileName) {
        return document(xml, fileName).map(document -> new DmnModel(fileName, document.root()));
    }

    /** The document of a DMN file. */
    static Checked<XmlDocument> document(byte[] xml, String fileName) {
        return XmlDocument.read(xml, fileName).then(document -> {
            DmnElement root = document.root();
            if (root.name().equals("definitions")
                    && DmnVersion.ofModel(root.namespace()).isPresent()) return notTooMany(document, fileName);
            String what = "the root element is {" + root.namespace() + "}" + root.name();
            String fix = "use DMN 1.1 to 1.5, for instance definitions in " + DmnVersion.V1_3.model();
            return Checked.refused(new Problem("RMT-101", fileName, what, fix));
        });
    }

    private static Checked<XmlDocument> notTooMany(XmlDocument document, String fileName) {
        long decisions = document.root().all("decision").count();
        if (decisions <= MOST_DECISIONS) return Checked.ok(document);
        String what = "the file has " + decisions + " decisions, more than " + MOST_DECISIONS;
        return Checked.refused(new Problem("RMT-113", fileName, what, "divide it into several files"));
    }

    /** The names of its decisions, in the order of the file. */
    public List<String> decisions() {
        return root.all("decision").map(DmnModel::name).toList();
    }

    /** The decision of that name; blanks count as one. */
    Checked<DmnElement> decision(String wanted) {
        List<DmnElement> found = root.all("decision")
                .filter(each -> name(each).equals(wanted.replaceAll("\\s+", " ")))
                .toList();
        if (found.size() == 1) return Checked.ok(found.getFirst());
        return Checked.refused(
                found.isEmpty()
                        ? new Problem(
                                "RMT-102",
                                fileName,
                                "there is no decision \"" + wanted + "\"",
                                Facts.suggest(wanted, decisions()))
                        : new Problem(
                                "RMT-102",
                                fileName + " line " + found.get(1).line(),
                                "there are several decisions \"" + wanted + "\"",
                                "give each its own name"));
    }

    /** The one decision that no other needs. */
    public Checked<String> top() {
        Set<String> needed = root.all("decision")
                .flatMap(DmnModel::needs)
                .map(DmnElement::reference)
                .collect(Collectors.toSet());
        List<DmnElement> tops = root.all("decision")
                .filter(decision -> !needed.contains(decision.attribute("id")))
                .toList();
        if (tops.size() == 1) return Checked.ok(name(tops.getFirst()));
        List<String> names = (tops.isEmpty() ? root.all("decision") : tops.stream())
                .map(decision -> "\"" + decision.attribute("name") + "\"")
                .toList();
        String what = names.isEmpty()
                ? "there is no decision"
                : tops.isEmpty()
                        ? "the decisions need each other in a circle: " + String.join(", ", names)
                        : "there are " + names.size() + " decisions: " + String.join(", ", names);
        return Checked.refused(new Problem(
                "RMT-102", fileName, what, "keep one decision table that nothing else needs, fed by the others"));
    }

    /** The facts that its input data bring, by name or path. */
    Map<String, FactType> inputs() {
        var inputs = new LinkedHashMap<String, FactType>();
        root.all("inputData")
                .forEach(input -> types.facts(name(input), typeRef(input))
                        .facts()
                        .forEach((fact, declared) -> inputs.put(fact, declared.type())));
        return inputs;
    }

    /** A decision for cases whose facts are {@code facts}, whatever the file says of its input data. */
    public Checked<DecisionGraph> graph(String decision, Facts facts) {
        return new GraphBuilder(this, facts, TableReader.Missing.CHECKED_BEFORE).graph(decision);
    }

    /** A decision on the input data that the file declares, under the standard's rules for null. */
    public Checked<DecisionGraph> graph(String decision) {
        return new GraphBuilder(this, null, TableReader.Missing.IS_NULL).graph(decision);
    }

    /** The same, but a missing input stops unless the table allows null. */
    public Checked<DecisionGraph> strictGraph(String decision) {
        return new GraphBuilder(this, null, TableReader.Missing.STOPS).graph(decision);
    }

    static String name(DmnElement element) {
        String variable =
                element.first("variable").map(v -> v.attribute("name")).orElse("");
        String name = element.attribute("name").isEmpty() ? variable : element.attribute("name");
        return (name.isEmpty() ? element.attribute("id") : name).replaceAll("\\s+", " ");
    }

    static String typeRef(DmnElement element) {
        return element.first("variable").map(v -> v.attribute("typeRef")).orElse("");
    }

    static Stream<DmnElement> needs(DmnElement decision) {
        return decision.all("informationRequirement")
                .flatMap(need -> Stream.concat(need.all("requiredInput"), need.all("requiredDecision")));
    }

    /** The element that {@code href} points to: a decision or input data. */
    Optional<DmnElement> required(DmnElement need) {
        return Optional.ofNullable(byId.get(need.reference()));
    }

    DmnElement root() {
        return root;
    }

    TypeNames types() {
        return types;
    }

    String fileName() {
        return fileName;
    }
}
