package remit.dmn;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import remit.kernel.Problem;
import remit.kernel.VisibleText;

/** Whether a text is one table: every row as wide as the columns, no larger than what is read, and XML can hold it. */
final class TextCheck {
    private final String fileName;
    private final TableText text;
    private final List<Problem> problems = new ArrayList<>();

    TextCheck(String fileName, TableText text) {
        this.fileName = fileName;
        this.text = text;
    }

    List<Problem> problems() {
        TableText.Columns columns = text.columns();
        held("name", text.name());
        if (columns.outputs().isEmpty()) problem("RMT-107", "", "the table has no output", "add one");
        for (int i = 0; i < columns.inputs().size(); i++) {
            TableText.In input = columns.inputs().get(i);
            String place = "input " + (i + 1);
            Stream.of(input.fact(), input.label(), input.type(), input.allowed())
                    .forEach(each -> held(place, each));
            if (input.fact().isBlank())
                problem("RMT-105", place, "the column names no fact", "write the name of a fact");
        }
        for (int i = 0; i < columns.outputs().size(); i++) {
            TableText.Out output = columns.outputs().get(i);
            String place = "output " + (i + 1);
            Stream.of(output.name(), output.label(), output.type(), output.allowed(), output.otherwise())
                    .forEach(each -> held(place, each));
        }
        columns.notes().forEach(note -> held("annotation", note));
        text.reads().forEach(fact -> held("fact", fact.name()));
        for (int i = 0; i < text.rows().size(); i++)
            row("row " + (i + 1), text.rows().get(i));
        unique(columns.outputs().stream().map(TableText.Out::name).toList());
        return problems;
    }

    private void unique(List<String> names) {
        var seen = new HashSet<String>();
        for (String name : names) {
            if (!seen.add(name)) problem("RMT-107", "", "the output \"" + name + "\" stands twice", "keep one of each");
        }
    }

    private void row(String place, TableText.Row row) {
        TableText.Columns columns = text.columns();
        int wide = columns.inputs().size() + columns.outputs().size();
        int cells = row.cells().size() + row.says().size();
        boolean fits = row.cells().size() == columns.inputs().size()
                && row.says().size() == columns.outputs().size()
                && row.notes().size() == columns.notes().size();
        if (!fits) {
            String what = "the row has " + cells + " cells and " + row.notes().size() + " annotations, the table "
                    + wide + " and " + columns.notes().size();
            problem("RMT-110", place, what, "give the row one cell a column");
        }
        Stream.of(row.cells(), row.says(), row.notes(), List.of(row.description()))
                .flatMap(List::stream)
                .forEach(each -> held(place, each));
    }

    private void held(String place, String cell) {
        if (!XmlWriter.holds(cell)) {
            problem("RMT-100", place, "it holds a character that no XML file may hold", "delete control characters");
        } else {
            VisibleText.fault(cell).ifPresent(fault -> problem("RMT-100", place, "it holds " + fault, "delete it"));
        }
    }

    private void problem(String code, String place, String what, String fix) {
        problems.add(new Problem(code, place.isEmpty() ? fileName : fileName + " " + place, what, fix));
    }
}
