package remit.dmn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;
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

    private final String fileName;
    private final Scope scope;
    private final List<Problem> problems = new ArrayList<>();

    /**
     * What a table may name.
     *
     * @param types the file's own types
     * @param result the type that the decision declares for its result, or empty
     */
    record Scope(Facts facts, TypeNames types, Missing missing, String result) {}

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
        this.fileName = fileName;
        this.scope = scope;
    }

    Checked<LocatedTable> read(String name, DmnElement table) {
        Optional<HitPolicy> hitPolicy = hitPolicy(table);
        List<DmnElement> inputElements = table.all("input").toList();
        List<Optional<Input>> inputs = new ArrayList<>();
        for (int i = 0; i < inputElements.size(); i++) inputs.add(input(i + 1, inputElements.get(i)));
        List<DmnElement> rules = table.all("rule").toList();
        List<Optional<Output>> outputs = outputs(table, rules);
        var rows = new ArrayList<Rule>();
        for (int i = 0; i < rules.size(); i++)
            row(i + 1, rules.get(i), inputs, outputs).ifPresent(rows::add);
        inputs.stream().flatMap(Optional::stream).forEach(input -> checkZones(input, inputs, rows, table));
        List<Output> said = outputs.stream().flatMap(Optional::stream).toList();
        if (hitPolicy.isPresent() && said.size() == outputs.size()) checkPolicy(hitPolicy.get(), said, rows, table);
        if (!problems.isEmpty() || hitPolicy.isEmpty()) return Checked.refused(problems);
        List<Input> columns = inputs.stream().flatMap(Optional::stream).toList();
        var lines = new LocatedTable.Lines(
                table.line(),
                table.all("output").map(DmnElement::line).toList(),
                rules.stream().map(DmnElement::line).toList());
        return Checked.ok(new LocatedTable(new DecisionTable(name, hitPolicy.get(), columns, said, rows), lines));
    }

    private void problem(String code, String place, String what, String fix) {
        problems.add(new Problem(code, place, what, fix));
    }

    private String place(DmnElement element) {
        return fileName + " line " + element.line();
    }

    private <T> Optional<T> keep(Checked<T> checked) {
        problems.addAll(checked.problems());
        return checked instanceof Checked.Ok<T>(T value) ? Optional.of(value) : Optional.empty();
    }

    private Optional<HitPolicy> hitPolicy(DmnElement table) {
        String written = table.attribute("hitPolicy");
        String aggregation = table.attribute("aggregation");
        Optional<HitPolicy> policy = HitPolicy.of(written, aggregation);
        if (policy.isEmpty()) {
            String what = aggregation.isEmpty()
                    ? "there is no hit policy " + written
                    : "the hit policy " + written + " does not go with the aggregation " + aggregation;
            problem(
                    "RMT-103",
                    place(table),
                    what,
                    "use one of " + POLICIES + "; COLLECT alone takes SUM, MIN, MAX or COUNT");
        }
        if (table.attribute("preferredOrientation").equals("CrossTable")) {
            problem("RMT-103", place(table), "a cross table is not part of this release", "write the rules as rows");
            return Optional.empty();
        }
        return policy;
    }

    private Optional<Input> input(int number, DmnElement element) {
        DmnElement expression = element.first("inputExpression").orElse(element);
        String fact = expression.text().replaceAll("\\s+", " ");
        String place = place(expression) + " input " + number;
        refuseLanguage(expression, place);
        Optional<FactType> type = scope.facts().type(fact);
        if (type.isEmpty()) {
            if (fact.isEmpty())
                problem("RMT-105", place, "the column names no fact", "write the name of a fact as its expression");
            else if (fact.matches("[\\p{L}_][\\p{L}\\p{N}_. ]*"))
                problems.add(scope.facts().unknown(place, fact));
            else
                problem(
                        "RMT-105",
                        place,
                        "\"" + fact + "\" is not the name of a fact",
                        "expressions are computed before the table: name a fact");
            return Optional.empty();
        }
        checkType(expression.attribute("typeRef"), type.get(), place + " column " + fact);
        Cell allowed = element.first("inputValues")
                .filter(values -> !values.text().isEmpty())
                .flatMap(values ->
                        keep(CellReader.read(place(values) + " allowed values of " + fact, values.text(), type.get())))
                .orElse(Cell.ANY);
        String label = element.attribute("label");
        return Optional.of(
                new Input(fact, label.isEmpty() ? fact : label, type.get(), allowed, presence(fact, allowed)));
    }

    private Input.Presence presence(String fact, Cell allowed) {
        boolean declared = scope.facts().nullAllowed().contains(fact)
                || allowed.tests().stream().anyMatch(test -> test instanceof UnaryTest.Missing);
        if (declared) return Input.Presence.NULL_ALLOWED;
        return switch (scope.missing()) {
            case CHECKED_BEFORE -> Input.Presence.PASSES_ANY_ONLY;
            case STOPS -> Input.Presence.REQUIRED;
            case IS_NULL -> Input.Presence.NULL_ALLOWED;
        };
    }

    private void checkType(String typeRef, FactType type, String place) {
        String declared = typeRef.substring(typeRef.indexOf(':') + 1);
        if (declared.isEmpty() || declared.equals("Any")) return;
        if (scope.types().simple(declared).filter(type::equals).isPresent()) return;
        problem(
                "RMT-106",
                place,
                "the column is declared " + typeRef + ", but the fact holds " + type.words(),
                "declare it " + type.feel());
    }

    private void refuseLanguage(DmnElement element, String place) {
        String language = element.attribute("expressionLanguage");
        if (language.isEmpty() || language.toLowerCase(java.util.Locale.ROOT).contains("feel")) return;
        problem(
                "RMT-104",
                place,
                "the expression language " + language + " is not part of this release",
                "write it in S-FEEL and delete expressionLanguage");
    }

    private List<Optional<Output>> outputs(DmnElement table, List<DmnElement> rules) {
        List<DmnElement> elements = table.all("output").toList();
        if (elements.isEmpty()) problem("RMT-107", place(table), "the table has no output", "add one");
        var outputs = new ArrayList<Optional<Output>>();
        for (int i = 0; i < elements.size(); i++) outputs.add(output(i, elements, table, rules));
        List<String> names =
                outputs.stream().flatMap(Optional::stream).map(Output::name).toList();
        if (names.stream().distinct().count() < names.size()) {
            problem("RMT-107", place(table), "an output stands twice: " + String.join(", ", names), "keep one of each");
        }
        return outputs;
    }

    private Optional<Output> output(int column, List<DmnElement> elements, DmnElement table, List<DmnElement> rules) {
        DmnElement element = elements.get(column);
        String name = element.attribute("name");
        boolean single = elements.size() == 1;
        if (name.isEmpty() && !single) {
            problem("RMT-107", place(element), "output " + (column + 1) + " has no name", "name every output");
        }
        String called = "output " + (name.isEmpty() ? String.valueOf(column + 1) : name);
        Optional<FactType> type = outputType(element, column, single ? table.attribute("typeRef") : "", rules);
        if (type.isEmpty()) {
            problem(
                    "RMT-106",
                    place(element) + " " + called,
                    "the output does not say which type it has",
                    "give it a typeRef such as string, number or boolean");
            return Optional.empty();
        }
        List<Operand> allowed = element.first("outputValues")
                .filter(values -> !values.text().isEmpty())
                .flatMap(values ->
                        keep(CellReader.read(place(values) + " allowed values of " + name, values.text(), type.get())))
                .map(TableReader::literals)
                .orElse(List.of());
        Operand otherwise = element.first("defaultOutputEntry")
                .filter(entry -> !entry.text().isEmpty())
                .flatMap(entry -> keep(CellReader.readOutput(
                        place(entry) + " default of " + name, entry.text(), type.get(), scope.facts())))
                .orElse(null);
        return Optional.of(new Output(name, type.get(), allowed, otherwise));
    }

    private static List<Operand> literals(Cell cell) {
        return cell.tests().stream()
                .flatMap(test -> test instanceof UnaryTest.Equal(Operand operand) ? Stream.of(operand) : Stream.empty())
                .toList();
    }

    /** Declared at the output, else at the table, else at the decision, else what the first row says. */
    private Optional<FactType> outputType(DmnElement output, int column, String tableType, List<DmnElement> rules) {
        for (String declared :
                List.of(output.attribute("typeRef"), tableType, tableType.isEmpty() ? scope.result() : "")) {
            if (declared.isEmpty() || declared.equals("Any")) continue;
            Optional<FactType> type = scope.types().simple(declared);
            if (type.isPresent()) return type;
        }
        return rules.stream()
                .map(rule -> rule.all("outputEntry").skip(column).findFirst())
                .flatMap(Optional::stream)
                .flatMap(entry -> Stream.of(FactType.values())
                        .filter(type -> CellReader.readOutput("", entry.text(), type, scope.facts())
                                        instanceof Checked.Ok<Operand>(Operand said)
                                && !said.equals(NULL)))
                .findFirst();
    }

    private static final Operand NULL = new Operand.Literal(Value.ABSENT);

    private Optional<Rule> row(
            int number, DmnElement rule, List<Optional<Input>> inputs, List<Optional<Output>> outputs) {
        String place = place(rule) + " rule " + number;
        List<DmnElement> tests = rule.all("inputEntry").toList();
        List<DmnElement> says = rule.all("outputEntry").toList();
        if (tests.size() != inputs.size() || says.size() != outputs.size()) {
            String what = "the rule has " + tests.size() + " input and " + says.size() + " output cells, the table "
                    + inputs.size() + " and " + outputs.size();
            problem("RMT-110", place, what, "give the rule one cell a column");
            return Optional.empty();
        }
        var cells = new ArrayList<Cell>();
        for (int i = 0; i < tests.size(); i++) {
            if (inputs.get(i).isEmpty()) continue;
            Input input = inputs.get(i).get();
            cell(place(tests.get(i)) + " rule " + number + " column " + input.fact(), tests.get(i), input)
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
        refuseLanguage(entry, place);
        Optional<Cell> cell = keep(CellReader.read(place, entry.text(), input.type(), scope.facts()));
        cell.ifPresent(read -> read.tests().forEach(test -> {
            if (test instanceof UnaryTest.Missing && input.presence() != Input.Presence.NULL_ALLOWED) {
                String fix = "declare that " + input.fact() + " may be missing, or leave null out";
                problem("RMT-111", place, "the column is never asked about a missing value", fix);
            } else if (!input.mayPass(test)) {
                String what = test.text() + " is not among the allowed values "
                        + input.allowed().text();
                problem("RMT-111", place, what, "correct the cell or the allowed values of " + input.fact());
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
        problem(
                "RMT-111",
                place(table) + " column " + input.fact(),
                "some of its times have a zone or offset and some have none",
                "write all of them with one, or none");
    }

    private Optional<Operand> says(String place, DmnElement entry, Output output) {
        refuseLanguage(entry, place);
        String text = entry.text();
        if (text.isEmpty() || text.equals("-")) return Optional.of(NULL);
        Optional<Operand> said = keep(CellReader.readOutput(place, text, output.type(), scope.facts()));
        said.ifPresent(operand -> {
            boolean listed = output.allowed().isEmpty() || output.allowed().contains(operand) || operand.equals(NULL);
            if (!listed && operand instanceof Operand.Literal) {
                String what = operand.text() + " is not among the allowed values "
                        + output.allowed().stream().map(Operand::text).collect(Collectors.joining(", "));
                problem("RMT-111", place, what, "correct the cell or the allowed values of " + output.name());
            }
        });
        return said;
    }

    private void checkPolicy(HitPolicy policy, List<Output> outputs, List<Rule> rules, DmnElement table) {
        String place = place(table);
        if (policy.ranked()
                && outputs.stream().allMatch(output -> output.allowed().isEmpty())) {
            problem(
                    "RMT-103",
                    place,
                    "the hit policy " + policy.attribute() + " needs an order of outputs",
                    "list the allowed output values, the one that wins first");
        }
        @Nullable Output summed = outputs.size() == 1 ? outputs.getFirst() : null;
        switch (policy) {
            case SUM, MIN, MAX -> {
                if (summed == null) {
                    problem("RMT-103", place, policy.aggregation() + " takes one output", "keep one output");
                } else if (policy == HitPolicy.SUM
                        ? summed.type() != FactType.NUMBER
                        : !summed.type().ordered()) {
                    problem(
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
            problem("RMT-103", place, "an output that is a name cannot be ranked", "write a literal");
        }
        for (int i = 0; policy.ranked() && i < outputs.size(); i++) {
            int column = i;
            boolean listed = !outputs.get(i).allowed().isEmpty();
            if (listed
                    && rules.stream().anyMatch(rule -> rule.says().get(column).equals(NULL))) {
                String fix = "write one of the allowed values in every rule";
                problem("RMT-103", place, "an output that is empty or null cannot be ranked", fix);
            }
        }
    }
}
