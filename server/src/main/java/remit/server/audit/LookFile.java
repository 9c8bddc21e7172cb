package remit.server.audit;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import remit.kernel.Checked;
import remit.kernel.Problem;

/**
 * The cases of a sample as a CSV file to be filled in: {@code case,decision}, then what whoever looks needs to know. What was
 * proposed or decided is not in it.
 */
public final class LookFile {
    private static final String CASE = "case";
    private static final String DECISION = "decision";
    private static final String KEY = "key";

    /** What begins a formula in some spreadsheet. */
    private static final Pattern FORMULA = Pattern.compile("(?s)[=@+\\t\\r].*|-(?!\\d+(\\.\\d+)?$).+");

    private LookFile() {}

    /** A case to look at. @param key the business's own, {@code inputs} by name; both empty where they may not be seen */
    record Line(String caseId, String key, Map<String, String> inputs) {}

    /** With an empty decision for each case. */
    static String write(List<Line> lines) {
        var inputs = new LinkedHashSet<String>();
        for (Line each : lines) inputs.addAll(each.inputs().keySet());
        boolean keys = lines.stream().anyMatch(each -> !each.key().isEmpty());
        var text = new StringWriter();
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            var header = new ArrayList<>(List.of(CASE, DECISION));
            if (keys) header.add(KEY);
            for (String each : inputs) header.add(header.contains(each) ? "input " + each : each);
            writer.writeRecord(header);
            for (Line each : lines) {
                var row = new ArrayList<>(List.of(each.caseId(), ""));
                if (keys) row.add(guarded(each.key()));
                for (String name : inputs) row.add(guarded(each.inputs().getOrDefault(name, "")));
                writer.writeRecord(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static String guarded(String cell) {
        return FORMULA.matcher(cell).matches() ? "'" + cell : cell;
    }

    /** The decisions that were filled in, by case. @param name of the file, for what is refused */
    public static Checked<Map<String, String>> read(String text, String name) {
        var decisions = new LinkedHashMap<String, String>();
        String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
        int semicolon = unmarked.indexOf(';');
        int comma = unmarked.indexOf(',');
        char separator = semicolon >= 0 && (comma < 0 || semicolon < comma) ? ';' : ',';
        try (CsvReader<NamedCsvRecord> rows =
                CsvReader.builder().fieldSeparator(separator).ofNamedCsvRecord(unmarked)) {
            for (NamedCsvRecord row : rows) {
                String caseId = row.findField(CASE).orElse("").strip();
                String decision = row.findField(DECISION).orElse("").strip();
                if (caseId.isEmpty() || row.findField(DECISION).isEmpty()) return refused(name, "no case,decision");
                String before = decision.isEmpty() ? null : decisions.put(caseId, decision);
                if (before != null && !before.equals(decision)) return twice(name, caseId);
            }
        } catch (CsvParseException | IOException e) {
            return refused(name, String.valueOf(e.getMessage()));
        }
        return Checked.ok(decisions);
    }

    private static Checked<Map<String, String>> twice(String name, String caseId) {
        return Checked.refused(new Problem(
                "RMT-167", name, "two lines decide " + caseId + " otherwise than each other", "leave one of them"));
    }

    private static Checked<Map<String, String>> refused(String name, String why) {
        return Checked.refused(new Problem(
                "RMT-167",
                name,
                "a row is not a case with a decision (" + why + ")",
                "fill in the file that remit sample draw wrote"));
    }
}
