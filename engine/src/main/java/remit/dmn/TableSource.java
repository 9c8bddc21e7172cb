package remit.dmn;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.rules.DecisionTable;
import remit.rules.FactType;
import remit.rules.HitPolicy;
import remit.rules.Input;
import remit.rules.Operand;
import remit.rules.Rule;
import remit.rules.UnaryTest;

/** Takes the text of a table out of its file. */
final class TableSource {
    private final String fileName;
    private final DmnModel model;
    private final DmnElement decision;
    private final DmnElement table;
    /** The table as it is understood, where it is: it knows types and facts that are declared elsewhere. */
    private final Optional<DecisionGraph> understood;

    TableSource(String fileName, DmnModel model, DmnElement decision, DmnElement table) {
        this.fileName = fileName;
        this.model = model;
        this.decision = decision;
        this.table = table;
        this.understood = model.strictGraph(DmnModel.name(decision)) instanceof Checked.Ok<DecisionGraph>(var graph)
                ? Optional.of(graph)
                : Optional.empty();
    }

    Checked<TableText> text() {
        Optional<HitPolicy> policy = HitPolicy.of(table.attribute("hitPolicy"), table.attribute("aggregation"));
        if (policy.isEmpty() || table.attribute("preferredOrientation").equals("CrossTable")) {
            return Checked.refused(new Problem(
                    "RMT-103",
                    fileName + " line " + table.line(),
                    policy.isEmpty() ? "its hit policy does not exist" : "a cross table is not part of this release",
                    "run remit rules check, which says what works"));
        }
        var inputs = new ArrayList<TableText.In>();
        table.all("input").forEach(each -> inputs.add(input(inputs.size(), each)));
        var outputs = new ArrayList<TableText.Out>();
        table.all("output").forEach(each -> outputs.add(output(outputs.size(), each)));
        List<String> notes =
                table.all("annotation").map(note -> note.attribute("name")).toList();
        var columns = new TableText.Columns(inputs, outputs, notes);
        List<TableText.Row> rows =
                table.all("rule").map(rule -> row(rule, columns)).toList();
        return Checked.ok(new TableText(DmnModel.name(decision), policy.get(), columns, rows, reads()));
    }

    private Optional<DecisionTable> compiled() {
        return understood.map(graph -> graph.tables().getLast().table());
    }

    private TableText.In input(int number, DmnElement input) {
        DmnElement expression = input.first("inputExpression").orElseGet(DmnElement::empty);
        String fact = expression.text().replaceAll("\\s+", " ");
        String written = expression.attribute("typeRef");
        Optional<Input> known = compiled().map(each -> each.inputs().get(number));
        return new TableText.In(
                fact,
                input.attribute("label"),
                type(written, known.map(Input::type)),
                allowed(
                        input.text("inputValues"),
                        written,
                        known.map(each -> each.allowed().text())));
    }

    /** The type that a column is declared to have, else the one as which it is understood. */
    private String type(String written, Optional<FactType> known) {
        return model.types().simple(written).or(() -> known).map(FactType::feel).orElse(written);
    }

    /** What a column lists itself, else what its type does, else what is understood; empty for any value. */
    private String allowed(String own, String written, Optional<String> known) {
        String allowed = !own.isEmpty()
                ? own
                : model.types()
                        .declared(written)
                        .flatMap(TypeNames.Declared::allowed)
                        .map(DmnElement::text)
                        .or(() -> known)
                        .orElse("");
        return allowed.equals("-") ? "" : allowed;
    }

    private TableText.Out output(int number, DmnElement output) {
        String written = output.attribute("typeRef");
        return new TableText.Out(
                output.attribute("name"),
                output.attribute("label"),
                type(written, compiled().map(each -> each.outputs().get(number).type())),
                allowed(output.text("outputValues"), written, Optional.empty()),
                output.text("defaultOutputEntry"));
    }

    private static TableText.Row row(DmnElement rule, TableText.Columns columns) {
        return new TableText.Row(
                rule.attribute("id"),
                texts(rule, "inputEntry", columns.inputs().size()),
                texts(rule, "outputEntry", columns.outputs().size()),
                texts(rule, "annotationEntry", columns.notes().size()),
                rule.first("description").map(DmnElement::ownText).orElse(""));
    }

    private static List<String> texts(DmnElement rule, String name, int count) {
        var texts = new ArrayList<>(rule.all(name).map(DmnElement::text).toList());
        while (texts.size() < count) texts.add("");
        return texts;
    }

    /** The facts that cells and outputs name and that are no columns. */
    private List<TableText.Fact> reads() {
        if (compiled().isEmpty()) return List.of();
        DecisionTable known = compiled().get();
        Set<TableText.Fact> reads = new LinkedHashSet<>();
        for (Rule rule : known.rules()) {
            for (int i = 0; i < rule.cells().size(); i++) {
                FactType type = known.inputs().get(i).type();
                rule.cells().get(i).tests().stream()
                        .flatMap(UnaryTest::operands)
                        .forEach(operand -> fact(operand, type).ifPresent(reads::add));
            }
            for (int i = 0; i < rule.says().size(); i++) {
                fact(rule.says().get(i), known.outputs().get(i).type()).ifPresent(reads::add);
            }
        }
        known.outputs()
                .forEach(output -> fact(output.otherwise(), output.type()).ifPresent(reads::add));
        reads.removeIf(
                fact -> known.inputs().stream().anyMatch(input -> input.fact().equals(fact.name())));
        return List.copyOf(reads);
    }

    private static Optional<TableText.Fact> fact(@Nullable Operand operand, FactType type) {
        return operand instanceof Operand.Name(String fact)
                ? Optional.of(new TableText.Fact(fact, type.feel()))
                : Optional.empty();
    }
}
