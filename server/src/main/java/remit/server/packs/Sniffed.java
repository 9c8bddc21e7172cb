package remit.server.packs;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import remit.kernel.ProblemException;

/**
 * The first rows of a file whose format nobody has declared, with the format found.
 *
 * @param rows records of the header's width, at most {@value #MOST_ROWS}
 * @param skipped records that could not be cut into fields
 */
public record Sniffed(Charset encoding, char delimiter, List<String> header, List<List<String>> rows, long skipped) {
    static final int MOST_ROWS = 20_000;
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};

    /** @throws ProblemException when the file cannot be read or holds no table */
    public static Sniffed of(Path file) throws IOException {
        Charset encoding = encoding(file);
        char delimiter = delimiter(file, encoding);
        try (FileText text = FileText.open(file, encoding)) {
            var records = new CsvRecords(text, delimiter);
            CsvRecords.Cut header = records.next();
            while (header != null && header.blank()) header = records.next();
            if (header == null || header.broken() != null) {
                throw FileText.problem(
                        "RMT-451", file, "has no header", "give a CSV file whose first line names its columns");
            }
            List<String> names = header.fields().stream().map(String::strip).toList();
            var rows = new ArrayList<List<String>>();
            long skipped = 0;
            for (CsvRecords.Cut cut = records.next(); cut != null && rows.size() < MOST_ROWS; cut = records.next()) {
                if (cut.blank()) continue;
                if (cut.broken() == null && cut.fields().size() == names.size()) rows.add(cut.fields());
                else skipped++;
            }
            if (rows.size() < 2 || names.size() < 3) {
                throw FileText.problem(
                        "RMT-451",
                        file,
                        "has " + names.size() + " columns and " + rows.size() + " readable rows",
                        "a pack needs at least a key, a time and an outcome, and some rows to look at");
            }
            return new Sniffed(encoding, delimiter, names, rows, skipped);
        }
    }

    /** UTF-8 when every byte of the file is; UTF-16 when it is full of zeros; else the usual one of spreadsheets. */
    private static Charset encoding(Path file) throws IOException {
        try (FileText text = FileText.open(file, StandardCharsets.UTF_8)) {
            boolean zeros = false;
            for (int c = text.read(); c >= 0; c = text.read()) zeros |= c == 0;
            return zeros ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
        } catch (ProblemException e) {
            if (e.problems().stream().noneMatch(problem -> problem.code().equals("RMT-436"))) throw e;
            boolean mark =
                    e.problems().stream().anyMatch(problem -> problem.what().matches("the bytes F[EF]\\b.*"));
            if (mark) return StandardCharsets.UTF_16;
            refuseBinary(file);
            return Charset.forName("windows-1252");
        }
    }

    /** Pictures and programs hold characters that no text does; of those, no encoding should be proposed. */
    private static void refuseBinary(Path file) throws IOException {
        try (FileText text = FileText.open(file, StandardCharsets.ISO_8859_1)) {
            int c = text.read();
            while (c >= ' ' || Character.isWhitespace(c)) c = text.read();
            if (c < 0) return;
        }
        throw FileText.problem("RMT-434", file, "is no text", "give a CSV file, or save the sheet as CSV");
    }

    /** The sign that cuts the first lines into the same number of fields, and into the most. */
    private static char delimiter(Path file, Charset encoding) throws IOException {
        char best = ',';
        long bestScore = -1;
        for (char delimiter : DELIMITERS) {
            try (FileText text = FileText.open(file, encoding)) {
                var records = new CsvRecords(text, delimiter);
                CsvRecords.Cut header = records.next();
                if (header == null || header.fields().size() < 2) continue;
                int width = header.fields().size();
                long same = 0;
                for (int i = 0; i < 50; i++) {
                    CsvRecords.Cut cut = records.next();
                    if (cut == null) break;
                    if (cut.fields().size() == width) same++;
                }
                long score = same * 1000 + width;
                if (score > bestScore) {
                    bestScore = score;
                    best = delimiter;
                }
            }
        }
        return best;
    }

    /** The cells of one column, stripped. */
    public List<String> column(int position) {
        return rows.stream().map(row -> row.get(position).strip()).toList();
    }
}
