package remit.server.web.tell;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import remit.authority.AuthorityTable;
import remit.authority.Evaluation;
import remit.authority.Row;
import remit.rules.Analysis;
import remit.rules.DecisionTable;
import remit.rules.Finding;
import remit.rules.Input;
import remit.rules.Replay;
import remit.rules.Rule;
import remit.server.changes.TableHistory;
import remit.server.register.HygieneReport;
import remit.server.web.page.RulesPage;

/** Tells tables of rules: each row with how it fares and what is found about it, each place where a row is missing. */
public final class RulesTeller {
    private final RuleSubject subject;
    private final @Nullable HygieneReport fares;
    private final @Nullable TableHistory history;
    private final Map<Integer, HygieneReport.RowFigures> byRow = new HashMap<>();
    /** What is found in each table: asked of the analysis once. */
    private final List<List<Finding>> findings;

    private @Nullable List<RulesPage.Table> told;

    /**
     * @param fares how the rows of a process's table fare in evidence; null where that is not known
     * @param history how past cases meet the tables; null where none were asked
     */
    public RulesTeller(RuleSubject subject, @Nullable HygieneReport fares, @Nullable TableHistory history) {
        this.subject = subject;
        this.fares = fares;
        this.history = history;
        this.findings = history == null
                ? subject.table().tables().stream().map(Analysis::of).toList()
                : history.tables().stream().map(TableHistory.OfTable::findings).toList();
        if (fares != null) fares.rows().forEach(row -> byRow.put(row.row(), row));
    }

    /** The table that decides, then those that feed it. */
    public List<RulesPage.Table> tables() {
        if (told != null) return told;
        List<DecisionTable> every = subject.table().tables();
        var tables = new ArrayList<RulesPage.Table>();
        tables.add(main(every.getLast(), every.size() - 1));
        for (int i = 0; i < every.size() - 1; i++) tables.add(feeding(every.get(i), i));
        told = List.copyOf(tables);
        return told;
    }

    /** What is found in all tables: how much, in one sentence. */
    public String found() {
        long found = IntStream.range(0, subject.table().tables().size())
                .mapToLong(i -> findings(i).size())
                .sum();
        return found == 0
                ? "Every case has a row, and every row can speak."
                : Numbers.of(found, "finding stands", "findings stand") + " at the rows that they concern.";
    }

    /** On which past cases the counts rest. */
    public String past() {
        if (history == null || history.looked() == 0) return "";
        String rest = history.erased() + history.untold() == 0
                ? ""
                : " (" + Numbers.count(history.erased()) + " are erased, of " + Numbers.count(history.untold())
                        + " not all is known that the table reads)";
        return "Past cases: the last " + Numbers.count(history.looked()) + " that were decided" + rest + ".";
    }

    private List<Finding> findings(int table) {
        return findings.get(table);
    }

    private Replay.@Nullable Count count(int table) {
        return history == null ? null : history.tables().get(table).count();
    }

    private RulesPage.Table main(DecisionTable compiled, int at) {
        AuthorityTable table = subject.table();
        var finder = new FindingTeller(compiled, findings(at));
        Replay.Count count = count(at);
        var rows = new ArrayList<RulesPage.Row>();
        for (Row row : table.rows()) {
            rows.add(new RulesPage.Row(
                    row.number(),
                    "row-" + row.number(),
                    cells(table.inputs(), row.cells()),
                    Labels.ofCell(row.ruling().word()),
                    List.of(row.reason()),
                    fare(byRow.get(row.number()), past(count, row.number())),
                    about(finder, at, row.number())));
        }
        Evaluation.Outcome.NoMatch otherwise = table.otherwise();
        var otherwiseLabel = Labels.ofCell(otherwise.ruling().word());
        return new RulesPage.Table(
                table.name(),
                "Hit policy " + table.hitPolicy().attribute().toLowerCase(Locale.ROOT)
                        + "; where no row speaks, a case " + otherwiseLabel.word() + ".",
                new RulesPage.Columns(columns(table.inputs()), List.of("Reason"), true, fares != null, counted(count)),
                rows,
                gaps(compiled, finder, count).stream()
                        .map(gap -> new RulesPage.Row(
                                0, "", gap.cells(), otherwiseLabel, gap.says(), gap.fare(), gap.findings()))
                        .toList(),
                finder.whole());
    }

    private RulesPage.Table feeding(DecisionTable table, int at) {
        var finder = new FindingTeller(table, findings(at));
        Replay.Count count = count(at);
        var rows = new ArrayList<RulesPage.Row>();
        for (Rule rule : table.rules()) {
            rows.add(new RulesPage.Row(
                    rule.number(),
                    "table-" + (at + 1) + "-row-" + rule.number(),
                    cells(table.inputs(), rule.cells()),
                    null,
                    rule.says().stream().map(CellTeller::operand).toList(),
                    fare(null, past(count, rule.number())),
                    about(finder, at, rule.number())));
        }
        return new RulesPage.Table(
                table.name(),
                "Feeds the table above. Hit policy "
                        + table.hitPolicy().attribute().toLowerCase(Locale.ROOT) + ".",
                new RulesPage.Columns(columns(table.inputs()), headings(table), false, false, counted(count)),
                rows,
                gaps(table, finder, count),
                finder.whole());
    }

    private static List<RulesPage.Column> columns(List<Input> inputs) {
        return inputs.stream()
                .map(input -> new RulesPage.Column(input.label(), input.type().words()))
                .toList();
    }

    /** What the outputs of a table are called. */
    static List<String> headings(DecisionTable table) {
        return table.outputs().stream()
                .map(output -> output.name().isEmpty() ? "Says" : output.name())
                .toList();
    }

    static List<RulesPage.Cell> cells(List<Input> inputs, List<remit.rules.Cell> cells) {
        return IntStream.range(0, inputs.size())
                .mapToObj(i -> CellTeller.cell(inputs.get(i).type(), cells.get(i)))
                .toList();
    }

    /** The gaps of the table that decides, in the order in which they are told. */
    public static List<Finding.Gap> gaps(RuleSubject subject) {
        DecisionTable table = subject.table().tables().getLast();
        return new FindingTeller(table, Analysis.of(table)).gaps();
    }

    /** Each place where a row is missing, with one case of it and how many past ones fall into it. */
    private static List<RulesPage.Row> gaps(DecisionTable table, FindingTeller finder, Replay.@Nullable Count count) {
        var rows = new ArrayList<RulesPage.Row>();
        List<Finding.Gap> gaps = finder.gaps();
        for (int i = 0; i < gaps.size(); i++) {
            Finding.Gap gap = gaps.get(i);
            List<RulesPage.Cell> cells = IntStream.range(0, table.inputs().size())
                    .mapToObj(column -> CellTeller.cell(
                            table.inputs().get(column).type(), gap.region().get(column)))
                    .toList();
            String past = count == null || count.asked() == 0
                    ? ""
                    : Numbers.of(count.gaps().get(i), "past case", "past cases") + " of " + Numbers.count(count.asked())
                            + (count.gaps().get(i) == 1 ? " falls" : " fall") + " into it";
            var findings = new ArrayList<String>();
            findings.add("for instance " + finder.instance(gap.witness()));
            if (!past.isEmpty()) findings.add(past);
            rows.add(new RulesPage.Row(0, "", cells, null, List.of("no row speaks"), RulesPage.Fare.UNKNOWN, findings));
        }
        return rows;
    }

    private List<String> about(FindingTeller finder, int table, int row) {
        var about = new ArrayList<>(finder.about(row));
        if (history == null) return about;
        TableHistory.OfTable of = history.tables().get(table);
        if (of.neverHit().contains(row)) {
            about.add(
                    of.overtaken(row)
                            ? of.neverSpoke(row)
                            : "is met by none of the " + Numbers.of(of.count().asked(), "past case", "past cases"));
        }
        return about;
    }

    private static boolean counted(Replay.@Nullable Count count) {
        return count != null && count.asked() > 0;
    }

    private static String past(Replay.@Nullable Count count, int row) {
        return count == null || !counted(count)
                ? ""
                : Numbers.count(count.rows().get(row - 1).spoke());
    }

    private RulesPage.Fare fare(HygieneReport.@Nullable RowFigures row, String past) {
        if (row == null || fares == null) return new RulesPage.Fare("", "", "", "", "", past, "");
        HygieneReport.Figures figures = row.figures();
        Instant last = figures.lastHit();
        var also = new ArrayList<String>();
        if (figures.exceptions() > 0) also.add(Numbers.of(figures.exceptions(), "exception", "exceptions"));
        if (figures.overrides() > 0) also.add(Numbers.of(figures.overrides(), "override", "overrides"));
        if (figures.outdated() > 0) also.add(Numbers.count(figures.outdated()) + " said outdated");
        long all =
                fares.rows().stream().mapToLong(each -> each.figures().hits()).sum()
                        + fares.rest().silent().hits();
        return new RulesPage.Fare(
                Numbers.count(figures.hits()),
                all < Numbers.TOO_FEW ? "" : Numbers.share(figures.hits(), all),
                last == null ? "never" : Dates.day(last, subject.zone()),
                Dates.day(row.since(), subject.zone()),
                Numbers.of(
                        Math.max(0, Duration.between(row.since(), fares.asOf()).toDays()), "day", "days"),
                past,
                String.join(", ", also));
    }

    /** Everything that is found, a sentence each, with the row that it is about. */
    public List<String> findings() {
        var lines = new ArrayList<String>();
        List<RulesPage.Table> every = tables();
        for (RulesPage.Table table : every) {
            String of = every.size() == 1 ? "" : " of " + table.name();
            table.rows()
                    .forEach(row -> row.findings()
                            .forEach(finding -> lines.add("Row " + row.number() + of + " " + finding + ".")));
            table.gaps()
                    .forEach(gap -> lines.add(
                            "No row" + of + " speaks about some cases: " + String.join("; ", gap.findings()) + "."));
            table.findings().forEach(finding -> lines.add(finding + "."));
        }
        return lines;
    }

    /** What is known of the rows of the table that decides, for the form in which they are edited. */
    public List<TableForm.Told> forForm() {
        return tables().getFirst().rows().stream()
                .map(row -> new TableForm.Told(row.fare().past(), row.findings()))
                .toList();
    }
}
