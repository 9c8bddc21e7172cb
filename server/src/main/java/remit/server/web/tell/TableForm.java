package remit.server.web.tell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;
import remit.dmn.TableText;
import remit.kernel.ProblemException;
import remit.rules.DecisionTable;
import remit.rules.FactType;
import remit.rules.Input;
import remit.server.web.page.CasesPage;
import remit.server.web.page.RulesPage.FormCell;
import remit.server.web.page.RulesPage.FormColumn;
import remit.server.web.page.RulesPage.FormRow;

/** A decision table as a form, and back: every field that a person did not touch comes back as it was written. */
public final class TableForm {
    private static final int MOST_ROWS = 1000;

    private final TableText text;
    private final List<FactType> types;
    private final List<FormColumn> columns;

    /** @param table the same table compiled, for the types of its columns */
    public TableForm(TableText text, DecisionTable table) {
        this.text = text;
        this.types = table.inputs().stream().map(Input::type).toList();
        this.columns = IntStream.range(0, types.size())
                .mapToObj(i ->
                        column(text.columns().inputs().get(i), table.inputs().get(i)))
                .toList();
    }

    private static FormColumn column(TableText.In written, Input input) {
        boolean mayBeMissing = input.presence() == Input.Presence.NULL_ALLOWED;
        return CellForm.column(input.label(), input.type(), CellForm.words(written.allowed()), mayBeMissing);
    }

    public List<FormColumn> columns() {
        return columns;
    }

    /** The rows as fields. */
    public List<FormRow> rows(TableText shown) {
        if (shown.rows().size() > MOST_ROWS) throw tooLong(shown.rows().size());
        var rows = new ArrayList<FormRow>();
        for (int i = 0; i < shown.rows().size(); i++) {
            TableText.Row row = shown.rows().get(i);
            var cells = new ArrayList<FormCell>();
            for (int column = 0; column < types.size(); column++) {
                cells.add(CellForm.show(
                        "c." + i + "." + column,
                        columns.get(column),
                        types.get(column),
                        row.cells().get(column)));
            }
            var says = new ArrayList<FormCell>();
            for (int output = 0; output < row.says().size(); output++)
                says.add(says(i, output, row.says().get(output)));
            rows.add(new FormRow(i, row.id(), cells, says, row.notes(), row.description()));
        }
        return rows;
    }

    private FormCell says(int row, int output, String said) {
        String name = text.columns().outputs().get(output).name();
        String field = "o." + row + "." + output;
        var column = new FormColumn(name.isEmpty() ? "verdict" : name, "", List.of(), List.of(), "text");
        List<String> words = CellForm.words(said);
        String plain = words.size() == 1 ? words.getFirst() : said;
        if (column.name().equals("verdict") && words.size() == 1) {
            List<CasesPage.Option> options = Stream.of(Ruling.values())
                    .map(ruling -> new CasesPage.Option(
                            ruling.word(),
                            Labels.ofCell(ruling.word()).word(),
                            ruling.word().equals(plain)))
                    .toList();
            return new FormCell(field, column, "choice", plain, "", List.of(), options);
        }
        return new FormCell(
                field, column, words.size() == 1 ? "text" : CellForm.WRITTEN, plain, "", List.of(), List.of());
    }

    /** The table that a form stands for. @param fields what was sent */
    public TableText read(Map<String, List<String>> fields) {
        int count = number(CellForm.one(fields, "rows", "0"));
        if (count > MOST_ROWS) throw tooLong(count);
        var rows = new ArrayList<TableText.Row>();
        for (int i = 0; i < count; i++) rows.add(row(fields, i));
        return text.with(moved(rows, CellForm.one(fields, "do", "")));
    }

    private static ProblemException tooLong(int rows) {
        return new ProblemException(
                "RMT-148",
                "rules",
                "a form holds at most " + MOST_ROWS + " rows, not " + rows,
                "take the table as a sheet, and hand the sheet in");
    }

    private static int number(String digits) {
        return digits.matches("[0-9]{1,6}") ? Integer.parseInt(digits) : 0;
    }

    private TableText.Row row(Map<String, List<String>> fields, int row) {
        String id = CellForm.one(fields, "id." + row, "");
        TableText.Row old = known(id);
        var cells = new ArrayList<String>();
        for (int column = 0; column < types.size(); column++) {
            String field = "c." + row + "." + column;
            String cell = CellForm.text(types.get(column), fields, field);
            String was = old == null ? cell : old.cells().get(column);
            cells.add(shown(field, column, was).equals(shown(field, column, cell)) ? was : cell);
        }
        var says = new ArrayList<String>();
        for (int output = 0; output < text.columns().outputs().size(); output++) {
            String field = "o." + row + "." + output;
            String value = CellForm.one(fields, field, "");
            boolean written = CellForm.one(fields, field + ".k", "").equals(CellForm.WRITTEN);
            says.add(written ? value : CellForm.quoted(value.strip()));
        }
        List<String> notes =
                old == null ? text.columns().notes().stream().map(_ -> "").toList() : old.notes();
        return new TableText.Row(id, cells, says, notes, old == null ? "" : old.description());
    }

    /** Two spellings of one cell look the same in a form: then the one that stands is kept. */
    private FormCell shown(String field, int column, String cell) {
        return CellForm.show(field, columns.get(column), types.get(column), cell);
    }

    private TableText.@Nullable Row known(String id) {
        return id.isEmpty()
                ? null
                : text.rows().stream()
                        .filter(row -> row.id().equals(id))
                        .findFirst()
                        .orElse(null);
    }

    /** @param order {@code up.3}, {@code down.3}, {@code drop.3}, {@code add.3} (after that row), or anything else */
    private List<TableText.Row> moved(List<TableText.Row> rows, String order) {
        String[] words = order.split("\\.", 2);
        if (words.length < 2) return rows;
        int at = number(words[1]);
        var moved = new ArrayList<>(rows);
        switch (words[0]) {
            case "up" -> {
                if (at > 0 && at < moved.size()) moved.add(at - 1, moved.remove(at));
            }
            case "down" -> {
                if (at + 1 < moved.size()) moved.add(at + 1, moved.remove(at));
            }
            case "drop" -> {
                if (at < moved.size()) moved.remove(at);
            }
            case "add" -> moved.add(Math.min(at + 1, moved.size()), fresh());
            default -> {
                // Another button: the rows stay as they are.
            }
        }
        return moved;
    }

    /** A new row matches every case and lets none through: what it is for is the writer's to say. */
    private TableText.Row fresh() {
        List<String> cells = types.stream().map(_ -> "-").toList();
        List<String> says = text.columns().outputs().stream()
                .map(output -> output.name().isEmpty() || output.name().equals("verdict")
                        ? CellForm.quoted(Ruling.CHECKPOINT.word())
                        : CellForm.quoted(""))
                .toList();
        List<String> notes = text.columns().notes().stream().map(_ -> "").toList();
        return new TableText.Row("", cells, says, notes, "");
    }
}
