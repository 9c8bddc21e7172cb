package remit.server.rules;

import java.util.List;
import remit.dmn.DmnFile;
import remit.dmn.DmnVersion;
import remit.dmn.TableText;
import remit.rules.HitPolicy;

/** The table with which somebody starts who writes the first rules of a level: one row, which holds nothing back. */
public final class LevelStart {
    private LevelStart() {}

    /** @param level what people call it */
    public static byte[] dmn(String level) {
        var inputs = List.of(
                new TableText.In("process", "Process", "string", ""),
                new TableText.In("tier", "Tier", "number", ""),
                new TableText.In("money", "Amount", "number", ""),
                new TableText.In("currency", "Currency", "string", ""),
                new TableText.In("adverse", "Adverse", "boolean", ""));
        var outputs = List.of(
                new TableText.Out("verdict", "Verdict", "string", "", ""),
                new TableText.Out("reason", "Reason", "string", "", ""));
        var all = new TableText.Row(
                "",
                inputs.stream().map(_ -> "-").toList(),
                List.of("\"auto_clear\"", "\"nothing above the processes holds it\""),
                List.of(),
                "");
        var text = new TableText(
                "What " + level + " allows",
                HitPolicy.FIRST,
                new TableText.Columns(inputs, outputs, List.of()),
                List.of(all),
                List.of());
        return DmnFile.of(text, "authority.dmn")
                .then(file -> file.bytes(DmnVersion.V1_3))
                .orThrow();
    }
}
