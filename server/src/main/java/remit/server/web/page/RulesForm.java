package remit.server.web.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as a form.
 *
 * @param path of the rules that it is about
 * @param change the draft that is revised, or null for a new one
 * @param base what the draft rests on, in words
 * @param seen the same as it is sent back: fields are named by where they stand, so they fit nothing else
 */
public record RulesForm(
        String path,
        @Nullable String change,
        String base,
        String seen,
        List<Column> columns,
        List<Row> rows,
        Found found,
        String note) {
    /**
     * What is said of the table as it stands in the form.
     *
     * @param sentence how much is found
     * @param problems what keeps it from being drafted
     * @param gaps where a row is missing, with {@code findings} about no single row
     */
    public record Found(String sentence, List<String> problems, List<RulesPage.Row> gaps, List<String> findings) {}

    /** @param kinds what a cell of the column may be, {@code values} those that it may name, {@code input} the kind of field */
    public record Column(String name, String type, List<CasePage.Pair> kinds, List<String> values, String input) {
        /** Whether a cell may have an upper value beside a lower one. */
        public boolean ordered() {
            return kinds.stream().anyMatch(kind -> kind.name().equals("between"));
        }
    }

    /**
     * One row.
     *
     * @param says a field an output
     * @param past of how many past cases it speaks; empty where that is not known
     * @param findings about it
     */
    public record Row(int index, String id, List<Cell> cells, List<Cell> says, String past, List<String> findings) {}

    /**
     * One cell.
     *
     * @param field the beginning of the names of its fields
     * @param kind one of its column's kinds, {@code written} when it can only be shown as text
     * @param low the first value, or the text of a written cell; {@code high} the second
     * @param chosen the values that are ticked
     * @param options for an output: what may be chosen
     */
    public record Cell(
            String field,
            Column column,
            String kind,
            String low,
            String high,
            List<String> chosen,
            List<CasesPage.Option> options) {}
}
