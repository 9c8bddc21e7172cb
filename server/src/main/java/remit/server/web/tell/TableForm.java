package remit.server.web.tell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import remit.authority.Ruling;
import remit.dmn.TableText;
import remit.kernel.ProblemException;
import remit.rules.FactType;
import remit.server.rules.CellShape;
import remit.server.rules.RowEditor;
import remit.server.web.page.CasePage.Pair;
import remit.server.web.page.CasesPage;
import remit.server.web.page.RulesForm;

/** A decision table as the fields of a form, and back. What the fields make of a cell is {@link RowEditor}'s. */
public final class TableForm {
    private static final int MOST_ROWS = 1000;

    private final RowEditor editor;
    private final List<RulesForm.Column> columns;

    public TableForm(RowEditor editor) {
        this.editor = editor;
        this.columns = editor.columns().stream().map(TableForm::column).toList();
    }

    private static RulesForm.Column column(CellShape.Column column) {
        boolean day = column.type() == FactType.DAY;
        List<Pair> kinds = column.kinds().stream()
                .map(kind -> new Pair(kind.word(), words(kind, day)))
                .toList();
        return new RulesForm.Column(
                column.label(), column.type().words(), kinds, column.allowed(), day ? "date" : "text");
    }

    private static String words(CellShape.Kind kind, boolean day) {
        return switch (kind) {
            case ANY -> "any";
            case IS -> "is";
            case AT_MOST -> day ? "on or before" : "at most";
            case BELOW -> day ? "before" : "below";
            case AT_LEAST -> day ? "on or after" : "at least";
            case ABOVE -> day ? "after" : "above";
            case BETWEEN -> "from ... to";
            case UNTIL -> "from ... to below";
            case OVER -> "above ... up to";
            case YES -> "yes";
            case NO -> "no";
            case AMONG -> "one of";
            case NONE_OF -> "none of";
            case MISSING -> "is missing";
            case WRITTEN -> "as written";
        };
    }

    public List<RulesForm.Column> columns() {
        return columns;
    }

    /** The rows as fields. @param told what is known of them, one a row; shorter where that is not known */
    public List<RulesForm.Row> rows(TableText shown, List<Told> told) {
        if (shown.rows().size() > MOST_ROWS) throw tooLong(shown.rows().size());
        var rows = new ArrayList<RulesForm.Row>();
        for (int i = 0; i < shown.rows().size(); i++) {
            TableText.Row row = shown.rows().get(i);
            var cells = new ArrayList<RulesForm.Cell>();
            for (int column = 0; column < columns.size(); column++) {
                cells.add(cell(i, column, row.cells().get(column)));
            }
            var says = new ArrayList<RulesForm.Cell>();
            for (int output = 0; output < row.says().size(); output++)
                says.add(says(i, output, row.says().get(output)));
            Told known = i < told.size() ? told.get(i) : Told.NOTHING;
            rows.add(new RulesForm.Row(i, row.id(), cells, says, known.past(), known.findings()));
        }
        return rows;
    }

    /** What is known of a row. */
    public record Told(String past, List<String> findings) {
        static final Told NOTHING = new Told("", List.of());
    }

    private RulesForm.Cell cell(int row, int column, String text) {
        CellShape shape = CellShape.of(editor.columns().get(column), text);
        return new RulesForm.Cell(
                "c." + row + "." + column,
                columns.get(column),
                shape.kind().word(),
                shape.low(),
                shape.high(),
                shape.chosen(),
                List.of());
    }

    private RulesForm.Cell says(int row, int output, String said) {
        TableText.Out out = editor.text().columns().outputs().get(output);
        String field = "o." + row + "." + output;
        var column = new RulesForm.Column(
                RowEditor.isVerdict(out) ? "verdict" : out.name(), "", List.of(), List.of(), "text");
        List<String> texts = CellShape.texts(said);
        String plain = texts.size() == 1 ? texts.getFirst() : said;
        if (RowEditor.isVerdict(out) && texts.size() == 1) {
            List<CasesPage.Option> options = Stream.of(Ruling.values())
                    .map(ruling -> new CasesPage.Option(
                            ruling.word(),
                            Labels.ofCell(ruling.word()).word(),
                            ruling.word().equals(plain)))
                    .toList();
            return new RulesForm.Cell(field, column, "choice", plain, "", List.of(), options);
        }
        String kind = texts.size() == 1 ? "text" : CellShape.Kind.WRITTEN.word();
        return new RulesForm.Cell(field, column, kind, plain, "", List.of(), List.of());
    }

    /** The rows that a form stands for. @param fields what was sent */
    public List<RowEditor.Wish> read(Map<String, List<String>> fields) {
        String count = one(fields, "rows", "");
        if (!count.matches("[0-9]{1,6}")) {
            throw new ProblemException(
                    "RMT-148",
                    "rules",
                    "the form does not say how many rows it has",
                    "open it again and send it whole");
        }
        if (Integer.parseInt(count) > MOST_ROWS) throw tooLong(Integer.parseInt(count));
        var rows = new ArrayList<RowEditor.Wish>();
        for (int i = 0; i < Integer.parseInt(count); i++) rows.add(wish(fields, i));
        return rows;
    }

    private static ProblemException tooLong(int rows) {
        return new ProblemException(
                "RMT-148",
                "rules",
                "a form holds at most " + MOST_ROWS + " rows, not " + rows,
                "take the table as a sheet, and hand the sheet in");
    }

    private RowEditor.Wish wish(Map<String, List<String>> fields, int row) {
        var cells = new ArrayList<CellShape>();
        for (int column = 0; column < columns.size(); column++) {
            String field = "c." + row + "." + column;
            // A field that did not arrive is no "any": the row would match more than anybody asked for.
            cells.add(new CellShape(
                    CellShape.Kind.of(one(fields, field + ".k", "")),
                    one(fields, field + ".a", ""),
                    one(fields, field + ".b", ""),
                    fields.getOrDefault(field + ".v", List.of())));
        }
        var says = new ArrayList<String>();
        for (int output = 0; output < editor.text().columns().outputs().size(); output++) {
            String field = "o." + row + "." + output;
            String value = one(fields, field, "");
            boolean written = CellShape.Kind.WRITTEN.word().equals(one(fields, field + ".k", ""));
            says.add(written ? value : CellShape.quoted(value.strip()));
        }
        return new RowEditor.Wish(one(fields, "id." + row, ""), cells, says);
    }

    /**
     * What a button asks for.
     *
     * @param order {@code up.3}, {@code down.3}, {@code drop.3}, {@code add.3} (after that row), or anything else
     */
    public static RowEditor.Move move(String order) {
        String[] words = order.split("\\.", 2);
        if (words.length < 2 || !words[1].matches("[0-9]{1,6}")) return new RowEditor.Move.Nothing();
        int row = Integer.parseInt(words[1]);
        return switch (words[0]) {
            case "up" -> new RowEditor.Move.Up(row);
            case "down" -> new RowEditor.Move.Down(row);
            case "drop" -> new RowEditor.Move.Drop(row);
            case "add" -> new RowEditor.Move.Add(row, List.of());
            default -> new RowEditor.Move.Nothing();
        };
    }

    private static String one(Map<String, List<String>> fields, String name, String otherwise) {
        List<String> values = fields.getOrDefault(name, List.of());
        return values.isEmpty() ? otherwise : values.getFirst();
    }
}
