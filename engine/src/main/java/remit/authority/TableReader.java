package remit.authority;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import remit.kernel.Checked;
import remit.kernel.Problem;

/** Turns one {@code decisionTable} element into a table; collects every problem on the way. */
final class TableReader {
    private static final String VERDICT = "verdict";
    private static final String REASON = "reason";
    private static final String VERDICTS = Stream.of(Ruling.values())
            .map(ruling -> "\"" + ruling.word() + "\"")
            .collect(Collectors.joining(", "));

    private final String fileName;
    private final Facts facts;
    private final List<Problem> problems = new ArrayList<>();

    /** One output column. @param allowed the declared output values */
    private record Output(String name, Cell allowed, Optional<String> otherwise, int line) {}

    /** What a row or the default says. */
    private record Said(Ruling ruling, String reason) {}

    TableReader(String fileName, Facts facts) {
        this.fileName = fileName;
        this.facts = facts;
    }

    Checked<DecisionTable> read(String name, DmnElement table) {
        Optional<HitPolicy> hitPolicy = hitPolicy(table);
        List<DmnElement> inputElements = table.all("input").toList();
        List<Optional<Input>> inputs = new ArrayList<>();
        for (int i = 0; i < inputElements.size(); i++) inputs.add(input(i + 1, inputElements.get(i)));
        List<DmnElement> outputElements = table.all("output").toList();
        List<Output> outputs = outputElements.stream()
                .map(element -> output(element, outputElements.size() == 1))
                .toList();
        checkOutputs(table, outputs);
        var rows = new ArrayList<Row>();
        List<DmnElement> rules = table.all("rule").toList();
        for (int i = 0; i < rules.size(); i++)
            row(i + 1, rules.get(i), inputs, outputs).ifPresent(rows::add);
        Evaluation.Outcome.NoMatch otherwise = otherwise(table, outputs);
        if (!problems.isEmpty() || hitPolicy.isEmpty()) return Checked.refused(problems);
        List<Input> columns = inputs.stream().flatMap(Optional::stream).toList();
        return Checked.ok(new DecisionTable(name, hitPolicy.get(), columns, rows, otherwise));
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
        switch (written) {
            case "", "UNIQUE" -> {
                return Optional.of(HitPolicy.UNIQUE);
            }
            case "FIRST" -> {
                return Optional.of(HitPolicy.FIRST);
            }
            default -> {
                String fix = "use FIRST (the first matching row speaks) or UNIQUE (exactly one may match)";
                problem("RMT-103", place(table), "the hit policy " + written + " is not part of this release", fix);
                return Optional.empty();
            }
        }
    }

    private Optional<Input> input(int number, DmnElement element) {
        DmnElement expression = element.first("inputExpression").orElse(element);
        String fact = expression.text();
        String place = place(expression) + " input " + number;
        refuseLanguage(expression, place);
        Optional<FactType> type = facts.type(fact);
        if (type.isEmpty()) {
            if (fact.isEmpty())
                problem("RMT-105", place, "the column names no fact", "write the name of a fact as its expression");
            else if (fact.matches("[\\p{L}_][\\p{L}\\p{N}_]*")) problems.add(facts.unknown(place, fact));
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
                .flatMap(values ->
                        keep(CellReader.read(place(values) + " allowed values of " + fact, values.text(), type.get())))
                .orElse(Cell.ANY);
        String label = element.attribute("label");
        return Optional.of(new Input(fact, label.isEmpty() ? fact : label, type.get(), allowed));
    }

    private void checkType(String typeRef, FactType type, String place) {
        String declared = typeRef.substring(typeRef.indexOf(':') + 1);
        String right = switch (type) {
            case TEXT -> "string";
            case NUMBER -> "number";
            case DAY -> "date";
            case FLAG -> "boolean";
        };
        // Older editors wrote the numeric types of Java; they mean number.
        boolean number = type == FactType.NUMBER && declared.matches("integer|long|double");
        if (declared.isEmpty() || declared.equals("Any") || declared.equals(right) || number) return;
        problem(
                "RMT-106",
                place,
                "the column is declared " + typeRef + ", but the fact holds " + type.words(),
                "declare it " + right);
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

    private Output output(DmnElement element, boolean single) {
        // DMN lets a single output go without a name.
        String written = element.attribute("name");
        String name = single && written.isEmpty() ? VERDICT : written;
        Cell allowed = element.first("outputValues")
                .flatMap(values -> keep(
                        CellReader.read(place(values) + " allowed values of " + name, values.text(), FactType.TEXT)))
                .orElse(Cell.ANY);
        Optional<String> otherwise = element.first("defaultOutputEntry")
                .flatMap(entry -> keep(CellReader.readText(place(entry) + " default of " + name, entry.text())));
        if (!name.equals(VERDICT) && !name.equals(REASON)) {
            problem(
                    "RMT-107",
                    place(element),
                    "there is no output \"" + name + "\"",
                    Facts.suggest(name, List.of(VERDICT, REASON)));
        }
        checkType(element.attribute("typeRef"), FactType.TEXT, place(element) + " output " + name);
        return new Output(name, allowed, otherwise, element.line());
    }

    private void checkOutputs(DmnElement table, List<Output> outputs) {
        List<String> names = outputs.stream().map(Output::name).toList();
        if (!names.contains(VERDICT)) {
            problem("RMT-107", place(table), "the table has no output \"verdict\"", "add one that holds " + VERDICTS);
        }
        if (names.stream().distinct().count() < names.size()) {
            problem("RMT-107", place(table), "an output stands twice: " + String.join(", ", names), "keep one of each");
        }
    }

    private Optional<Row> row(int number, DmnElement rule, List<Optional<Input>> inputs, List<Output> outputs) {
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
        Optional<Said> said = said(place, says, outputs);
        if (said.isEmpty() || cells.size() < inputs.size()) return Optional.empty();
        return Optional.of(
                new Row(number, cells, said.get().ruling(), said.get().reason()));
    }

    private Optional<Cell> cell(String place, DmnElement entry, Input input) {
        refuseLanguage(entry, place);
        Optional<Cell> cell = keep(CellReader.read(place, entry.text(), input.type()));
        cell.ifPresent(read -> read.tests().forEach(test -> {
            if (outside(test, input)) {
                String what = test.text() + " is not among the allowed values "
                        + input.allowed().text();
                problem("RMT-111", place, what, "correct the cell or the allowed values of " + input.fact());
            }
        }));
        return cell;
    }

    /** Whether a test could never hold, because no allowed value passes it. */
    private static boolean outside(UnaryTest test, Input input) {
        if (input.allowed() instanceof Cell.Any) return false;
        var every = new ArrayList<>(input.allowed().tests());
        every.add(test);
        Segments segments = Segments.of(input.type(), every);
        var passing = segments.covered(test);
        var allowed = new java.util.BitSet();
        input.allowed().tests().forEach(one -> allowed.or(segments.covered(one)));
        return !passing.intersects(allowed);
    }

    private Optional<Said> said(String rule, List<DmnElement> entries, List<Output> outputs) {
        Optional<Ruling> ruling = Optional.empty();
        String reason = "";
        for (int i = 0; i < entries.size(); i++) {
            Output output = outputs.get(i);
            String place = rule + " output " + output.name();
            String text = entries.get(i).text();
            boolean verdict = output.name().equals(VERDICT);
            if (!verdict && (text.isEmpty() || text.equals("-"))) continue;
            refuseLanguage(entries.get(i), place);
            Optional<String> literal = keep(CellReader.readText(place, text));
            literal.ifPresent(said -> checkAllowed(place, said, output));
            if (verdict) ruling = literal.flatMap(word -> ruling(place, word));
            else reason = literal.orElse("");
        }
        String found = reason;
        return ruling.map(value -> new Said(value, found));
    }

    private void checkAllowed(String place, String said, Output output) {
        if (output.allowed() instanceof Cell.Any) return;
        boolean listed = output.allowed().tests().contains(new UnaryTest.Equal(new remit.kernel.Value.Text(said)));
        if (!listed) {
            String what = "\"" + said + "\" is not among the allowed values "
                    + output.allowed().text();
            problem("RMT-111", place, what, "correct the cell or the allowed values of " + output.name());
        }
    }

    private Optional<Ruling> ruling(String place, String word) {
        Optional<Ruling> ruling = Ruling.of(word);
        if (ruling.isEmpty())
            problem("RMT-108", place, "\"" + word + "\" is not a verdict", "write one of " + VERDICTS);
        return ruling;
    }

    private Evaluation.Outcome.NoMatch otherwise(DmnElement table, List<Output> outputs) {
        Ruling ruling = Ruling.CHECKPOINT;
        String reason = "no row of the table matches";
        for (Output output : outputs) {
            if (output.otherwise().isEmpty()) continue;
            String place = fileName + " line " + output.line() + " default of " + output.name();
            String said = output.otherwise().get();
            checkAllowed(place, said, output);
            if (output.name().equals(REASON)) reason = said;
            else if (output.name().equals(VERDICT)) ruling = ruling(place, said).orElse(ruling);
        }
        if (ruling == Ruling.AUTO_CLEAR) {
            String fix = "a case that no rule foresaw needs a person: write \"checkpoint\", or add a rule";
            problem("RMT-109", place(table), "the default output is \"auto_clear\"", fix);
            return new Evaluation.Outcome.NoMatch(Ruling.CHECKPOINT, reason);
        }
        return new Evaluation.Outcome.NoMatch(ruling, reason);
    }
}
