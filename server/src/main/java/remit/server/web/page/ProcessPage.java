package remit.server.web.page;

import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.register.Statement;
import remit.server.web.Figure;

/** One process: who may decide what, for whom, under which rules. @param statement that, in words */
public record ProcessPage(
        String id, Statement statement, Exposed exposed, Contract contract, Table table, List<CasePage.Pair> versions) {
    /** Who gets paged, what breaks, how fast is it back. @param red why it must not stay so, or null */
    public record Exposed(List<String> sentences, @Nullable String red) {}

    /** What the owner signed, as lists of names and texts. */
    public record Contract(
            List<CasePage.Pair> purpose,
            List<CasePage.Pair> people,
            List<CasePage.Pair> risk,
            List<CasePage.Pair> tools,
            List<Figure> kpis) {}

    /** The decision table. */
    public record Table(String name, String policy, List<String> inputs, List<Row> rows, String base) {}

    /** One row with how often it matched. */
    public record Row(int number, List<Cell> cells, CasePage.Label label, String reason, String hits) {}

    /** One condition. @param brief the beginning of a long list with how many follow; null when the text is short */
    public record Cell(String text, @Nullable String brief) {}
}
