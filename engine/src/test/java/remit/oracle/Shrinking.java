package remit.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import remit.rules.Cell;
import remit.rules.Output;
import remit.rules.Rule;
import remit.rules.UnaryTest;

/** Makes a table smaller for as long as it still fails. */
final class Shrinking {
    private Shrinking() {}

    static Sheet of(Sheet sheet, Predicate<Sheet> fails) {
        Sheet smallest = sheet;
        for (boolean smaller = true; smaller; ) {
            smaller = false;
            for (Sheet next : steps(smallest).toList()) {
                if (!fails.test(next)) continue;
                smallest = next;
                smaller = true;
                break;
            }
        }
        return smallest;
    }

    /** Without a rule, a column, a cell's tests, one of its tests, or a default. */
    private static Stream<Sheet> steps(Sheet sheet) {
        var steps = new ArrayList<Sheet>();
        List<Rule> rules = sheet.rules();
        for (int row = 0; row < rules.size(); row++) {
            var fewer = new ArrayList<>(rules);
            fewer.remove(row);
            if (!fewer.isEmpty()) steps.add(sheet.with(fewer));
        }
        for (int column = 0; column < sheet.inputs().size() && sheet.inputs().size() > 1; column++)
            steps.add(withoutColumn(sheet, column));
        for (int row = 0; row < rules.size(); row++) {
            for (int column = 0; column < sheet.inputs().size(); column++) {
                for (Cell cell : simpler(rules.get(row).cells().get(column))) {
                    var cells = new ArrayList<>(rules.get(row).cells());
                    cells.set(column, cell);
                    var changed = new ArrayList<>(rules);
                    changed.set(row, new Rule(row + 1, cells, rules.get(row).says()));
                    steps.add(sheet.with(changed));
                }
            }
        }
        if (sheet.outputs().stream().anyMatch(output -> output.otherwise() != null)) steps.add(withoutDefaults(sheet));
        return steps.stream();
    }

    private static Sheet withoutColumn(Sheet sheet, int column) {
        var inputs = new ArrayList<>(sheet.inputs());
        inputs.remove(column);
        var rules = new ArrayList<Rule>();
        for (Rule rule : sheet.rules()) {
            var cells = new ArrayList<>(rule.cells());
            cells.remove(column);
            rules.add(new Rule(rule.number(), cells, rule.says()));
        }
        return new Sheet(sheet.policy(), sheet.facts(), inputs, sheet.outputs(), rules, sheet.nulls(), sheet.clock());
    }

    private static Sheet withoutDefaults(Sheet sheet) {
        List<Output> outputs = sheet.outputs().stream()
                .map(output -> new Output(output.name(), output.type(), output.allowed(), null))
                .toList();
        return new Sheet(
                sheet.policy(), sheet.facts(), sheet.inputs(), outputs, sheet.rules(), sheet.nulls(), sheet.clock());
    }

    private static List<Cell> simpler(Cell cell) {
        var simpler = new ArrayList<Cell>();
        if (!(cell instanceof Cell.Any)) simpler.add(Cell.ANY);
        List<UnaryTest> tests = cell.tests();
        for (int i = 0; i < tests.size() && tests.size() > 1; i++) {
            var fewer = new ArrayList<>(tests);
            fewer.remove(i);
            simpler.add(cell instanceof Cell.NoneOf ? new Cell.NoneOf(fewer) : new Cell.OneOf(fewer));
        }
        return simpler;
    }
}
