package remit.server.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;
import remit.dmn.TableText;
import remit.rules.DecisionTable;
import remit.rules.FactType;
import remit.rules.Input;

/** Edits a decision table row by row: every cell that stays what it was stays as it was written. Immutable. */
public final class RowEditor {
    private final TableText text;
    private final List<CellShape.Column> columns;

    /** @param table the same table compiled, for the types of its columns */
    public RowEditor(TableText text, DecisionTable table) {
        this.text = text;
        this.columns = IntStream.range(0, table.inputs().size())
                .mapToObj(i ->
                        column(text.columns().inputs().get(i), table.inputs().get(i)))
                .toList();
    }

    private static CellShape.Column column(TableText.In written, Input input) {
        boolean mayBeMissing = input.presence() == Input.Presence.NULL_ALLOWED;
        return new CellShape.Column(input.label(), input.type(), CellShape.texts(written.allowed()), mayBeMissing);
    }

    public List<CellShape.Column> columns() {
        return columns;
    }

    /** The table as it stands. */
    public TableText text() {
        return text;
    }

    /** A row that is wanted. @param id of the row that it was made from, or empty @param says the text of every output */
    public record Wish(String id, List<CellShape> cells, List<String> says) {}

    /** What happens to one row besides. */
    public sealed interface Move {
        record Up(int row) implements Move {}

        record Down(int row) implements Move {}

        record Drop(int row) implements Move {}

        /** A new row after that one. @param cells what it asks for; empty for everything */
        record Add(int row, List<String> cells) implements Move {}

        record Nothing() implements Move {}
    }

    /** The table with these rows, one of them moved. */
    public TableText with(List<Wish> wishes, Move move) {
        var rows = new ArrayList<TableText.Row>();
        wishes.forEach(wish -> rows.add(row(wish)));
        return text.with(moved(rows, move));
    }

    /** A table of the same columns with one row moved. */
    public TableText moved(TableText other, Move move) {
        return other.with(moved(other.rows(), move));
    }

    private TableText.Row row(Wish wish) {
        TableText.Row old = known(wish.id());
        var cells = new ArrayList<String>();
        for (int i = 0; i < columns.size(); i++) {
            CellShape.Column column = columns.get(i);
            FactType type = column.type();
            String cell = wish.cells().get(i).text(type);
            String was = old == null ? cell : old.cells().get(i);
            // Two spellings of one cell look alike: then the one that stands is kept.
            cells.add(CellShape.of(column, was).equals(CellShape.of(column, cell)) ? was : cell);
        }
        List<String> notes =
                old == null ? text.columns().notes().stream().map(_ -> "").toList() : old.notes();
        return new TableText.Row(wish.id(), cells, wish.says(), notes, old == null ? "" : old.description());
    }

    private TableText.@Nullable Row known(String id) {
        return id.isEmpty()
                ? null
                : text.rows().stream()
                        .filter(row -> row.id().equals(id))
                        .findFirst()
                        .orElse(null);
    }

    private List<TableText.Row> moved(List<TableText.Row> rows, Move move) {
        var moved = new ArrayList<>(rows);
        switch (move) {
            case Move.Up(int row) -> {
                if (row > 0 && row < moved.size()) moved.add(row - 1, moved.remove(row));
            }
            case Move.Down(int row) -> {
                if (row + 1 < moved.size()) moved.add(row + 1, moved.remove(row));
            }
            case Move.Drop(int row) -> {
                if (row < moved.size()) moved.remove(row);
            }
            case Move.Add(int row, List<String> cells) -> moved.add(Math.min(row + 1, moved.size()), fresh(cells));
            case Move.Nothing() -> {
                // The rows stay as they are.
            }
        }
        return moved;
    }

    /** A new row lets none through: what it is for is the writer's to say. */
    private TableText.Row fresh(List<String> asked) {
        List<String> cells = asked.isEmpty() ? columns.stream().map(_ -> "-").toList() : asked;
        List<String> says = text.columns().outputs().stream()
                .map(output -> isVerdict(output) ? CellShape.quoted(Ruling.CHECKPOINT.word()) : CellShape.quoted(""))
                .toList();
        List<String> notes = text.columns().notes().stream().map(_ -> "").toList();
        return new TableText.Row("", cells, says, notes, "");
    }

    /** Whether an output is the verdict: the one of that name, or the only one without a name. */
    public static boolean isVerdict(TableText.Out output) {
        return output.name().isEmpty() || output.name().equals("verdict");
    }
}
