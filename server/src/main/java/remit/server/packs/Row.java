package remit.server.packs;

import java.time.Instant;
import java.util.List;
import java.util.Map;
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
}
