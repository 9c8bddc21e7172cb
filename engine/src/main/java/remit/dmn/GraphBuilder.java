package remit.dmn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.rules.CellReader;
import remit.rules.DecisionTable;
import remit.rules.FactType;
import remit.rules.Facts;
import remit.rules.Operand;
import remit.rules.Output;

/** Collects the decisions that one needs, each after those that it needs itself. */
final class GraphBuilder {
    private static final int DEEPEST = 64;
    private static final String LIST = "a list cannot be compared with: let the intake provide one value";

    private final DmnModel model;
    private final @Nullable Facts given;
    private final TableReader.Missing missing;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, DecisionGraph.Node> done = new LinkedHashMap<>();
    private final Map<String, Map<String, FactType>> brings = new HashMap<>();
    private final Set<String> begun = new HashSet<>();
    private final Set<String> open = new LinkedHashSet<>();

    /** @param given what may be named, whatever the file says of its input data; null when the file is to say it */
    GraphBuilder(DmnModel model, @Nullable Facts given, TableReader.Missing missing) {
        this.model = model;
        this.given = given;
        this.missing = missing;
    }

    Checked<DecisionGraph> graph(String wanted) {
        return model.decision(wanted).then(decision -> {
            add(decision);
            return problems.isEmpty()
                    ? Checked.ok(new DecisionGraph(new ArrayList<>(done.values())))
                    : Checked.refused(problems);
        });
    }

    private static String name(DmnElement element) {
        return DmnModel.name(element);
    }

    private String place(DmnElement element) {
        return model.fileName() + " line " + element.line();
    }

    private void add(DmnElement decision) {
        String id = decision.attribute("id");
        if (open.contains(id) || open.size() > DEEPEST) {
            String what = "the decision \"" + name(decision) + "\" needs itself";
            problems.add(new Problem("RMT-102", place(decision), what, "let tables feed each other in one direction"));
            return;
        }
        // Read once, also where it was refused: what is wrong with it is said once.
        if (!begun.add(id)) return;
        open.add(id);
        Known known = known(decision);
        logic(decision, known).ifPresent(logic -> {
            done.put(id, new DecisionGraph.Node(name(decision), logic));
            brings.put(id, brings(name(decision), logic, known.facts()));
        });
        open.remove(id);
    }

    /** What a decision may name. @param allowed the elements that list what a fact may be, by the fact */
    private record Known(Facts facts, Map<String, DmnElement> allowed) {}

    /** What the process gives, or the input data that the decision requires; and the decisions it requires. */
    private Known known(DmnElement decision) {
        var types = new LinkedHashMap<String, FactType>();
        var lists = new LinkedHashMap<String, String>();
        var allowed = new HashMap<String, DmnElement>();
        if (given != null) {
            types.putAll(given.types());
            lists.putAll(given.unavailable());
        }
        for (DmnElement need : DmnModel.needs(decision).toList()) {
            DmnElement element = model.required(need).orElse(null);
            if (element == null) {
                missing(need, decision);
            } else if (element.name().equals("inputData")) {
                if (given != null) continue;
                TypeNames.Brought brought = inputData(element, decision);
                brought.facts().forEach((fact, declared) -> {
                    types.put(fact, declared.type());
                    declared.allowed().ifPresent(values -> allowed.put(fact, values));
                });
                brought.lists().forEach(list -> lists.put(list, LIST));
            } else {
                add(element);
                Map<String, FactType> brought = brings.getOrDefault(element.attribute("id"), Map.of());
                brought.keySet().forEach(fact -> shadowing(fact, element));
                types.putAll(brought);
                if (brought.isEmpty() && done.containsKey(element.attribute("id"))) lists.put(name(element), LIST);
            }
        }
        boolean bare = given == null
                && decision.all("informationRequirement").findAny().isEmpty();
        if (bare) types.putAll(columns(decision));
        Facts facts = given == null
                ? new Facts(types, Set.of(), lists)
                : new Facts(types, given.nullAllowed(), given.checked(), lists);
        return new Known(facts, allowed);
    }

    /** A decision under the name of a fact of the process would be taken for it by every table that reads the fact. */
    private void shadowing(String fact, DmnElement decision) {
        if (given == null || given.type(fact).isEmpty()) return;
        String what = "the decision \"" + name(decision) + "\" has the name of a fact of the process";
        problems.add(new Problem("RMT-102", place(decision), what, "give the decision another name"));
    }

    private void missing(DmnElement need, DmnElement decision) {
        if (given != null && !need.name().equals("requiredDecision")) return;
        String what = "\"" + name(decision) + "\" needs " + need.attribute("href") + ", which is not in the file";
        problems.add(new Problem("RMT-102", place(decision), what, "put it into the same file"));
    }

    private static Stream<DmnElement> expressions(DmnElement decision) {
        return decision.all("decisionTable")
                .flatMap(table -> table.all("input"))
                .flatMap(column -> column.all("inputExpression"));
    }

    private static String fact(DmnElement expression) {
        return expression.text().replaceAll("\\s+", " ");
    }

    /** A table that names no data at all, as editors write a single one: its columns say what they read. */
    private Map<String, FactType> columns(DmnElement decision) {
        var columns = new LinkedHashMap<String, FactType>();
        expressions(decision)
                .forEach(expression -> model.types()
                        .simple(expression.attribute("typeRef"))
                        .ifPresent(type -> columns.put(fact(expression), type)));
        return columns;
    }

    /** Input data of no declared type holds what the columns that read it, or parts of it, are declared to hold. */
    private TypeNames.Brought inputData(DmnElement input, DmnElement decision) {
        String typeRef = DmnModel.typeRef(input);
        String name = name(input);
        if (!typeRef.isEmpty() && !typeRef.equals("Any")) return model.types().facts(name, typeRef);
        var brought = new TypeNames.Brought(new LinkedHashMap<>(), new HashSet<>());
        expressions(decision)
                .filter(expression ->
                        fact(expression).equals(name) || fact(expression).startsWith(name + "."))
                .forEach(expression -> model.types()
                        .declared(expression.attribute("typeRef"))
                        .ifPresent(declared -> brought.facts().put(fact(expression), declared)));
        return brought;
    }

    private Optional<DecisionGraph.Logic> logic(DmnElement decision, Known known) {
        List<DmnElement> tables = decision.all("decisionTable").toList();
        if (tables.size() == 1) {
            var scope = new TableReader.Scope(
                    known.facts(), model.types(), known.allowed(), missing, DmnModel.typeRef(decision));
            return switch (new TableReader(model.fileName(), scope).read(name(decision), tables.getFirst())) {
                case Checked.Ok<LocatedTable>(LocatedTable table) -> Optional.of(new DecisionGraph.Logic.Table(table));
                case Checked.Refused<LocatedTable>(List<Problem> found) -> {
                    problems.addAll(found);
                    yield Optional.empty();
                }
            };
        }
        Optional<Operand> is =
                decision.first("literalExpression").flatMap(literal -> plain(literal.text(), known.facts()));
        if (is.isEmpty()) {
            String what = "the decision \"" + name(decision) + "\" is not a decision table, a literal or a name";
            problems.add(new Problem("RMT-102", place(decision), what, "make its logic a decision table"));
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
                    case UNIQUE, ANY, PRIORITY, FIRST, SUM, MIN, MAX -> parts(name, table.outputs());
                };
            }
        };
    }

    private static Map<String, FactType> parts(String name, List<Output> outputs) {
        if (outputs.size() == 1) return Map.of(name, outputs.getFirst().type());
        return outputs.stream()
                .collect(Collectors.toMap(
                        output -> name + "." + output.name(), Output::type, (a, _) -> a, LinkedHashMap::new));
    }
}
