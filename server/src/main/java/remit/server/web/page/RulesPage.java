package remit.server.web.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a process: the table in force, how its rows fare, what is found in it, what is proposed.
 *
 * @param sentence what is in force since when, and what waits
 * @param columns the names of the inputs
 * @param findings about the table as a whole: gaps, overlaps
 * @param levels tables above the process's own, a sentence each
 * @param may whether the reader may propose changes
 */
public record RulesPage(
        String process,
        String sentence,
        List<String> columns,
        List<Row> rows,
        List<String> findings,
        List<String> levels,
        List<ChangesPage.Line> changes,
        boolean may) {
    /** @param findings about this row */
    public record Row(
            int number, List<String> cells, CasePage.Label label, String reason, Fare fare, List<String> findings) {}

    /** How a row fared. @param also what is worth a look: overrides, exceptions */
    public record Fare(String hits, String last, String since, String also) {}

    /**
     * The same table as a form.
     *
     * @param change the draft that is revised, or null for a new one
     * @param problems what keeps it from being drafted, {@code findings} what the analysis says of it as it stands
     * @param base the version that it was made from
     */
    public record Form(
            String process,
            @Nullable String change,
            String base,
            List<FormColumn> columns,
            List<FormRow> rows,
            List<String> problems,
            List<String> findings,
            String note) {}

    /** @param kinds what a cell of the column may be, {@code values} those that it may name, {@code input} the kind of field */
    public record FormColumn(String name, String type, List<CasePage.Pair> kinds, List<String> values, String input) {
        /** Whether a cell may have an upper value beside a lower one. */
        public boolean ordered() {
            return kinds.stream().anyMatch(kind -> kind.name().equals("between"));
        }
    }

    /** @param says one an output; {@code notes} and {@code description} come along unseen */
    public record FormRow(
            int index, String id, List<FormCell> cells, List<FormCell> says, List<String> notes, String description) {}

    /**
     * One cell.
     *
     * @param field the beginning of the names of its fields
     * @param kind one of its column's kinds, {@code written} when it can only be shown as text
     * @param low the first value, or the text of a written cell; {@code high} the second
     * @param chosen the values that are ticked
     * @param options for an output: what may be chosen
     */
    public record FormCell(
            String field,
            FormColumn column,
            String kind,
            String low,
            String high,
            List<String> chosen,
            List<CasesPage.Option> options) {}
}
