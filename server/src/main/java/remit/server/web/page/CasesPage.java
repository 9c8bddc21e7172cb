package remit.server.web.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of cases.
 *
 * @param total how many the filter finds, exactly
 * @param next address of the next page, or null on the last
 */
public record CasesPage(
        Place place,
        String sentence,
        List<Row> rows,
        Filters filters,
        @Nullable String next,
        Empty empty) {
    /** @param address of this list, where its filters lead; @param tabs the lists beside it, this one among them */
    public record Place(String address, List<Tab> tabs) {
        /** Whether the list itself says in which phase its cases are. */
        public boolean ofOnePhase() {
            return !tabs.isEmpty();
        }
    }

    /** @param text with how many wait there */
    public record Tab(String href, String text, boolean current) {}

    /** One row. @param forGood whether it waits, and what is proposed could not be undone */
    public record Row(CaseLine line, String day, String money, boolean columns, boolean forGood) {}

    /** The form above the list. */
    public record Filters(List<Choice> choices, @Nullable String month) {}

    /** A list to choose from. */
    public record Choice(String name, String label, List<Option> options) {}

    /** One entry. */
    public record Option(String value, String label, boolean chosen) {}

    /** Why nothing is here and what next. */
    public record Empty(String why, String href, String link) {}
}
