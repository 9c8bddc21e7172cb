package remit.server.rules;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import remit.kernel.Checked;
import remit.kernel.Problem;

/**
 * A sheet as CSV: UTF-8 with the mark by which spreadsheets know it, RFC 4180. A text that a spreadsheet would take for a
 * formula is written with an apostrophe before it, which is taken off again when the file is read.
 */
final class CsvSheet {
    private static final String MARK = "\uFEFF";
    /** What begins a formula in some spreadsheet, and the apostrophe itself. */
    private static final String STARTS = "=+-@\t\r'";

    private static final Pattern HARMLESS = Pattern.compile("-|-?\\d+(\\.\\d+)?");

    private CsvSheet() {}

    static byte[] write(Grid grid) {
        var text = new StringWriter();
        text.write(MARK);
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(text)) {
            for (List<String> row : grid.rows())
                writer.writeRecord(row.stream().map(CsvSheet::guarded).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String guarded(String cell) {
        boolean starts = !cell.isEmpty() && STARTS.indexOf(cell.charAt(0)) >= 0;
        return starts && !HARMLESS.matcher(cell).matches() ? "'" + cell : cell;
    }

    private static String unguarded(String cell) {
        boolean guarded = cell.length() > 1 && cell.charAt(0) == '\'' && STARTS.indexOf(cell.charAt(1)) >= 0;
        return guarded ? cell.substring(1) : cell;
    }

    static Checked<Grid> read(byte[] csv, String name) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(csv))
                    .toString();
        } catch (CharacterCodingException e) {
            return refused(name, "the file is not UTF-8", "save it as \"CSV UTF-8\"");
        }
        String unmarked = text.startsWith(MARK) ? text.substring(1) : text;
        var rows = new ArrayList<List<String>>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(separator(unmarked))
                .skipEmptyLines(false)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(unmarked)) {
            for (CsvRecord row : reader) {
                if (rows.size() >= Grid.MOST_ROWS || row.getFieldCount() > Grid.MOST_COLUMNS) {
                    String what =
                            "the sheet has more than " + Grid.MOST_ROWS + " rows or " + Grid.MOST_COLUMNS + " columns";
                    return refused(name, what, "divide it into tables that feed each other");
                }
                rows.add(row.getFields().stream().map(CsvSheet::unguarded).toList());
            }
        } catch (CsvParseException e) {
            String why = e.getCause() == null
                    ? e.getMessage()
                    : e.getMessage() + ": " + e.getCause().getMessage();
            return refused(name, "not a CSV file: " + why, "save it again as CSV UTF-8");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Checked.ok(new Grid(name, rows));
    }

    /** Spreadsheets of countries with a decimal comma write semicolons. */
    private static char separator(String text) {
        int end = text.indexOf('\n');
        String first = end < 0 ? text : text.substring(0, end);
        if (first.indexOf(';') >= 0 && first.indexOf(',') < 0) return ';';
        return first.indexOf('\t') >= 0 && first.indexOf(',') < 0 ? '\t' : ',';
    }

    private static Checked<Grid> refused(String name, String what, String fix) {
        return Checked.refused(new Problem("RMT-162", name, what, fix));
    }
}
