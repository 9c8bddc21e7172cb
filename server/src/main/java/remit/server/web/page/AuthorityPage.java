package remit.server.web.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The register: who may let what through.
 *
 * @param sentence what it comes to
 * @param problems why the rules of a process cannot be shown
 * @param levels where the tables above the processes are shown
 * @param check what the last look at every cleared case gave, null before the first
 */
public record AuthorityPage(
        String sentence,
        List<Row> rows,
        Filter filter,
        List<String> problems,
        List<RulesPage.Link> levels,
        @Nullable Check check) {
    /** What is looked for. */
    public record Filter(String who, List<CasesPage.Option> processes) {}

    /** @param served whether it has a page here */
    public record Process(String id, boolean served) {}

    /**
     * One row.
     *
     * @param actor who, {@code also} what belongs to them: whose proposals, on whose behalf, who is kept out
     * @param unless what keeps such a case from clearing, or empty
     * @param rule the row and the version of the rules
     */
    public record Row(
            String actor,
            List<String> also,
            CasePage.Label label,
            Process process,
            String caseType,
            String condition,
            String unless,
            String limit,
            String rule) {}

    /** @param at when, {@code good} whether there was no orphan */
    public record Check(String sentence, String at, boolean good, List<Orphan> orphans, String more) {}

    /** A case that no row allowed. */
    public record Orphan(String caseId, String shortId, String process, String approver, String reason) {}
}
