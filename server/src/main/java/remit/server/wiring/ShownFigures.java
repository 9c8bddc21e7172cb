package remit.server.wiring;

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

    private List<Figure> figures() {
        var shown = new ArrayList<Figure>();
        for (Kpis.Measured kpi : measured.kpis().measured()) shown.add(figure(kpi));
        Capacity capacity = measured.kpis().capacity();
        if (capacity != null && capacity.fullTimeEquivalents() != null) shown.add(figure(capacity));
        return shown;
    }

    private Figure figure(Kpis.Measured kpi) {
        boolean share = kpi.kpi().id().startsWith("auto_clear");
        // What clears closes at once: while most others are open, the mean of the closed ones says nothing.
        boolean early = !share && measured.days().open() > measured.days().closed();
        String n =
                share ? counts(cleared(Kpis.segmentOf(kpi.kpi()))) : Numbers.of(kpi.n(), "closed case", "closed cases");
        String base = n + goal(kpi, early) + ", " + window();
        String value = early && kpi.current() != null ? "too early to tell" : value(kpi);
        return new Figure(kpi.kpi().name(), value, base, kpi.formula(), share ? clearing(kpi.kpi()) : closed());
    }

    private Figure figure(Capacity capacity) {
        String value = capacity.share().whole() < Numbers.TOO_FEW
                ? Numbers.share(capacity.share().part(), capacity.share().whole())
                : String.format(Locale.ROOT, "%.2f FTE", capacity.fullTimeEquivalents());
        String base = counts(capacity.share()) + " cleared, " + window() + ", for a year";
        Optional<Economics.Kpi> leading = process.contract().economics().kpis().stream()
                .filter(kpi -> Kpis.segmentOf(kpi) != null)
                .findFirst();
        String href = leading.map(this::clearing).orElseGet(() -> link(null));
        return new Figure("Capacity set free", value, base, capacity.formula(), href);
    }

    private static String value(Kpis.Measured kpi) {
        if (kpi.current() == null) return "no data";
        if (kpi.n() < Numbers.TOO_FEW) return "too few data";
        boolean percent = kpi.kpi().unit().equals("%");
        return String.format(Locale.ROOT, "%.1f", kpi.current())
                + (percent ? "%" : " " + kpi.kpi().unit());
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
        Economics.Kpi declared = kpi.kpi();
        if (declared.target() == null) return "";
        String unit = declared.unit().equals("%") ? "%" : " " + declared.unit();
        String baseline = declared.baseline() == null
                ? ""
                : ", baseline " + declared.baseline().toPlainString() + unit;
        String due = declared.due() == null ? "" : " by " + Dates.day(declared.due());
        Double progress = early || kpi.n() < Numbers.TOO_FEW ? null : kpi.progress();
        String way = progress == null ? "" : String.format(Locale.ROOT, ", %.0f%% of the way", 100 * progress);
        return baseline + ", target " + declared.target().toPlainString() + unit + due + way;
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
