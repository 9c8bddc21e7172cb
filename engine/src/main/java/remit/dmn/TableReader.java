package remit.dmn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Value;
import remit.rules.Cell;
import remit.rules.CellReader;
import remit.rules.DecisionTable;
import remit.rules.FactType;
import remit.rules.Facts;
import remit.rules.HitPolicy;
import remit.rules.Input;
import remit.rules.Operand;
import remit.rules.Output;
import remit.rules.Rule;
import remit.rules.UnaryTest;

/** Turns one {@code decisionTable} element into a table; collects every problem on the way. */
final class TableReader {
    private static final String POLICIES =
            Stream.of(HitPolicy.values()).map(HitPolicy::attribute).distinct().collect(Collectors.joining(", "));

    private final Scope scope;
    private final Mistakes mistakes;
    private final ColumnReader columns;

    /**
     * What a table may name.
     *
     * @param types the file's own types
     * @param allowed the elements that list the values which a fact may have, by the fact
     * @param result the type that the decision declares for its result, or empty
     */
    record Scope(Facts facts, TypeNames types, Map<String, DmnElement> allowed, Missing missing, String result) {}

    /** What a missing input means where the file does not say it. */
    enum Missing {
        /** Somebody looks at it before the table is asked. */
        CHECKED_BEFORE,
        /** The table is not asked. */
        STOPS,
        /** As the standard has it: null is a value like others. */
        IS_NULL
    }

    TableReader(String fileName, Scope scope) {
        this.scope = scope;
        this.mistakes = new Mistakes(fileName);
        this.columns = new ColumnReader(scope, mistakes);
    }

    Checked<LocatedTable> read(String name, DmnElement table) {
        Optional<HitPolicy> hitPolicy = hitPolicy(table);
        List<DmnElement> inputElements = table.all("input").toList();
        List<Optional<Input>> inputs = new ArrayList<>();
        for (int i = 0; i < inputElements.size(); i++) inputs.add(columns.input(i + 1, inputElements.get(i)));
        List<DmnElement> rules = table.all("rule").toList();
        List<Optional<Output>> outputs = columns.outputs(table, rules);
        var rows = new ArrayList<Rule>();
        for (int i = 0; i < rules.size(); i++)
            row(i + 1, rules.get(i), inputs, outputs).ifPresent(rows::add);
        inputs.stream().flatMap(Optional::stream).forEach(input -> checkZones(input, inputs, rows, table));
        List<Output> said = outputs.stream().flatMap(Optional::stream).toList();
        if (hitPolicy.isPresent() && said.size() == outputs.size()) checkPolicy(hitPolicy.get(), said, rows, table);
        if (!mistakes.found().isEmpty() || hitPolicy.isEmpty()) return Checked.refused(mistakes.found());
        List<Input> read = inputs.stream().flatMap(Optional::stream).toList();
        var lines = new LocatedTable.Lines(
                table.line(),
                table.all("output").map(DmnElement::line).toList(),
                rules.stream().map(DmnElement::line).toList());
        return Checked.ok(new LocatedTable(new DecisionTable(name, hitPolicy.get(), read, said, rows), lines));
    }

    private Optional<HitPolicy> hitPolicy(DmnElement table) {
        String written = table.attribute("hitPolicy");
        String aggregation = table.attribute("aggregation");
        Optional<HitPolicy> policy = HitPolicy.of(written, aggregation);
        if (policy.isEmpty()) {
            String what = aggregation.isEmpty()
                    ? "there is no hit policy " + written
                    : "the hit policy " + written + " does not go with the aggregation " + aggregation;
            mistakes.add(
                    "RMT-103",
                    mistakes.place(table),
                    what,
                    "use one of " + POLICIES + "; COLLECT alone takes SUM, MIN, MAX or COUNT");
        }
        if (table.attribute("preferredOrientation").equals("CrossTable")) {
            mistakes.add(
                    "RMT-103",
                    mistakes.place(table),
                    "a cross table is not part of this release",
                    "write the rules as rows");
            return Optional.empty();
        }
        return policy;
    }

    private static final Operand NULL = new Operand.Literal(Value.ABSENT);

    private Optional<Rule> row(
            int number, DmnElement rule, List<Optional<Input>> inputs, List<Optional<Output>> outputs) {
        String place = mistakes.place(rule) + " rule " + number;
        List<DmnElement> tests = rule.all("inputEntry").toList();
        List<DmnElement> says = rule.all("outputEntry").toList();
        if (tests.size() != inputs.size() || says.size() != outputs.size()) {
            String what = "the rule has " + tests.size() + " input and " + says.size() + " output cells, the table "
                    + inputs.size() + " and " + outputs.size();
            mistakes.add("RMT-110", place, what, "give the rule one cell a column");
            return Optional.empty();
        }
        var cells = new ArrayList<Cell>();
        for (int i = 0; i < tests.size(); i++) {
            if (inputs.get(i).isEmpty()) continue;
            Input input = inputs.get(i).get();
            cell(mistakes.place(tests.get(i)) + " rule " + number + " column " + input.fact(), tests.get(i), input)
                    .ifPresent(cells::add);
        }
        var said = new ArrayList<Operand>();
        for (int i = 0; i < says.size(); i++) {
            if (outputs.get(i).isEmpty()) continue;
            Output output = outputs.get(i).get();
            says(place + " output " + output.name(), says.get(i), output).ifPresent(said::add);
        }
        if (said.size() < outputs.size() || cells.size() < inputs.size()) return Optional.empty();
        return Optional.of(new Rule(number, cells, said));
    }

    private Optional<Cell> cell(String place, DmnElement entry, Input input) {
        mistakes.refuseLanguage(entry, place);
        Optional<Cell> cell = mistakes.keep(CellReader.read(place, entry.text(), input.type(), scope.facts()));
        cell.ifPresent(read -> read.tests().forEach(test -> {
            if (test instanceof UnaryTest.Missing && input.presence() != Input.Presence.NULL_ALLOWED) {
                String fix = "declare that " + input.fact() + " may be missing, or leave null out";
                mistakes.add("RMT-111", place, "the column is never asked about a missing value", fix);
            } else if (!input.mayPass(test)) {
                String what = test.text() + " is not among the allowed values "
                        + input.allowed().text();
                mistakes.add("RMT-111", place, what, "correct the cell or the allowed values of " + input.fact());
            }
        }));
        return cell;
    }

    /** Bounds with a zone and bounds without one do not lie on one line. */
    private void checkZones(Input input, List<Optional<Input>> inputs, List<Rule> rows, DmnElement table) {
        int column = inputs.indexOf(Optional.of(input));
        Set<Class<?>> kinds = Stream.concat(
                        input.allowed().tests().stream(),
                        rows.stream()
                                .filter(rule -> rule.cells().size() > column)
                                .flatMap(rule -> rule.cells().get(column).tests().stream()))
                .flatMap(UnaryTest::operands)
                .flatMap(operand ->
                        operand instanceof Operand.Literal(Value value) ? Stream.of(value.getClass()) : Stream.empty())
                .collect(Collectors.toSet());
        if (input.type() != FactType.DAY_TIME || kinds.size() < 2) return;
        mistakes.add(
                "RMT-111",
                mistakes.place(table) + " column " + input.fact(),
                "some of its times have a zone or offset and some have none",
                "write all of them with one, or none");
    }

    private Optional<Operand> says(String place, DmnElement entry, Output output) {
        mistakes.refuseLanguage(entry, place);
        String text = entry.text();
        if (text.isEmpty() || text.equals("-")) return Optional.of(NULL);
        Optional<Operand> said = mistakes.keep(CellReader.readOutput(place, text, output.type(), scope.facts()));
        said.flatMap(operand -> columns.forbids(output, operand))
                .ifPresent(what -> mistakes.add(
                        "RMT-111", place, what, "correct the cell or the allowed values of " + output.name()));
        return said;
    }

    private void checkPolicy(HitPolicy policy, List<Output> outputs, List<Rule> rules, DmnElement table) {
        String place = mistakes.place(table);
        if (policy.ranked()
                && outputs.stream().allMatch(output -> output.allowed().isEmpty())) {
            mistakes.add(
                    "RMT-103",
                    place,
                    "the hit policy " + policy.attribute() + " needs an order of outputs",
                    "list the allowed output values, the one that wins first");
        }
        @Nullable Output summed = outputs.size() == 1 ? outputs.getFirst() : null;
        switch (policy) {
            case SUM, MIN, MAX -> {
                if (summed == null) {
                    mistakes.add("RMT-103", place, policy.aggregation() + " takes one output", "keep one output");
                } else if (policy == HitPolicy.SUM
                        ? summed.type() != FactType.NUMBER
                        : !summed.type().ordered()) {
                    mistakes.add(
                            "RMT-103",
                            place,
                            summed.type().words() + " cannot be taken the " + policy.aggregation() + " of",
                            "let the output be a number");
                }
            }
            case UNIQUE, ANY, PRIORITY, FIRST, RULE_ORDER, OUTPUT_ORDER, COLLECT, COUNT -> {
                // These take outputs of any type and number.
            }
        }
        if (policy.ranked()
                && rules.stream().anyMatch(rule -> rule.says().stream().anyMatch(Operand.Name.class::isInstance))) {
            mistakes.add("RMT-103", place, "an output that is a name cannot be ranked", "write a literal");
        }
        for (int i = 0; policy.ranked() && i < outputs.size(); i++) {
            int column = i;
            boolean listed = !outputs.get(i).allowed().isEmpty();
            if (listed
                    && rules.stream().anyMatch(rule -> rule.says().get(column).equals(NULL))) {
                String fix = "write one of the allowed values in every rule";
                mistakes.add("RMT-103", place, "an output that is empty or null cannot be ranked", fix);
            }
        }
    }
}
