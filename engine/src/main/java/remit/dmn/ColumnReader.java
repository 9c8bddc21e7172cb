package remit.dmn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import remit.kernel.Checked;
import remit.kernel.Value;
import remit.rules.Cell;
import remit.rules.CellReader;
import remit.rules.FactType;
import remit.rules.Input;
import remit.rules.Operand;
import remit.rules.Output;
import remit.rules.UnaryTest;

/** Reads the columns of a table: what they are about, their types, their allowed values. */
final class ColumnReader {
    private static final Operand NULL = new Operand.Literal(Value.ABSENT);

    private final TableReader.Scope scope;
    private final Mistakes mistakes;
    /** What each output may say, where that is limited. */
    private final Map<String, Cell> sayable = new HashMap<>();

    ColumnReader(TableReader.Scope scope, Mistakes mistakes) {
        this.scope = scope;
        this.mistakes = mistakes;
    }

    Optional<Input> input(int number, DmnElement element) {
        DmnElement expression = element.first("inputExpression").orElse(element);
        String fact = expression.text().replaceAll("\\s+", " ");
        String place = mistakes.place(expression) + " input " + number;
        mistakes.refuseLanguage(expression, place);
        Optional<FactType> type = scope.facts().type(fact);
        if (type.isEmpty()) {
            if (fact.isEmpty())
                mistakes.add(
                        "RMT-105", place, "the column names no fact", "write the name of a fact as its expression");
            else if (fact.matches("[\\p{L}_][\\p{L}\\p{N}_. ]*"))
                mistakes.add(scope.facts().unknown(place, fact));
            else
                mistakes.add(
                        "RMT-105",
                        place,
                        "\"" + fact + "\" is not the name of a fact",
                        "expressions are computed before the table: name a fact");
            return Optional.empty();
        }
        String typeRef = expression.attribute("typeRef");
        checkType(typeRef, type.get(), place + " column " + fact);
        Cell allowed = own(element, "inputValues")
                .or(() -> scope.types().declared(typeRef).flatMap(TypeNames.Declared::allowed))
                .or(() -> Optional.ofNullable(scope.allowed().get(fact)))
                .map(values -> allowed(values, fact, type.get()))
                .orElse(Cell.ANY);
        String label = element.attribute("label");
        return Optional.of(
                new Input(fact, label.isEmpty() ? fact : label, type.get(), allowed, presence(fact, allowed)));
    }

    private static Optional<DmnElement> own(DmnElement column, String name) {
        return column.first(name).filter(values -> !values.text().isEmpty());
    }

    /** Values that a column, or its type, allows. */
    private Cell allowed(DmnElement values, String column, FactType type) {
        String place = mistakes.place(values) + " allowed values of " + column;
        return mistakes.keep(CellReader.read(place, values.text(), type)).orElse(Cell.ANY);
    }

    private Input.Presence presence(String fact, Cell allowed) {
        boolean declared = scope.facts().nullAllowed().contains(fact)
                || allowed.tests().stream().anyMatch(test -> test instanceof UnaryTest.Missing);
        if (declared) return Input.Presence.NULL_ALLOWED;
        return switch (scope.missing()) {
            case CHECKED_BEFORE ->
                scope.facts().checked().contains(fact) ? Input.Presence.CHECKED_BEFORE : Input.Presence.PASSES_ANY_ONLY;
            case STOPS -> Input.Presence.REQUIRED;
            case IS_NULL -> Input.Presence.NULL_ALLOWED;
        };
    }

    private void checkType(String typeRef, FactType type, String place) {
        String declared = typeRef.substring(typeRef.indexOf(':') + 1);
        if (declared.isEmpty() || declared.equals("Any")) return;
        if (scope.types().simple(declared).filter(type::equals).isPresent()) return;
        mistakes.add(
                "RMT-106",
                place,
                "the column is declared " + typeRef + ", but the fact holds " + type.words(),
                "declare it " + type.feel());
    }

    List<Optional<Output>> outputs(DmnElement table, List<DmnElement> rules) {
        List<DmnElement> elements = table.all("output").toList();
        if (elements.isEmpty()) mistakes.add("RMT-107", mistakes.place(table), "the table has no output", "add one");
        var outputs = new ArrayList<Optional<Output>>();
        for (int i = 0; i < elements.size(); i++) outputs.add(output(i, elements, table, rules));
        List<String> names =
                outputs.stream().flatMap(Optional::stream).map(Output::name).toList();
        if (names.stream().distinct().count() < names.size()) {
            mistakes.add(
                    "RMT-107",
                    mistakes.place(table),
                    "an output stands twice: " + String.join(", ", names),
                    "keep one of each");
        }
        return outputs;
    }

    private Optional<Output> output(int column, List<DmnElement> elements, DmnElement table, List<DmnElement> rules) {
        DmnElement element = elements.get(column);
        String name = element.attribute("name");
        boolean single = elements.size() == 1;
        if (name.isEmpty() && !single) {
            mistakes.add(
                    "RMT-107", mistakes.place(element), "output " + (column + 1) + " has no name", "name every output");
        }
        String called = "output " + (name.isEmpty() ? String.valueOf(column + 1) : name);
        Optional<TypeNames.Declared> type = outputType(element, table, single).or(() -> firstSaid(column, rules));
        if (type.isEmpty()) {
            mistakes.add(
                    "RMT-106",
                    mistakes.place(element) + " " + called,
                    "the output does not say which type it has",
                    "give it a typeRef such as string, number or boolean");
            return Optional.empty();
        }
        FactType holds = type.get().type();
        Cell allowed = own(element, "outputValues")
                .or(() -> type.get().allowed())
                .map(values -> allowed(values, called, holds))
                .orElse(Cell.ANY);
        if (!(allowed instanceof Cell.Any)) sayable.put(name, allowed);
        Operand otherwise = element.first("defaultOutputEntry")
                .filter(entry -> !entry.text().isEmpty())
                .flatMap(entry -> mistakes.keep(CellReader.readOutput(
                        mistakes.place(entry) + " default of " + name, entry.text(), holds, scope.facts())))
                .orElse(null);
        return Optional.of(new Output(name, holds, ranks(allowed), otherwise));
    }

    /** The values that are listed one by one, so that they stand in an order; none where the allowed ones are a range. */
    private static List<Operand> ranks(Cell allowed) {
        boolean listed = allowed instanceof Cell.OneOf
                && allowed.tests().stream().allMatch(test -> test instanceof UnaryTest.Equal);
        return listed ? allowed.tests().stream().flatMap(UnaryTest::operands).toList() : List.of();
    }

    /** Why an output may not say a literal; empty when it may. */
    Optional<String> forbids(Output output, Operand said) {
        Cell allowed = sayable.getOrDefault(output.name(), Cell.ANY);
        if (said.equals(NULL) || !(said instanceof Operand.Literal(Value value))) return Optional.empty();
        var column = new Input(output.name(), output.name(), output.type(), allowed);
        return column.mayPass(new UnaryTest.Equal(value))
                ? Optional.empty()
                : Optional.of(said.text() + " is not among the allowed values " + allowed.text());
    }

    /** Declared at the output, else at the table, else at the decision or the part of its structure. */
    private Optional<TypeNames.Declared> outputType(DmnElement output, DmnElement table, boolean single) {
        List<String> declared = single
                ? List.of(output.attribute("typeRef"), table.attribute("typeRef"), scope.result())
                : List.of(output.attribute("typeRef"));
        Optional<TypeNames.Declared> type = declared.stream()
                .filter(each -> !each.isEmpty() && !each.equals("Any"))
                .flatMap(each -> scope.types().declared(each).stream())
                .findFirst();
        if (type.isPresent() || single) return type;
        String part = output.attribute("name");
        return scope.types()
                .part(table.attribute("typeRef"), part)
                .or(() -> scope.types().part(scope.result(), part));
    }

    /** What the first row says that says anything. */
    private Optional<TypeNames.Declared> firstSaid(int column, List<DmnElement> rules) {
        return rules.stream()
                .map(rule -> rule.all("outputEntry").skip(column).findFirst())
                .flatMap(Optional::stream)
                .flatMap(entry -> Stream.of(FactType.values())
                        .filter(type -> CellReader.readOutput("", entry.text(), type, scope.facts())
                                        instanceof Checked.Ok<Operand>(Operand said)
                                && !said.equals(NULL)))
                .findFirst()
                .map(type -> new TypeNames.Declared(type, Optional.empty()));
    }
}
