package remit.authority;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import remit.kernel.Checked;
import remit.kernel.Problem;

/**
 * Reads the rules of a process: a DMN file (OMG Decision Model and Notation, 1.1 to 1.5) whose one decision is a
 * decision table. What this release does not understand is refused by name, never skipped.
 */
public final class RuleBook {
    /** The model namespaces of DMN 1.1 to 1.5; decision tables are the same in all of them. */
    private static final Set<String> NAMESPACES = Set.of(
            "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
            "http://www.omg.org/spec/DMN/20180521/MODEL/",
            "https://www.omg.org/spec/DMN/20191111/MODEL/",
            "https://www.omg.org/spec/DMN/20211108/MODEL/",
            "https://www.omg.org/spec/DMN/20230324/MODEL/");

    private RuleBook() {}

    /**
     * The table of a DMN file, or everything that is wrong with it.
     *
     * @param fileName for the places of problems
     * @param facts what columns may name
     */
    public static Checked<DecisionTable> read(byte[] dmnXml, String fileName, Facts facts) {
        return DmnElement.read(dmnXml, fileName).then(root -> read(root, fileName, facts));
    }

    private static Checked<DecisionTable> read(DmnElement root, String fileName, Facts facts) {
        if (!root.name().equals("definitions") || !NAMESPACES.contains(root.namespace())) {
            String what = "the root element is {" + root.namespace() + "}" + root.name();
            String fix = "use DMN 1.1 to 1.5, for instance definitions in https://www.omg.org/spec/DMN/20191111/MODEL/";
            return Checked.refused(new Problem("RMT-101", fileName, what, fix));
        }
        List<DmnElement> decisions = root.all("decision").toList();
        if (decisions.size() != 1) {
            String names = decisions.stream()
                    .map(d -> "\"" + d.attribute("name") + "\"")
                    .collect(Collectors.joining(", "));
            String what = decisions.isEmpty()
                    ? "there is no decision"
                    : "there are " + decisions.size() + " decisions: " + names;
            return Checked.refused(
                    new Problem("RMT-102", fileName, what, "keep one decision that is a decision table"));
        }
        DmnElement decision = decisions.getFirst();
        List<DmnElement> tables = decision.all("decisionTable").toList();
        if (tables.size() != 1) {
            String what = "the decision \"" + decision.attribute("name") + "\" is not a decision table";
            String place = fileName + " line " + decision.line();
            return Checked.refused(new Problem("RMT-102", place, what, "make its logic a decision table"));
        }
        String name = decision.attribute("name").isEmpty() ? decision.attribute("id") : decision.attribute("name");
        return new TableReader(fileName, facts).read(name, tables.getFirst());
    }
}
