package remit.server.authors;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import remit.kernel.Checked;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.Value;
import remit.ports.Author;
import remit.ports.Author.Answer;
import remit.ports.Author.Proposal;

/**
 * Reads a file of recorded proposals. JSON Lines: each an answer as {@code author-answer.json} has it, with {@code case}
 * (the case id) or {@code key} (input names and values) beside it. CSV: a column per key input or {@code case}, then
 * {@code decision}, {@code confidence} and optionally {@code basis}.
 */
final class Recording {
    private static final long LARGEST_FILE = 512L * 1024 * 1024;
    private static final int MOST_PROBLEMS = 20;

    private final List<String> key;
    private final Answers answers;
    private final String file;
    private final Map<String, Proposal> proposals = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private Recording(List<String> key, double threshold, String file) {
        this.key = key;
        this.answers = new Answers(threshold, java.util.Set.of());
        this.file = file;
    }

    /** What the settings of a recorded author say. {@code key} is empty when the case id identifies a case. */
    record Settings(String file, List<String> key, String name, double threshold) {}

    static Checked<RecordedAuthor> read(Settings settings, Path pack) {
        Path folder = pack.toAbsolutePath().normalize();
        Path path = folder.resolve(settings.file()).normalize();
        if (!path.startsWith(folder) || !Files.isRegularFile(path)) {
            return Checked.refused(new Problem(
                    "RMT-311",
                    "author.settings.file",
                    "no file \"" + settings.file() + "\" in the pack",
                    "name one inside it"));
        }
        byte[] bytes;
        try {
            if (Files.size(path) > LARGEST_FILE) {
                return Checked.refused(new Problem(
                        "RMT-311", settings.file(), "larger than 512 MiB", "split the recording by period"));
            }
            bytes = Files.readAllBytes(path);
        } catch (IOException e) {
            return Checked.refused(new Problem(
                    "RMT-311", settings.file(), "cannot be read: " + e.getMessage(), "check its permissions"));
        }
        return new Recording(settings.key(), settings.threshold(), settings.file()).read(bytes, settings);
    }

    private Checked<RecordedAuthor> read(byte[] bytes, Settings settings) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return Checked.refused(new Problem("RMT-312", file, "not UTF-8", "save the file as UTF-8"));
        }
        if (file.endsWith(".csv")) readCsv(text);
        else readLines(text);
        if (!problems.isEmpty()) return Checked.refused(problems);
        Json.Obj identity = Json.object(
                "file", Digest.hex(Digest.sha256(bytes)),
                "key", Json.strings(key),
                "threshold", settings.threshold());
        String sha256 = Digest.hex(Digest.sha256(identity.canonicalBytes()));
        return Checked.ok(new RecordedAuthor(key, proposals, settings.name(), sha256));
    }

    private void readLines(String text) {
        int number = 0;
        for (String line : text.split("\\R")) {
            number++;
            if (line.isBlank()) continue;
            switch (Json.read(line)) {
                case Checked.Ok<Json>(Json.Obj object) -> readObject(number, object);
                case Checked.Ok<Json> other -> problem(number, "not a JSON object", "write one object a line");
                case Checked.Refused<Json> refused ->
                    problem(number, refused.problems().getFirst().what(), "write one JSON object a line");
            }
        }
    }

    private void readObject(int number, Json.Obj object) {
        if (key.isEmpty()) {
            keep(number, object.text("case", ""), object);
            return;
        }
        var inputs = new HashMap<String, Value>();
        for (var entry : object.object("key").fields().entrySet()) {
            Value value = switch (entry.getValue()) {
                case Json.Str(String said) -> Value.of(said);
                case Json.Num(double said) -> Value.of(BigDecimal.valueOf(said).stripTrailingZeros());
                case Json.Bool(boolean said) -> Value.of(said);
                case Json.Null() -> Value.ABSENT;
                case Json.Obj _, Json.Arr _ -> Value.ABSENT;
            };
            inputs.put(entry.getKey(), value);
        }
        keep(number, inputs.keySet().containsAll(key) ? RecordedAuthor.key(inputs, key) : "", object);
    }

    private void readCsv(String text) {
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(text)) {
            for (NamedCsvRecord row : rows) readRow(row);
        } catch (CsvParseException e) {
            problems.add(new Problem("RMT-312", file, "not a CSV file: " + e.getMessage(), "mend the quoting"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readRow(NamedCsvRecord row) {
        int number = (int) row.getStartingLineNumber();
        var inputs = new HashMap<String, Value>();
        for (String name : key.isEmpty() ? List.of("case") : key) {
            row.findField(name).ifPresent(value -> inputs.put(name, Value.of(value)));
        }
        double confidence;
        try {
            confidence = Double.parseDouble(row.findField("confidence").orElse("none"));
        } catch (NumberFormatException e) {
            problem(number, "confidence is not a number", "write a number from 0 to 1");
            return;
        }
        if (!Double.isFinite(confidence)) {
            problem(number, "confidence is not a number", "write a number from 0 to 1");
            return;
        }
        Json.Obj answer = Json.object("decision", row.findField("decision").orElse(""), "confidence", confidence);
        String basis = row.findField("basis").orElse("");
        if (!basis.isBlank()) answer = answer.with("basis", Json.of(basis));
        List<String> names = key.isEmpty() ? List.of("case") : key;
        String which = key.isEmpty() ? row.findField("case").orElse("") : RecordedAuthor.key(inputs, key);
        keep(number, inputs.keySet().containsAll(names) ? which : "", answer);
    }

    /** A recorded {@code confident} is replayed as it was; without it the threshold of the settings decides. */
    private void keep(int number, String which, Json.Obj recorded) {
        if (which.isEmpty()) {
            String wanted = key.isEmpty() ? "case" : String.join(", ", key);
            problem(number, "does not say which case it is about", "give " + wanted);
            return;
        }
        var fields = new LinkedHashMap<>(recorded.fields());
        Json confident = fields.remove("confident");
        fields.remove("case");
        fields.remove("key");
        switch (answers.read(new Json.Obj(fields).compact())) {
            case Answer.Answered(Proposal read, Author.Usage _) -> {
                Proposal proposal = confident instanceof Json.Bool(boolean flag)
                        ? new Proposal(read.decision(), read.confidence(), flag, read.options(), read.basis())
                        : read;
                Proposal before = proposals.put(which, proposal);
                if (before != null && !before.equals(proposal)) {
                    problem(number, "a second, different proposal for the same case", "keep one");
                }
            }
            case Answer.Refused _ -> problem(number, "records no proposal", "leave the case out");
            case Answer.Failed(String why, Author.Usage _) -> problem(number, why, "see schemas/v1/author-answer.json");
            case Answer.Unknown(String why) -> problem(number, why, "see schemas/v1/author-answer.json");
        }
    }

    private void problem(int line, String what, String fix) {
        if (problems.size() < MOST_PROBLEMS) problems.add(new Problem("RMT-313", file + " line " + line, what, fix));
    }
}
