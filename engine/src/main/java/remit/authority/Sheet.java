package remit.authority;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import remit.rules.DecisionTable;
import remit.rules.Input;
import remit.rules.Operand;
import remit.rules.Output;
import remit.rules.Rule;

/**
 * A table as texts, so that tables of every kind are compared alike.
 *
 * @param columns its inputs with their types, {@code outputs} with theirs where rows may say more than a verdict
 * @param otherwise what is said where no row speaks
 * @param names of the cells of each row
 */
record Sheet(String hitPolicy, String columns, String outputs, String otherwise, List<String> names, List<Entry> rows) {
    /** A row. @param cells one a name @param text the whole of it on one line */
    record Entry(int number, List<String> cells, String text) {
        TableDiff.Line added() {
            return new TableDiff.Line.Added(number, text);
        }

        TableDiff.Line removed() {
            return new TableDiff.Line.Removed(number, text);
        }
    }

    static Sheet of(AuthorityTable table) {
        List<String> facts = table.inputs().stream().map(Input::fact).toList();
        return new Sheet(
                table.hitPolicy().attribute(),
                columns(table.inputs()),
                "",
                table.otherwise().ruling().word() + ": " + table.otherwise().reason(),
                Stream.concat(facts.stream(), Stream.of("verdict", "reason")).toList(),
                table.rows().stream().map(row -> entry(facts, row)).toList());
    }

    private static Entry entry(List<String> facts, Row row) {
        List<String> cells = row.cells().stream().map(cell -> cell.text()).toList();
        String verdict = row.ruling().word();
        String reason = "\"" + row.reason() + "\"";
        String says = verdict + (row.reason().isEmpty() ? "" : " " + reason);
        return new Entry(
                row.number(),
                Stream.concat(cells.stream(), Stream.of(verdict, reason)).toList(),
                text(facts, cells, says));
    }

    static Sheet of(DecisionTable table) {
        List<String> facts = table.inputs().stream().map(Input::fact).toList();
        return new Sheet(
                (table.hitPolicy().attribute() + " " + table.hitPolicy().aggregation()).strip(),
                columns(table.inputs()),
                String.join(", ", table.outputs().stream().map(Sheet::output).toList()),
                String.join(", ", table.outputs().stream().map(Sheet::otherwise).toList()),
                Stream.concat(facts.stream(), table.outputs().stream().map(Sheet::name))
                        .toList(),
                table.rules().stream().map(rule -> entry(facts, rule)).toList());
    }

    private static Entry entry(List<String> facts, Rule rule) {
        List<String> cells = rule.cells().stream().map(cell -> cell.text()).toList();
        List<String> says = rule.says().stream().map(Operand::text).toList();
        return new Entry(
                rule.number(),
                Stream.concat(cells.stream(), says.stream()).toList(),
                text(facts, cells, String.join(", ", says)));
    }

    private static String text(List<String> facts, List<String> cells, String says) {
        var parts = new ArrayList<String>();
        for (int i = 0; i < cells.size(); i++) {
            if (!cells.get(i).equals("-")) parts.add(facts.get(i) + " " + cells.get(i));
        }
        return (parts.isEmpty() ? "always" : String.join(", ", parts)) + " -> " + says;
    }

    private static String columns(List<Input> inputs) {
        return String.join(
                ", ",
                inputs.stream()
                        .map(input -> input.fact() + " (" + input.type().words()
                                + (input.allowed().text().equals("-")
                                        ? ""
                                        : ": " + input.allowed().text())
                                + (input.presence() == Input.Presence.NULL_ALLOWED ? ", may be missing" : "") + ")")
                        .toList());
    }

    private static String name(Output output) {
        return output.name().isEmpty() ? "says" : output.name();
    }

    private static String output(Output output) {
        String allowed = output.allowed().isEmpty()
                ? ""
                : ": "
                        + String.join(
                                ", ",
                                output.allowed().stream().map(Operand::text).toList());
        return name(output) + " (" + output.type().words() + allowed + ")";
    }

    private static String otherwise(Output output) {
        Operand otherwise = output.otherwise();
        return otherwise == null ? "nothing" : otherwise.text();
    }
}
