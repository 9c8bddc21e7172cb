package remit.server.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import remit.authority.AuthorityTable;
import remit.authority.Loosening;
import remit.kernel.Json;
import remit.kernel.Value;

/** What a table lets clear by itself that an earlier version held. @param earlier where that one was read */
public record LooseningCheck(String earlier, List<Loosening.Line> lines) {
    public LooseningCheck {
        lines = List.copyOf(lines);
    }

    /** Compares two versions. */
    public static LooseningCheck of(String earlier, AuthorityTable before, AuthorityTable after) {
        return new LooseningCheck(earlier, Loosening.between(before, after, Loosening.USUAL));
    }

    /** A headline, then a line for each row. */
    public List<String> text() {
        long clearing = lines.stream()
                .filter(line -> line instanceof Loosening.Line.Clears)
                .count();
        String found = clearing == 1
                ? "1 row newly clears cases by itself"
                : clearing + " rows newly clear cases by themselves";
        var text = new ArrayList<String>();
        text.add("against " + earlier + ": " + (lines.isEmpty() ? "nothing newly clears by itself" : found));
        lines.forEach(line -> text.add("  " + line.text()));
        return text;
    }

    /** {@code {file, lines: [{kind, text, ...}]}}. */
    public Json.Obj toJson() {
        return Json.object(
                "file",
                earlier,
                "lines",
                Json.array(lines.stream().map(LooseningCheck::toJson).toList()));
    }

    private static Json toJson(Loosening.Line line) {
        Json.Obj base = Json.object("text", line.text());
        return switch (line) {
            case Loosening.Line.Clears(int row, boolean certain, Map<String, Value> witness, String before) -> {
                var fields = new LinkedHashMap<String, Json>();
                witness.forEach((fact, value) -> fields.put(fact, value.toJson()));
                yield base.with("kind", Json.of("newly_clears"))
                        .with("row", Json.of(row))
                        .with("certain", Json.of(certain))
                        .with("witness", new Json.Obj(fields))
                        .with("before", Json.of(before));
            }
            case Loosening.Line.NotDecided _ -> base.with("kind", Json.of("not_decided"));
        };
    }
}
