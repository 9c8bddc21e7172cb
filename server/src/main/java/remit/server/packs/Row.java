package remit.server.packs;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.kernel.Value;

/** One row of a data file, or one event of the API: it can become a case, or it is rejected with the reason. */
public sealed interface Row {
    /** Line in the file, counted from 1 with the header; the first one of a row that runs over several. */
    long line();

    /**
     * A row that can become a case.
     *
     * @param inputs visible columns and derived inputs by name, in the order of the intake; an ill-typed cell is a value
     * @param key the key's parts as text: numbers without trailing zeros, days as yyyy-MM-dd
     * @param keyText the parts joined with "/", for people
     * @param at business time
     * @param currencies for an amount written in another currency than its column's: that currency, by the input's name
     * @param outcomes outcome columns by name; an empty cell is absent, which means unknown
     * @param content key and visible columns, without derived inputs: those change with the outcome that they reveal
     * @param outcomeContent the outcomes, in the same form
     */
    record SourceRow(
            long line,
            Map<String, Value> inputs,
            List<String> key,
            String keyText,
            Instant at,
            Map<String, String> currencies,
            Map<String, Value> outcomes,
            Json.Obj content,
            Json.Obj outcomeContent)
            implements Row {}

    /**
     * A row that cannot become a case.
     *
     * @param field header of the column, empty when it is the whole line
     * @param value the cell, or the start of the line
     */
    record RejectedRow(long line, String field, String value, String why, String fix) implements Row {}

    /**
     * One row of a file in which several rows make one case: no row yet, as the others are, but a part of one.
     *
     * @param line in the file
     * @param group the values that the rows of its case share
     * @param place in the order in which they happened
     * @param at when it happened; the epoch where it cannot be read
     * @param happening what it says, as the intake names it
     * @param texts the raw cells by column's name, of a row that may start a case; else null
     * @param fault why it cannot be read, and so its case cannot; else null
     */
    record Part(
            long line,
            String group,
            BigDecimal place,
            Instant at,
            String happening,
            @Nullable Map<String, String> texts,
            @Nullable RejectedRow fault) {

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
                    : Json.object(
                            "field", fault.field(), "value", fault.value(), "why", fault.why(), "fix", fault.fix());
            return Json.object("at", at.toString(), "happening", happening, "texts", cells, "fault", wrong);
        }

        /** Reads what {@link #toJson} wrote. */
        public static Part fromJson(long line, String group, BigDecimal place, Json.Obj json) {
            Map<String, String> texts = null;
            if (json.get("texts") instanceof Json.Obj cells) {
                texts = new LinkedHashMap<>();
                for (String name : cells.fields().keySet()) texts.put(name, cells.text(name, ""));
            }
            RejectedRow fault = json.get("fault") instanceof Json.Obj wrong
                    ? new RejectedRow(
                            line,
                            wrong.text("field", ""),
                            wrong.text("value", ""),
                            wrong.text("why", ""),
                            wrong.text("fix", ""))
                    : null;
            return new Part(
                    line, group, place, Instant.parse(json.text("at", "")), json.text("happening", ""), texts, fault);
        }
    }
}
