package remit.server.web.tell;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.authority.AuthorityTable;
import remit.authority.Row;
import remit.decision.Level;
import remit.rules.Analysis;
import remit.rules.Cell;
import remit.rules.DecisionTable;
import remit.rules.Finding;
import remit.server.catalog.PublishedProcess;
import remit.server.changes.Change;
import remit.server.changes.TableHistory;
import remit.server.register.HygieneReport;
import remit.server.web.page.RulesPage;

/** Tells the rules in force: each row with how it fares and what is found about it. */
public final class RulesTeller {
    private final PublishedProcess process;
    private final ZoneId zone;

    public RulesTeller(PublishedProcess process) {
        this.process = process;
        this.zone = process.contract().zone();
    }

    /**
     * How the rules met cases so far.
     *
     * @param fares how the rows fare; null where that cannot be told
     * @param history how past cases meet rows and gaps
     */
    public record Met(@Nullable HygieneReport fares, TableHistory history) {}

    public RulesPage page(Met met, List<Change> changes, ChangeTeller teller, boolean may) {
        HygieneReport fares = met.fares();
        AuthorityTable table = process.pinned().table();
        List<Finding> findings = findings(table);
        Map<Integer, HygieneReport.RowFigures> byRow = new HashMap<>();
        if (fares != null) fares.rows().forEach(row -> byRow.put(row.row(), row));
        var rows = new ArrayList<RulesPage.Row>();
        for (Row row : table.rows()) {
            rows.add(new RulesPage.Row(
                    row.number(),
                    row.cells().stream().map(Cell::text).toList(),
                    Labels.ofCell(row.ruling().word()),
                    row.reason(),
                    fare(byRow.get(row.number())),
                    about(findings, row.number())));
        }
        return new RulesPage(
                process.id(),
                sentence(table, findings),
                table.inputs().stream().map(input -> input.label()).toList(),
                rows,
                gaps(met.history(), findings),
                process.pinned().levels().stream().map(RulesTeller::level).toList(),
                teller.lines(changes),
                may);
    }

    private String sentence(AuthorityTable table, List<Finding> findings) {
        String found = findings.isEmpty()
                ? "Every case has a row, and every row can speak."
                : Numbers.of(findings.size(), "finding", "findings") + ".";
        return "Version " + process.sha256().substring(0, 12) + " is in force: "
                + Numbers.of(table.rows().size(), "row", "rows") + ", hit policy "
                + table.hitPolicy().attribute().toLowerCase(java.util.Locale.ROOT) + ". " + found;
    }

    private static String level(Level level) {
        return "The table “" + level.table().name() + "” of the " + level.kind().word() + " ("
                + Numbers.of(level.table().rows().size(), "row", "rows")
                + ") is asked too; the strictest answer wins.";
    }

    private RulesPage.Fare fare(HygieneReport.@Nullable RowFigures row) {
        if (row == null) return new RulesPage.Fare("", "", "", "");
        HygieneReport.Figures figures = row.figures();
        Instant last = figures.lastHit();
        var also = new ArrayList<String>();
        if (figures.exceptions() > 0) also.add(Numbers.of(figures.exceptions(), "exception", "exceptions"));
        if (figures.overrides() > 0) also.add(Numbers.of(figures.overrides(), "override", "overrides"));
        if (figures.outdated() > 0) also.add(Numbers.count(figures.outdated()) + " said outdated");
        return new RulesPage.Fare(
                Numbers.count(figures.hits()),
                last == null ? "never" : Dates.day(last, zone),
                Dates.day(row.since(), zone),
                String.join(", ", also));
    }

    /** What the analysis finds in a table and those that feed it. */
    public static List<Finding> findings(AuthorityTable table) {
        var findings = new ArrayList<Finding>();
        for (DecisionTable each : table.tables()) findings.addAll(Analysis.of(each));
        return findings;
    }

    /** What is found about no single row; a gap with how many past cases fall into it. */
    private static List<String> gaps(TableHistory history, List<Finding> findings) {
        var lines = new ArrayList<String>();
        for (TableHistory.OfTable table : history.tables()) {
            List<Long> inGaps = table.count().gaps();
            for (int gap = 0; gap < table.gaps().size(); gap++) {
                lines.add(table.gaps().get(gap).text() + ". " + Numbers.of(inGaps.get(gap), "past case", "past cases")
                        + " of " + Numbers.count(table.count().asked()) + " fall into it.");
            }
        }
        findings.stream()
                .filter(finding -> row(finding) == 0 && !(finding instanceof Finding.Gap))
                .map(Finding::text)
                .forEach(lines::add);
        return lines;
    }

    /** @param row its number; 0 for what is about no single row */
    private static List<String> about(List<Finding> findings, int row) {
        return findings.stream()
                .filter(finding -> row(finding) == row)
                .map(Finding::text)
                .toList();
    }

    private static int row(Finding finding) {
        return switch (finding) {
            case Finding.Overlap overlap -> overlap.row();
            case Finding.Masked masked -> masked.row();
            case Finding.NeverMatches never -> never.row();
            case Finding.Gap ignored -> 0;
            case Finding.More ignored -> 0;
            case Finding.Undecided ignored -> 0;
        };
    }
}
