package remit.dmn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.rules.CellReader;
import remit.rules.DecisionTable;
import remit.rules.FactType;
import remit.rules.Facts;
import remit.rules.Operand;
import remit.rules.Output;

/**
 * A DMN file (OMG Decision Model and Notation, 1.1 to 1.5): its decisions, the data they read, its types. What this
 * release does not understand is refused by name when a decision that needs it is asked for, never skipped.
 */
public final class DmnModel {
    /** The model namespaces of DMN 1.1 to 1.5; decision tables are the same in all of them. */
    private static final Set<String> NAMESPACES = Set.of(
            "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
            "http://www.omg.org/spec/DMN/20180521/MODEL/",
            "https://www.omg.org/spec/DMN/20191111/MODEL/",
            "https://www.omg.org/spec/DMN/20211108/MODEL/",
            "https://www.omg.org/spec/DMN/20230324/MODEL/");

    private final String fileName;
    private final DmnElement root;
    private final TypeNames types;
    private final Map<String, DmnElement> byId = new HashMap<>();

    private DmnModel(String fileName, DmnElement root) {
        this.fileName = fileName;
        this.root = root;
        this.types = new TypeNames(root);
        Stream.concat(root.all("decision"), root.all("inputData"))
                .forEach(element -> byId.putIfAbsent(element.attribute("id"), element));
    }

    /** @param fileName for the places of problems */
    public static Checked<DmnModel> read(byte[] xml, String fileName) {
        return DmnElement.read(xml, fileName).then(root -> {
            if (root.name().equals("definitions") && NAMESPACES.contains(root.namespace())) {
                return Checked.ok(new DmnModel(fileName, root));
            }
            String what = "the root element is {" + root.namespace() + "}" + root.name();
            String fix = "use DMN 1.1 to 1.5, for instance definitions in https://www.omg.org/spec/DMN/20191111/MODEL/";
            return Checked.refused(new Problem("RMT-101", fileName, what, fix));
        });
    }

    /** The names of its decisions, in the order of the file. */
    public List<String> decisions() {
        return root.all("decision").map(DmnModel::name).toList();
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

    /** A decision for cases whose facts are {@code facts}, whatever the file says of its input data. */
    public Checked<DecisionGraph> graph(String decision, Facts facts) {
        return new Builder(facts, TableReader.Missing.CHECKED_BEFORE).graph(decision);
    }

    /** A decision on the input data that the file declares, under the standard's rules for null. */
    public Checked<DecisionGraph> graph(String decision) {
        return new Builder(null, TableReader.Missing.IS_NULL).graph(decision);
    }

    /** The same, but a missing input stops unless the table allows null. */
    public Checked<DecisionGraph> strictGraph(String decision) {
        return new Builder(null, TableReader.Missing.STOPS).graph(decision);
    }

    private static String name(DmnElement element) {
        String variable =
                element.first("variable").map(v -> v.attribute("name")).orElse("");
        String name = element.attribute("name").isEmpty() ? variable : element.attribute("name");
        return (name.isEmpty() ? element.attribute("id") : name).replaceAll("\\s+", " ");
    }

    private static String typeRef(DmnElement element) {
        return element.first("variable").map(v -> v.attribute("typeRef")).orElse("");
    }

    private static Stream<DmnElement> needs(DmnElement decision) {
        return decision.all("informationRequirement")
                .flatMap(need -> Stream.concat(need.all("requiredInput"), need.all("requiredDecision")));
    }

    /** Collects the decisions that one needs, each after those that it needs itself. */
    private final class Builder {
        private final @org.jspecify.annotations.Nullable Facts given;
        private final TableReader.Missing missing;
        private final List<Problem> problems = new ArrayList<>();
        private final Map<String, DecisionGraph.Node> done = new LinkedHashMap<>();
        private final Map<String, Map<String, FactType>> brings = new HashMap<>();
        private final Set<String> open = new LinkedHashSet<>();

        Builder(@org.jspecify.annotations.Nullable Facts given, TableReader.Missing missing) {
            this.given = given;
            this.missing = missing;
        }

        Checked<DecisionGraph> graph(String wanted) {
            Optional<DmnElement> decision = root.all("decision")
                    .filter(each -> name(each).equals(wanted.replaceAll("\\s+", " ")))
                    .findFirst();
            if (decision.isEmpty()) {
                return Checked.refused(new Problem(
                        "RMT-102",
                        fileName,
                        "there is no decision \"" + wanted + "\"",
                        Facts.suggest(wanted, decisions())));
            }
            add(decision.get());
            return problems.isEmpty()
                    ? Checked.ok(new DecisionGraph(new ArrayList<>(done.values())))
                    : Checked.refused(problems);
        }

        private void add(DmnElement decision) {
            String id = decision.attribute("id");
            String place = fileName + " line " + decision.line();
            if (done.containsKey(id)) return;
            if (!open.add(id) || open.size() > 64) {
                String what = "the decision \"" + name(decision) + "\" needs itself";
                problems.add(new Problem("RMT-102", place, what, "let tables feed each other in one direction"));
                return;
            }
            Facts facts = facts(decision, place);
            logic(decision, place, facts).ifPresent(logic -> {
                done.put(id, new DecisionGraph.Node(name(decision), logic));
                brings.put(id, brings(name(decision), logic, facts));
            });
            open.remove(id);
        }

        /** What a decision may name: what the process gives, or the input data it requires; and the decisions it requires. */
        private Facts facts(DmnElement decision, String place) {
            var types = new LinkedHashMap<String, FactType>();
            if (given != null) types.putAll(given.types());
            for (DmnElement need : needs(decision).toList()) {
                DmnElement element = byId.get(need.reference());
                if (element == null) {
                    if (given == null || need.name().equals("requiredDecision"))
                        problems.add(new Problem(
                                "RMT-102",
                                place,
                                "\"" + name(decision) + "\" needs " + need.attribute("href")
                                        + ", which is not in the file",
                                "put it into the same file"));
                } else if (element.name().equals("inputData")) {
                    if (given == null) types.putAll(inputData(element, decision));
                } else {
                    add(element);
                    types.putAll(brings.getOrDefault(element.attribute("id"), Map.of()));
                }
            }
            boolean bare = given == null
                    && decision.all("informationRequirement").findAny().isEmpty();
            if (bare) types.putAll(columns(decision));
            return given == null ? new Facts(types) : new Facts(types, given.nullAllowed(), given.unavailable());
        }

        /** A table that names no data at all, as editors write a single one: its columns say what they read. */
        private Map<String, FactType> columns(DmnElement decision) {
            var columns = new LinkedHashMap<String, FactType>();
            decision.all("decisionTable")
                    .flatMap(table -> table.all("input"))
                    .flatMap(column -> column.all("inputExpression"))
                    .forEach(expression -> types.simple(expression.attribute("typeRef"))
                            .ifPresent(type -> columns.put(expression.text().replaceAll("\\s+", " "), type)));
            return columns;
        }

        /** Input data of no declared type holds what the column that reads it is declared to hold. */
        private Map<String, FactType> inputData(DmnElement input, DmnElement decision) {
            String typeRef = typeRef(input);
            if (!typeRef.isEmpty() && !typeRef.equals("Any")) return types.facts(name(input), typeRef);
            return decision.all("decisionTable")
                    .flatMap(table -> table.all("input"))
                    .flatMap(column -> column.all("inputExpression"))
                    .filter(expression -> expression.text().equals(name(input)))
                    .findFirst()
                    .map(expression -> types.facts(name(input), expression.attribute("typeRef")))
                    .orElse(Map.of());
        }

        private Optional<DecisionGraph.Logic> logic(DmnElement decision, String place, Facts facts) {
            List<DmnElement> tables = decision.all("decisionTable").toList();
            if (tables.size() == 1) {
                var scope = new TableReader.Scope(facts, types, missing, typeRef(decision));
                return switch (new TableReader(fileName, scope).read(name(decision), tables.getFirst())) {
                    case Checked.Ok<LocatedTable>(LocatedTable table) ->
                        Optional.of(new DecisionGraph.Logic.Table(table));
                    case Checked.Refused<LocatedTable>(List<Problem> found) -> {
                        problems.addAll(found);
                        yield Optional.empty();
                    }
                };
            }
            Optional<Operand> is = decision.first("literalExpression").flatMap(literal -> plain(literal.text(), facts));
            if (is.isEmpty()) {
                String what = "the decision \"" + name(decision) + "\" is not a decision table";
                problems.add(new Problem("RMT-102", place, what, "make its logic a decision table"));
            }
            return is.map(DecisionGraph.Logic.Is::new);
        }

        /** A literal expression that is one literal or one name. */
        private static Optional<Operand> plain(String text, Facts facts) {
            return Stream.of(FactType.values())
                    .flatMap(type -> CellReader.readOutput("", text, type, facts) instanceof Checked.Ok<Operand>(var is)
                            ? Stream.of(is)
                            : Stream.empty())
                    .findFirst();
        }

        private static Map<String, FactType> brings(String name, DecisionGraph.Logic logic, Facts facts) {
            return switch (logic) {
                case DecisionGraph.Logic.Is(Operand operand) ->
                    switch (operand) {
                        case Operand.Name(String fact) ->
                            facts.type(fact).map(type -> Map.of(name, type)).orElse(Map.of());
                        case Operand.Literal(var value) ->
                            FactType.of(value).map(type -> Map.of(name, type)).orElse(Map.of());
                    };
                case DecisionGraph.Logic.Table located -> {
                    DecisionTable table = located.table();
                    yield switch (table.hitPolicy()) {
                        case RULE_ORDER, OUTPUT_ORDER, COLLECT -> Map.of();
                        case COUNT -> Map.of(name, FactType.NUMBER);
                        case UNIQUE, ANY, PRIORITY, FIRST, SUM, MIN, MAX -> {
                            if (table.outputs().size() == 1)
                                yield Map.of(name, table.outputs().getFirst().type());
                            yield table.outputs().stream()
                                    .collect(Collectors.toMap(
                                            output -> name + "." + output.name(),
                                            Output::type,
                                            (a, _) -> a,
                                            LinkedHashMap::new));
                        }
                    };
                }
            };
        }
    }
}
