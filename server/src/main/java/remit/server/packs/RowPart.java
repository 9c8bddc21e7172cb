package remit.server.packs;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/**
 * One row of a file in which several rows make one case.
 *
 * @param line in the file
 * @param group the values that the rows of its case share
 * @param place in the order in which they happened
 * @param at when it happened; the epoch where it cannot be read
 * @param happening what it says, as the intake names it
 * @param texts the raw cells by column's name, of a row that may start a case; else null
 * @param fault why it cannot be read, and so its case cannot; else null
 */
public record RowPart(
        long line,
        String group,
        BigDecimal place,
        Instant at,
        String happening,
        @Nullable Map<String, String> texts,
        Row.@Nullable RejectedRow fault) {

    /** All but line, group and place, which whoever sorts keeps beside it. */
    public Json.Obj toJson() {
        Json cells = Json.NULL;
        if (texts != null) {
            var fields = new LinkedHashMap<String, Json>();
            texts.forEach((name, text) -> fields.put(name, Json.of(text)));
            cells = new Json.Obj(fields);
        }
        Json wrong = fault == null
                ? Json.NULL
                : Json.object("field", fault.field(), "value", fault.value(), "why", fault.why(), "fix", fault.fix());
        return Json.object("at", at.toString(), "happening", happening, "texts", cells, "fault", wrong);
    }

    /** Reads what {@link #toJson} wrote. */
    public static RowPart fromJson(long line, String group, BigDecimal place, Json.Obj json) {
        Map<String, String> texts = null;
        if (json.get("texts") instanceof Json.Obj cells) {
            texts = new LinkedHashMap<>();
            for (String name : cells.fields().keySet()) texts.put(name, cells.text(name, ""));
        }
        Row.RejectedRow fault = json.get("fault") instanceof Json.Obj wrong
                ? new Row.RejectedRow(
                        line,
                        wrong.text("field", ""),
                        wrong.text("value", ""),
                        wrong.text("why", ""),
                        wrong.text("fix", ""))
                : null;
        return new RowPart(
                line, group, place, Instant.parse(json.text("at", "")), json.text("happening", ""), texts, fault);
    }
}
