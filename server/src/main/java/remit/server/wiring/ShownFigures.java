package remit.server.wiring;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.kernel.Share;
import remit.process.Economics;
import remit.scorecard.Capacity;
import remit.scorecard.Kpis;
import remit.scorecard.Score;
import remit.scorecard.Tally;
import remit.server.catalog.PublishedProcess;
import remit.server.scorecards.LiveFigures;
import remit.server.web.Figure;
import remit.server.web.query.CaseFilter;
import remit.server.web.tell.Dates;
import remit.server.web.tell.Numbers;

/** The owner's KPIs as a scorecard shows them: each with its n, its window, and the formula with its inputs. */
final class ShownFigures {
    private final PublishedProcess process;
    private final LiveFigures.Measured measured;

    private ShownFigures(PublishedProcess process, LiveFigures.Measured measured) {
        this.process = process;
        this.measured = measured;
    }

    static List<Figure> of(PublishedProcess process, LiveFigures figures) {
        return figures.of(process)
                .map(measured -> new ShownFigures(process, measured).figures())
                .orElse(List.of());
    }

    /** Empty where the pack does not count what clearing was worth: then nothing is folded. */
    static Optional<Score.Worth> worth(PublishedProcess process, LiveFigures figures) {
        return switch (process.contract().reporting().error()) {
            case DIFFERS -> Optional.empty();
            case OVERPAID ->
                figures.of(process)
                        .flatMap(
                                measured -> Optional.ofNullable(measured.score().value()));
        };
    }

    /** Every KPI that the owner declared, in the contract's order, then the capacity. */
    private List<Figure> figures() {
        var shown = new ArrayList<Figure>();
        for (Economics.Kpi kpi : process.contract().economics().kpis()) {
            shown.add(measured.kpis().measured().stream()
                    .filter(each -> each.kpi().equals(kpi))
                    .findFirst()
                    .map(this::figure)
                    .orElseGet(() -> reported(kpi)));
        }
        Capacity capacity = measured.kpis().capacity();
        if (capacity != null && capacity.fullTimeEquivalents() != null) shown.add(figure(capacity));
        return shown;
    }

    private Figure figure(Kpis.Measured kpi) {
        boolean days = kpi.kpi().id().equals(Kpis.DAYS_ID);
        // What clears closes at once: while most others are open, the mean of the closed ones says nothing.
        boolean early = days && measured.days().open() > measured.days().closed();
        String n = days ? closed(kpi.n()) : counts(cleared(Kpis.segmentOf(kpi.kpi())));
        String base = n + goal(kpi, early) + ", " + window();
        String value = early && kpi.current() != null ? "too early to tell" : value(kpi);
        String formula = value.equals("too few data") ? null : kpi.formula();
        return new Figure(kpi.kpi().name(), value, base, formula, days ? closed() : clearing(kpi.kpi()));
    }

    /** A case that waits here may long be closed at its source: both are said, or the counts seem to disagree. */
    private static String closed(long n) {
        return Numbers.of(n, "case", "cases") + " closed here or at their source";
    }

    /** A KPI that no evidence here measures. */
    private static Figure reported(Economics.Kpi kpi) {
        return new Figure(
                kpi.name(), "–", "not measured by Remit: " + kpi.owner() + " reports it" + goal(kpi), null, null);
    }

    private Figure figure(Capacity capacity) {
        boolean few = capacity.share().whole() < Numbers.TOO_FEW;
        String value = few ? "too few data" : String.format(Locale.ROOT, "%.2f FTE", capacity.fullTimeEquivalents());
        String base = counts(capacity.share()) + " cleared, " + window() + ", for a year";
        Optional<Economics.Kpi> leading = process.contract().economics().kpis().stream()
                .filter(kpi -> Kpis.segmentOf(kpi) != null)
                .findFirst();
        String href = leading.map(this::clearing).orElseGet(() -> link(null));
        return new Figure("Capacity set free", value, base, few ? null : capacity.formula(), href);
    }

    private static String value(Kpis.Measured kpi) {
        if (kpi.current() == null) return "no data";
        // A sum is exact over any number of cases; a share or a mean is not.
        if (kpi.kpi().id().equals(Kpis.NET_ID)) {
            return Numbers.money(BigDecimal.valueOf(kpi.current())) + unit(kpi.kpi());
        }
        if (kpi.n() < Numbers.TOO_FEW) return "too few data";
        return String.format(Locale.ROOT, "%.1f", kpi.current()) + unit(kpi.kpi());
    }

    private static String unit(Economics.Kpi kpi) {
        return kpi.unit().equals("%") ? "%" : " " + kpi.unit();
    }

    private static String counts(Share share) {
        return Numbers.count(share.part()) + " of " + Numbers.count(share.whole());
    }

    private String window() {
        Kpis.Window window = measured.window();
        return Dates.day(window.from()) + " to " + Dates.day(window.to());
    }

    /** ", baseline 9 days, target 5 days by 31 Dec 2026, 85% of the way". */
    private static String goal(Kpis.Measured kpi, boolean early) {
        Double progress = early || kpi.n() < Numbers.TOO_FEW ? null : kpi.progress();
        boolean target = kpi.kpi().target() != null;
        String way =
                progress == null || !target ? "" : String.format(Locale.ROOT, ", %.0f%% of the way", 100 * progress);
        return goal(kpi.kpi()) + way;
    }

    private static String goal(Economics.Kpi kpi) {
        if (kpi.target() == null) return "";
        String baseline = kpi.baseline() == null ? "" : ", baseline " + Numbers.plain(kpi.baseline()) + unit(kpi);
        String due = kpi.due() == null ? "" : " by " + Dates.day(kpi.due());
        return baseline + ", target " + Numbers.plain(kpi.target()) + unit(kpi) + due;
    }

    private Share cleared(@Nullable String segment) {
        Score score = measured.score();
        Tally tally = segment == null ? score.all() : score.segments().get(segment);
        return tally == null ? new Share(0, 0) : tally.clearShare();
    }

    private String clearing(Economics.Kpi kpi) {
        return link(Kpis.segmentOf(kpi));
    }

    private String link(@Nullable String segment) {
        CaseFilter filter = CaseFilter.of(process.id()).with("verdict", "auto_clear");
        return (segment == null ? filter : filter.with("segment", segment)).href();
    }

    private String closed() {
        return CaseFilter.of(process.id()).with(CaseFilter.CLOSED, "yes").href();
    }
}
