package remit.server.web.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a process or level: the tables in force, how their rows fare, what is found in them, what is proposed.
 *
 * @param path of this page; what belongs to it stands below
 * @param tables the one that decides first, then those that feed it
 * @param versions that were in force, newest first
 */
public record RulesPage(
        String path, Head head, List<Table> tables, List<Version> versions, List<ChangesPage.Line> changes, Desk desk) {
    /**
     * What stands above the tables.
     *
     * @param sentence what is in force since when, and what is found
     * @param past on which past cases the counts rest, and who answers for the rules
     * @param takenBack how the last rollback went, or empty
     * @param notInForce why this is not what decides: an older version, a draft; empty for what is in force
     * @param written whether cells are shown as they are written too
     */
    public record Head(
            String sentence, String past, String takenBack, String notInForce, boolean written, List<Link> above) {}

    public record Link(String path, String text) {}

    /**
     * A table.
     *
     * @param note its hit policy, and what is said where no row speaks
     * @param says the headings of what a row says, beside its verdict
     * @param gaps where a row is missing
     * @param findings about no single row
     */
    public record Table(
            String name, String note, Columns columns, List<Row> rows, List<Row> gaps, List<String> findings) {}

    /**
     * @param verdict whether its rows have one
     * @param fares whether it is known how they fare in evidence, {@code past} whether past cases were asked instead
     */
    public record Columns(List<Column> inputs, List<String> says, boolean verdict, boolean fares, boolean past) {}

    public record Column(String name, String type) {}

    /** @param written as the file has it @param brief the beginning of long {@code words}, else null */
    public record Cell(
            String words, String written, @Nullable String brief) {}

    /**
     * A row, or a place where one is missing.
     *
     * @param anchor by which a link finds it; empty for a gap
     * @param label its verdict; null in a table that feeds another
     * @param says what else it says
     * @param findings about this row
     */
    public record Row(
            int number,
            String anchor,
            List<Cell> cells,
            CasePage.@Nullable Label label,
            List<String> says,
            Fare fare,
            List<String> findings) {}

    /**
     * How a row fared.
     *
     * @param past of how many past cases it speaks as it stands; empty where none were looked at
     * @param also what is worth a look: overrides, exceptions
     */
    public record Fare(String hits, String share, String last, String since, String age, String past, String also) {
        public static final Fare UNKNOWN = new Fare("", "", "", "", "", "", "");
    }

    /** @param differs where what it changed is told, or empty */
    public record Version(String path, String sha256, String since, String note, String differs) {}

    /**
     * What this reader may do.
     *
     * @param base hash of the version in force, empty for none: what a file is handed in against
     * @param rollback null where nothing may be taken back by them
     */
    public record Desk(
            boolean propose, String base, @Nullable Rollback rollback) {}

    /** @param targets versions to go back to, the usual one first @param errors why what was sent was refused */
    public record Rollback(List<CasesPage.Option> targets, String reason, List<String> errors) {}
}
