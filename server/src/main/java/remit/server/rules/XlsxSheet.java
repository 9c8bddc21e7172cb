package remit.server.rules;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.ProblemException;

/** A sheet as a workbook (XLSX). Every text is written as a text, so none is a formula; formulas are not read. */
final class XlsxSheet {
    /** Numbers that a spreadsheet holds exactly and shows as they are written. */
    private static final Pattern PLAIN = Pattern.compile("-?(0|[1-9]\\d{0,9})(\\.\\d{0,3}[1-9])?");

    private static final Pattern DATED = Pattern.compile("(?i)[^\\[\\]\"]*[ymdhs].*");

    private XlsxSheet() {}

    /** @param header how many rows at the top stay in sight */
    static byte[] write(Grid grid, int header) {
        var out = new ByteArrayOutputStream();
        try (Workbook workbook = new Workbook(out, "Remit", null)) {
            Worksheet sheet = workbook.newWorksheet("Table");
            int widest = grid.rows().stream().mapToInt(List::size).max().orElse(0);
            for (int column = 0; column < widest; column++) sheet.width(column, width(grid, column));
            for (int row = 0; row < grid.rows().size(); row++) {
                List<String> cells = grid.rows().get(row);
                for (int column = 0; column < cells.size(); column++) {
                    value(sheet, row, column, cells.get(column));
                    if (row < header) {
                        sheet.style(row, column).bold().fillColor("E7EEF6").set();
                    } else {
                        sheet.style(row, column)
                                .wrapText(true)
                                .verticalAlignment("top")
                                .set();
                    }
                }
            }
            sheet.freezePane(1, header);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Zipped.steady(out.toByteArray());
    }

    private static void value(Worksheet sheet, int row, int column, String text) {
        if (text.isEmpty()) return;
        if (PLAIN.matcher(text).matches()) sheet.value(row, column, new BigDecimal(text));
        else sheet.inlineString(row, column, text);
    }

    private static double width(Grid grid, int column) {
        int longest = grid.rows().stream()
                .mapToInt(row -> column < row.size() ? row.get(column).length() : 0)
                .max()
                .orElse(0);
        return Math.clamp(longest + 2L, 10, 48);
    }

    static Checked<Grid> read(byte[] xlsx, String name) {
        return Zipped.checked(xlsx, name).then(safe -> opened(safe, name));
    }

    private static Checked<Grid> opened(byte[] safe, String name) {
        try (ReadableWorkbook workbook =
                new ReadableWorkbook(new ByteArrayInputStream(safe), new ReadingOptions(true, false))) {
            List<Sheet> sheets = workbook.getSheets().toList();
            for (Sheet sheet : sheets) {
                List<Row> rows = sheet.read();
                if (isTable(rows)) return new Taken(name).grid(rows);
            }
            String names = String.join(", ", sheets.stream().map(Sheet::getName).toList());
            return refused(name, "no sheet begins with \"" + TableSheet.MARK + "\" in cell A1; there are " + names);
        } catch (ProblemException problem) {
            return Checked.refused(problem.problems());
        } catch (IOException | RuntimeException broken) {
            // The library says what it finds broken by exceptions of many kinds.
            return refused(name, "not a workbook that can be read: " + broken.getMessage());
        }
    }

    private static boolean isTable(List<Row> rows) {
        return !rows.isEmpty()
                && rows.getFirst().getRowNum() == 1
                && rows.getFirst()
                        .getOptionalCell(0)
                        .map(cell -> cell.getText().strip().equals(TableSheet.MARK))
                        .orElse(false);
    }

    private static Checked<Grid> refused(String name, String what) {
        String fix = "begin with a sheet that remit rules convert wrote, and save it as .xlsx";
        return Checked.refused(new Problem("RMT-162", name, what, fix));
    }

    /** The cells of a sheet, as texts. */
    private static final class Taken {
        private final String name;
        private final List<Problem> problems = new ArrayList<>();

        Taken(String name) {
            this.name = name;
        }

        Checked<Grid> grid(List<Row> rows) {
            var grid = new ArrayList<List<String>>();
            for (Row row : rows) {
                boolean tooLarge = row.getRowNum() > Grid.MOST_ROWS || row.getCellCount() > Grid.MOST_COLUMNS;
                if (tooLarge && row.getFirstNonEmptyCell().isPresent()) {
                    return refused(
                            name,
                            "the sheet has more than " + Grid.MOST_ROWS + " rows or " + Grid.MOST_COLUMNS + " columns");
                }
                if (tooLarge) continue;
                while (grid.size() < row.getRowNum() - 1) grid.add(List.of());
                var cells = new ArrayList<String>();
                for (int i = 0; i < row.getCellCount(); i++) {
                    Optional<Cell> cell = row.getOptionalCell(i);
                    String place = name + " row " + row.getRowNum() + " column " + Grid.letters(i);
                    cells.add(cell.map(held -> text(held, place)).orElse(""));
                }
                grid.add(cells);
            }
            return problems.isEmpty() ? Checked.ok(new Grid(name, grid)) : Checked.refused(problems);
        }

        private String text(Cell cell, String place) {
            return switch (cell.getType()) {
                case EMPTY -> "";
                case STRING -> cell.getText();
                case BOOLEAN -> String.valueOf(cell.asBoolean());
                case NUMBER -> number(cell, place);
                case FORMULA ->
                    problem(place, "it holds the formula =" + cell.getFormula(), "write the value that it shows");
                case ERROR -> problem(place, "it holds an error of the spreadsheet", "write the value itself");
            };
        }

        /** A workbook holds doubles: the shortest decimal that means the same one is what was typed. */
        private String number(Cell cell, String place) {
            String format = cell.getDataFormatString();
            if (format != null && DATED.matcher(format).matches() && !format.equalsIgnoreCase("General")) {
                String day = cell.asDate().toLocalDate().toString();
                return problem(place, "it holds a date of the spreadsheet", "write date(\"" + day + "\") as a text");
            }
            return BigDecimal.valueOf(Double.parseDouble(cell.getRawValue()))
                    .stripTrailingZeros()
                    .toPlainString();
        }

        private String problem(String place, String what, String fix) {
            problems.add(new Problem("RMT-162", place, what, fix));
            return "";
        }
    }
}
