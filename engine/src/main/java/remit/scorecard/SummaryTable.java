package remit.scorecard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import remit.kernel.Share;
import remit.process.Reporting;

/** The small table under the sentence: all, without the largest group, the precedent rule, each segment, each month. */
public final class SummaryTable {
    private static final String ROW = "%-34s %10s %10s %7s %10s %8s %7s";

    private SummaryTable() {}

    /** Lines to print as they are, without line ends. */
    public static List<String> of(Reporting reporting, RunSummary summary) {
        Score score = summary.score();
        var lines = new ArrayList<String>();
        lines.add(line("", reporting.units(), "cleared", "share", "known", "wrong", "error"));
        lines.add(row("all", score.all()));
        if (score.withoutLargest() != null) {
            lines.add(row(
                    "without the largest " + reporting.group(),
                    score.withoutLargest().rest()));
        }
        if (score.baseline() != null) lines.add(row(score.baseline()));
        if (score.segments().size() > 1 && score.segments().size() <= 12) {
            score.segments().forEach((segment, tally) -> lines.add(row(reporting.segment() + " " + segment, tally)));
        }
        score.months().forEach((month, tally) -> lines.add(row(month.toString(), tally)));
        lines.add("");
        if (score.miscoded() != null) {
            lines.add("money miscoded: " + Figures.percent(score.miscoded().share())
                    + " of the money cleared with a known outcome");
        }
        if (score.value() != null) {
            lines.add("paid: " + Figures.money(score.value().paid()) + ", of it "
                    + Figures.amount(score.value().paidUnknown().amount()) + " with an outcome that is not known");
        }
        lines.add(author(summary.author()));
        lines.add(rows(summary));
        return List.copyOf(lines);
    }

    private static String author(RunSummary.AuthorFigures author) {
        return "author: " + author.kind() + " " + author.version() + ", right on " + Figures.percent(author.accuracy())
                + " of live cases with a known outcome, calibration error "
                + (author.ece() == null ? "n/a" : Figures.decimals(author.ece(), 3));
    }

    private static String rows(RunSummary summary) {
        RunSummary.Rows rows = summary.rows();
        return "rows: " + Figures.count(rows.rows()) + " = " + Figures.count(rows.history()) + " history + "
                + Figures.count(rows.cases()) + " cases + " + Figures.count(rows.alreadyDecided())
                + " already decided + " + Figures.count(rows.rejected()) + " rejected; evidence: "
                + Figures.count(summary.evidence().verified()) + " of "
                + Figures.count(summary.evidence().events()) + " events verified";
    }

    private static String row(String name, Tally tally) {
        return line(
                name,
                Figures.count(tally.cases()),
                Figures.count(tally.cleared()),
                tally.clearShare().percent(),
                Figures.count(tally.known()),
                Figures.count(tally.errors()),
                tally.errorShare().percent());
    }

    private static String row(Score.Precedents precedents) {
        Share wrong = precedents.errorShare();
        return line(
                "precedent rule instead",
                Figures.count(precedents.cases()),
                Figures.count(precedents.cleared()),
                precedents.clearShare().percent(),
                Figures.count(precedents.known()),
                Figures.count(precedents.errors()),
                wrong.percent());
    }

    private static String line(String... cells) {
        return String.format(Locale.ROOT, ROW, (Object[]) cells).stripTrailing();
    }
}
