package remit.rules;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One row of a table.
 *
 * @param number 1-based, as people count
 * @param cells one an input, in the order of the inputs
 * @param says one an output, in the order of the outputs
 */
public record Rule(int number, List<Cell> cells, List<Operand> says) {
    public Rule {
        cells = List.copyOf(cells);
        says = List.copyOf(says);
    }

    /** Whether an output entry names a fact, so that what the row says is known only for a case. */
    boolean isOpen() {
        return says.stream().anyMatch(operand -> operand instanceof Operand.Name);
    }

    /** The row on one line: cells, an arrow, outputs. */
    public String text() {
        return cells.stream().map(Cell::text).collect(Collectors.joining(" | ")) + " => "
                + says.stream().map(Operand::text).collect(Collectors.joining(" | "));
    }
}
