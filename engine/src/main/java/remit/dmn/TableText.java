package remit.dmn;

import java.util.List;
import remit.rules.HitPolicy;

/**
 * A decision table as people write it: the text of every cell. What the cells mean, and whether they are cells at all, is
 * not looked at here.
 *
 * @param name the decision's
 * @param reads facts that its cells name and that no column reads
 */
public record TableText(String name, HitPolicy hitPolicy, Columns columns, List<Row> rows, List<Fact> reads) {
    public TableText {
        rows = List.copyOf(rows);
        reads = List.copyOf(reads);
    }

    /** @param notes the names of the columns of annotations */
    public record Columns(List<In> inputs, List<Out> outputs, List<String> notes) {
        public Columns {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            notes = List.copyOf(notes);
        }
    }

    /**
     * An input column.
     *
     * @param fact what it reads
     * @param label what people call it, or empty
     * @param type the standard's name of its type, or empty
     * @param allowed the values that may occur, or empty
     */
    public record In(String fact, String label, String type, String allowed) {}

    /**
     * An output column.
     *
     * @param name may be empty where it is the only one
     * @param allowed the values that it may say, the one that wins first, or empty
     * @param otherwise what is said where no row matches, or empty
     */
    public record Out(String name, String label, String type, String allowed, String otherwise) {}

    /** A fact that is named but not a column. @param type the standard's name of its type */
    public record Fact(String name, String type) {}

    /**
     * A row.
     *
     * @param id by which it is known in the file; empty for a new one
     * @param cells one an input
     * @param says one an output
     * @param notes one a column of annotations
     * @param description what stands beside it in editors, or empty
     */
    public record Row(String id, List<String> cells, List<String> says, List<String> notes, String description) {
        public Row {
            cells = List.copyOf(cells);
            says = List.copyOf(says);
            notes = List.copyOf(notes);
        }
    }

    /** The same with other rows. */
    public TableText with(List<Row> others) {
        return new TableText(name, hitPolicy, columns, others, reads);
    }
}
