package remit.authority;

import java.util.List;
import remit.rules.Cell;

/**
 * One row of a table.
 *
 * @param number 1-based, as people count
 * @param cells one a column, in the order of the inputs
 * @param reason the owner's words for this ruling, or empty
 */
public record Row(int number, List<Cell> cells, Ruling ruling, String reason) {
    public Row {
        cells = List.copyOf(cells);
    }
}
