package remit.server.audit;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import remit.kernel.Checked;
import remit.kernel.Problem;

/** The cases of a sample as a CSV file to be filled in: {@code case,decision}. What was decided is not in it. */
public final class LookFile {
    private static final String CASE = "case";
    private static final String DECISION = "decision";

    private LookFile() {}

    /** With an empty decision for each case. */
    public static String write(List<String> cases) {
        var text = new StringBuilder(CASE + "," + DECISION + "\n");
        for (String each : cases) text.append(each).append(",\n");
        return text.toString();
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
                if (!decision.isEmpty()) decisions.put(caseId, decision);
            }
        } catch (CsvParseException | java.io.IOException e) {
            return refused(name, String.valueOf(e.getMessage()));
        }
        return Checked.ok(decisions);
    }

    private static Checked<Map<String, String>> refused(String name, String why) {
        return Checked.refused(new Problem(
                "RMT-167",
                name,
                "a row is not a case with a decision (" + why + ")",
                "fill in the file that remit sample draw wrote"));
    }
}
