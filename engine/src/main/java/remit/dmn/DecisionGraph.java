package remit.dmn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import remit.kernel.Problem;
import remit.kernel.Value;
import remit.rules.DecisionTable;
import remit.rules.Operand;
import remit.rules.Result;
import remit.rules.Rule;
import remit.rules.UnaryTest;

/**
 * A decision with everything that it needs: tables that feed tables, in the order in which they are asked. Immutable.
 */
public final class DecisionGraph {
    private final List<Node> nodes;

    /** One decision. @param name by which others name its result */
    record Node(String name, Logic logic) {}

    /** How a decision comes to its result. */
    sealed interface Logic {
        /** A table. */
        record Table(LocatedTable located) implements Logic {
            DecisionTable table() {
                return located.table();
            }
        }

        /** A literal, or another fact under a new name. */
        record Is(Operand operand) implements Logic {}
    }

    DecisionGraph(List<Node> nodes) {
        this.nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) throw new IllegalArgumentException("nodes: none");
    }

    /** The result for a case, or the fault that keeps a table from being asked. A fact not in the map is missing. */
    public Outcome evaluate(Map<String, Value> facts) {
        var known = new HashMap<>(facts);
        Outcome outcome = new Outcome.Decided(new Result.Nothing("nothing was asked"));
        for (Node node : nodes) {
            outcome = ask(node, known);
            if (!(outcome instanceof Outcome.Decided(Result result))) return outcome;
            keep(node.name(), result, known);
        }
        return outcome;
    }

    /** What came of asking. */
    public sealed interface Outcome {
        /** The last decision's result. */
        record Decided(Result result) implements Outcome {}

        /** A table could not be asked. @param decision whose table */
        record Unfit(String decision, Problem problem) implements Outcome {}
    }

    private static void keep(String name, Result result, Map<String, Value> known) {
        switch (result) {
            case Result.Single(Value value) -> known.put(name, value);
            case Result.Parts(Map<String, Value> parts) ->
                parts.forEach((part, value) -> known.put(name + "." + part, value));
            case Result.Nothing _ -> known.put(name, Value.ABSENT);
            case Result.Several _ -> {
                // Nothing can name a list: the reader refuses it.
            }
        }
    }

    /** The facts with what every decision but the last gives; a table that cannot be asked gives nothing. */
    public Map<String, Value> upstream(Map<String, Value> facts) {
        if (nodes.size() == 1) return facts;
        var known = new HashMap<>(facts);
        for (Node node : nodes.subList(0, nodes.size() - 1)) {
            Result result = switch (ask(node, known)) {
                case Outcome.Decided(Result decided) -> decided;
                case Outcome.Unfit(String decision, Problem problem) -> new Result.Nothing(problem.what());
            };
            keep(node.name(), result, known);
        }
        return known;
    }

    /** The same with another table in the place of the last one. */
    public DecisionGraph with(DecisionTable top) {
        Node last = nodes.getLast();
        if (!(last.logic() instanceof Logic.Table(LocatedTable located)))
            throw new IllegalStateException("the top decision is no table");
        var changed = new ArrayList<>(nodes.subList(0, nodes.size() - 1));
        changed.add(new Node(last.name(), new Logic.Table(new LocatedTable(top, located.lines()))));
        return new DecisionGraph(changed);
    }

    private static Outcome ask(Node node, Map<String, Value> known) {
        return switch (node.logic()) {
            case Logic.Is(Operand operand) -> new Outcome.Decided(new Result.Single(operand.value(known)));
            case Logic.Table logic -> {
                DecisionTable table = logic.table();
                Optional<Problem> unfit = table.unfit(known);
                yield unfit.isPresent()
                        ? new Outcome.Unfit(node.name(), unfit.get())
                        : new Outcome.Decided(table.result(table.evaluate(known), known));
            }
        };
    }

    /** The tables, those that are needed before those that need them; the last one decides. */
    public List<LocatedTable> tables() {
        return nodes.stream()
                .flatMap(node ->
                        node.logic() instanceof Logic.Table(LocatedTable located) ? Stream.of(located) : Stream.empty())
                .toList();
    }

    /** A table that feeds another. @param name by which the other names its result */
    public record Fed(String name, DecisionTable table) {}

    /** The tables before the last. */
    public List<Fed> fed() {
        return nodes.subList(0, nodes.size() - 1).stream()
                .flatMap(node -> node.logic() instanceof Logic.Table(LocatedTable located)
                        ? Stream.of(new Fed(node.name(), located.table()))
                        : Stream.empty())
                .toList();
    }

    /** Decisions that are a literal or another fact under a new name. @param says the operand as a cell writes it */
    public record Said(String name, String says) {}

    /** The decisions that are no tables. */
    public List<Said> said() {
        return nodes.stream()
                .flatMap(node -> node.logic() instanceof Logic.Is(Operand operand)
                        ? Stream.of(new Said(node.name(), operand.text()))
                        : Stream.empty())
                .toList();
    }

    /** Every fact of the case that a column reads, a cell compares with, or an output says. */
    public Set<String> reads() {
        var results = new HashSet<String>();
        for (Node node : nodes) results.add(node.name());
        var reads = new LinkedHashSet<String>();
        for (Node node : nodes) {
            switch (node.logic()) {
                case Logic.Is(Operand operand) -> name(operand).ifPresent(reads::add);
                case Logic.Table(LocatedTable located) -> {
                    located.table().inputs().forEach(input -> reads.add(input.fact()));
                    for (Rule rule : located.table().rules()) {
                        operands(rule).forEach(operand -> name(operand).ifPresent(reads::add));
                    }
                }
            }
        }
        reads.removeIf(
                fact -> results.stream().anyMatch(result -> fact.equals(result) || fact.startsWith(result + ".")));
        return reads;
    }

    private static Stream<Operand> operands(Rule rule) {
        return Stream.concat(
                rule.says().stream(),
                rule.cells().stream().flatMap(cell -> cell.tests().stream()).flatMap(UnaryTest::operands));
    }

    private static Optional<String> name(Operand operand) {
        return operand instanceof Operand.Name(String fact) ? Optional.of(fact) : Optional.empty();
    }
}
