package remit.server.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import remit.authority.AuthorityTable;
import remit.authority.NewlyCleared;
import remit.kernel.Json;
import remit.kernel.Value;

/** What a table lets clear by itself that an earlier version held. @param earlier where that one was read */
public record NewlyClearedCheck(String earlier, List<NewlyCleared.Line> lines) {
    public NewlyClearedCheck {
        lines = List.copyOf(lines);
    }

    /** Compares two versions. */
    public static NewlyClearedCheck of(String earlier, AuthorityTable before, AuthorityTable after) {
        return new NewlyClearedCheck(earlier, NewlyCleared.between(before, after, NewlyCleared.USUAL));
    }

    /** Whether every question was decided. */
    public boolean decided() {
        return lines.stream().noneMatch(line -> line instanceof NewlyCleared.Line.NotDecided);
    }

    /** A headline, then a line for each row. */
    public List<String> text() {
        var text = new ArrayList<String>();
        text.add("against " + earlier + ": " + headline(lines));
        lines.forEach(line -> text.add("  " + line.text()));
        return text;
    }

    /** How many rows clear more, how many perhaps, how much is open: "1 row newly clears cases by itself, 2 not decided". */
    public static String headline(List<NewlyCleared.Line> lines) {
        long certain = 0;
        long perhaps = 0;
        long open = 0;
        for (NewlyCleared.Line line : lines) {
            switch (line) {
                case NewlyCleared.Line.Clears clears when clears.certain() -> certain++;
                case NewlyCleared.Line.Clears _ -> perhaps++;
                case NewlyCleared.Line.NotDecided _ -> open++;
            }
        }
        var found = new ArrayList<String>();
        if (certain == 1) found.add("1 row newly clears cases by itself");
        if (certain > 1) found.add(certain + " rows newly clear cases by themselves");
        if (perhaps > 0)
            found.add(perhaps + (perhaps == 1 ? " row may newly clear cases" : " rows may newly clear cases"));
        if (open > 0) found.add(open + (open == 1 ? " question not decided" : " questions not decided"));
        return found.isEmpty() ? "nothing newly clears by itself" : String.join(", ", found);
    }

    /** {@code {file, lines: [{kind, text, ...}]}}. */
    public Json.Obj toJson() {
        return Json.object("file", earlier, "lines", toJson(lines));
    }

    /** {@code [{kind, text, ...}]}. */
    public static Json toJson(List<NewlyCleared.Line> lines) {
        return Json.array(lines.stream().map(NewlyClearedCheck::toJson).toList());
    }

    private static Json toJson(NewlyCleared.Line line) {
        Json.Obj base = Json.object("text", line.text());
        return switch (line) {
            case NewlyCleared.Line.Clears(int row, boolean certain, Map<String, Value> witness, String before) -> {
                var fields = new LinkedHashMap<String, Json>();
                witness.forEach((fact, value) -> fields.put(fact, value.toJson()));
                yield base.with("kind", Json.of("newly_clears"))
                        .with("row", Json.of(row))
                        .with("certain", Json.of(certain))
                        .with("witness", new Json.Obj(fields))
                        .with("before", Json.of(before));
            }
            case NewlyCleared.Line.NotDecided _ -> base.with("kind", Json.of("not_decided"));
        };
    }
}
