package remit.server.packs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.process.Intake;

/**
 * A data file whose bytes, encoding and header were found good, ready to be read row by row in bounded memory.
 *
 * @see RowReader#open
 */
public final class DataFile {
    private final Path path;
    private final RowReader reader;
    private final Facts facts;
    private final Map<String, Integer> positions;
    private final int width;

    /**
     * @param sha256 of the file as it lies on disk, hex
     * @param bytes its size on disk
     * @param rows records behind the header, blank lines not counted; rejected ones are
     */
    public record Facts(String sha256, long bytes, long rows) {}

    private DataFile(Path path, RowReader reader, Facts facts, Map<String, Integer> positions, int width) {
        this.path = path;
        this.reader = reader;
        this.facts = facts;
        this.positions = positions;
        this.width = width;
    }

    static DataFile verify(Path path, RowReader reader, RowReader.Outcomes outcomes) throws IOException {
        try (FileText text = FileText.open(path, reader.charset())) {
            var records = new CsvRecords(text, reader.intake().format().delimiter());
            CsvRecords.Cut header = record(records);
            if (header == null)
                throw FileText.problem("RMT-432", path, "holds only blank lines", "give a file with a header and rows");
            List<String> names = header.fields().stream().map(String::strip).toList();
            Map<String, Integer> positions = positions(path, header, names, reader, outcomes);
            long rows = 0;
            while (record(records) != null) rows++;
            if (rows == 0)
                throw FileText.problem(
                        "RMT-433", path, "has a header and no rows", "give a file with at least one row");
            return new DataFile(
                    path, reader, new Facts(text.sha256Hex(), Files.size(path), rows), positions, names.size());
        }
    }

    public Facts facts() {
        return facts;
    }

    /**
     * Hands every row to {@code next} in the order of the file.
     *
     * @throws ProblemException when the file is no longer the one that was verified
     */
    public void rows(Consumer<? super Row> next) {
        if (grouped()) throw new IllegalStateException("several rows of this file make one case");
        cuts(cut -> next.accept(row(cut)));
    }

    private void cuts(Consumer<CsvRecords.Cut> next) {
        try (FileText text = FileText.open(path, reader.charset())) {
            var records = new CsvRecords(text, reader.intake().format().delimiter());
            record(records);
            for (CsvRecords.Cut cut = record(records); cut != null; cut = record(records)) next.accept(cut);
            if (!text.sha256Hex().equals(facts.sha256())) {
                throw FileText.problem(
                        "RMT-439", path, "was changed while it was read", "give a file that nobody writes to");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        }
    }

    /** Whether several rows make one case: then {@link #parts} reads it. */
    public boolean grouped() {
        return reader.events() != null;
    }

    /**
     * Hands every row of a file in which several make one case to {@code next}, in the order of the file.
     *
     * @param nobodys takes the rows that say of no case that they are its
     * @throws ProblemException when the file is no longer the one that was verified
     */
    public void parts(Consumer<? super Row.Part> next, Consumer<? super Row.RejectedRow> nobodys) {
        EventRows events = reader.events();
        if (events == null) throw new IllegalStateException("every row of this file is a case");
        cuts(cut -> {
            Row.RejectedRow uncut = uncut(cut);
            if (uncut != null) nobodys.accept(uncut);
            else
                switch (events.read(texts(cut), cut.line())) {
                    case EventRows.Read.Part(Row.Part part) -> next.accept(part);
                    case EventRows.Read.Nobodys(Row.RejectedRow row) -> nobodys.accept(row);
                }
        });
    }

    private Row row(CsvRecords.Cut cut) {
        Row.RejectedRow uncut = uncut(cut);
        return uncut != null ? uncut : reader.read(texts(cut), cut.line(), null);
    }

    private Function<String, @Nullable String> texts(CsvRecords.Cut cut) {
        return name -> {
            Integer position = positions.get(name);
            return position == null ? null : cut.fields().get(position);
        };
    }

    /** Why a line has not the fields of a row; null where it has. */
    private Row.@Nullable RejectedRow uncut(CsvRecords.Cut cut) {
        String why = cut.broken();
        if (why != null) {
            return new Row.RejectedRow(
                    cut.line(), "", cut.start(), why, "mend the line: quotes in pairs, one row a line");
        }
        List<String> fields = cut.fields();
        if (fields.size() != width) {
            String lines = cut.lastLine() > cut.line() ? " (lines " + cut.line() + " to " + cut.lastLine() + ")" : "";
            return new Row.RejectedRow(
                    cut.line(),
                    "",
                    cut.start(),
                    "the row has " + fields.size() + " fields, the header " + width + lines,
                    "put a field that holds the delimiter or a line end in quotes");
        }
        return null;
    }

    private static CsvRecords.@Nullable Cut record(CsvRecords records) throws IOException {
        CsvRecords.Cut cut = records.next();
        while (cut != null && cut.blank()) cut = records.next();
        return cut;
    }

    private static Map<String, Integer> positions(
            Path path, CsvRecords.Cut header, List<String> names, RowReader reader, RowReader.Outcomes outcomes) {
        String place = path + " line " + header.line();
        String broken = header.broken();
        if (broken != null) {
            String fix = header.start().indexOf('\0') >= 0
                    ? "the file is perhaps UTF-16 or not text: set format.encoding in intake.yaml"
                    : "mend the header";
            throw new ProblemException("RMT-437", place, "the header cannot be read: " + broken, fix);
        }
        var problems = new ArrayList<Problem>();
        Map<String, Integer> positions = new HashMap<>();
        Set<String> needed = new LinkedHashSet<>();
        Intake.Grouping grouping = reader.intake().grouping();
        Set<String> found = grouping == null ? Set.of() : EventRows.found(grouping);
        for (Intake.Column column : reader.intake().columns()) {
            if (column.role() == Intake.Role.IGNORED || found.contains(column.name())) continue;
            needed.add(column.header());
            int first = names.indexOf(column.header());
            if (first >= 0) positions.put(column.name(), first);
            if (first != names.lastIndexOf(column.header())) {
                problems.add(new Problem(
                        "RMT-438",
                        place,
                        "the column \"" + column.header() + "\" stands twice",
                        "rename or remove one of them"));
            }
        }
        var unused = new ArrayList<>(names);
        unused.removeAll(needed);
        List<Intake.Column> required = reader.intake().columns().stream()
                .filter(column -> column.role() != Intake.Role.IGNORED && !found.contains(column.name()))
                .filter(column -> column.role() != Intake.Role.OUTCOME || outcomes == RowReader.Outcomes.EXPECTED)
                .toList();
        List<String> missing = required.stream()
                .filter(column -> !positions.containsKey(column.name()))
                .map(Intake.Column::header)
                .toList();
        if (!missing.isEmpty()) {
            List<String> all = required.stream().map(Intake.Column::header).toList();
            problems.add(new Problem("RMT-437", place, missing(missing), fix(missing, unused, all, names)));
        }
        if (!problems.isEmpty()) throw new ProblemException(problems);
        return positions;
    }

    private static String missing(List<String> headers) {
        return headers.size() == 1
                ? "the column \"" + headers.getFirst() + "\" is missing"
                : headers.size() + " columns are missing: "
                        + headers.stream().map(header -> '"' + header + '"').collect(Collectors.joining(", "));
    }

    private static String fix(List<String> missing, List<String> unused, List<String> needed, List<String> names) {
        if (names.size() == 1 && needed.size() > 1) {
            for (char other : new char[] {';', '\t', ',', '|'}) {
                if (names.getFirst().indexOf(other) >= 0) {
                    return "the fields seem to be separated by \"" + (other == '\t' ? "\\t" : String.valueOf(other))
                            + "\": set format.delimiter in intake.yaml";
                }
            }
        }
        var questions = new StringBuilder();
        for (String header : missing) {
            String question = DidYouMean.question(header, unused);
            if (question.isEmpty()) continue;
            if (missing.size() > 1) questions.append('"').append(header).append("\": ");
            questions.append(question).append(' ');
        }
        return questions + "The pack needs: " + DidYouMean.list(needed) + ". The file has: " + DidYouMean.list(names);
    }
}
