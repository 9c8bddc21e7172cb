package remit.server.wiring;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import remit.process.Economics;
import remit.scorecard.Capacity;
import remit.scorecard.Kpis;
import remit.server.catalog.PublishedProcess;
import remit.server.scorecards.LiveFigures;
import remit.server.web.Figure;

/** The owner's KPIs as a scorecard shows them: each with its n, its window, and the formula with its inputs. */
final class ShownFigures {
    private ShownFigures() {}

    static List<Figure> of(PublishedProcess process, LiveFigures figures) {
        return figures.of(process).map(measured -> figures(process, measured)).orElse(List.of());
    }

    private static List<Figure> figures(PublishedProcess process, LiveFigures.Measured measured) {
        var shown = new ArrayList<Figure>();
        String window = measured.window().from() + " to " + measured.window().to();
        for (Kpis.Measured kpi : measured.kpis().measured()) {
            shown.add(new Figure(
                    kpi.kpi().name(),
                    kpi.current() == null ? "no data" : value(kpi.kpi(), kpi.current()),
                    "n " + String.format(Locale.ROOT, "%,d", kpi.n()) + ", " + window + goal(kpi),
                    kpi.formula(),
                    href(process, kpi.kpi())));
        }
        Capacity capacity = measured.kpis().capacity();
        if (capacity != null && capacity.fullTimeEquivalents() != null) {
            shown.add(new Figure(
                    "Capacity set free",
                    String.format(Locale.ROOT, "%.2f FTE", capacity.fullTimeEquivalents()),
                    "a year, at the share measured " + window,
                    capacity.formula(),
                    null));
        }
        return shown;
    }

    private static String value(Economics.Kpi kpi, double current) {
        boolean percent = kpi.unit().equals("%");
        return String.format(Locale.ROOT, "%.1f", current) + (percent ? "%" : " " + kpi.unit());
    }

    /** "; target 60% by 2026-12-31, from 0%; 80% of the way". */
    private static String goal(Kpis.Measured kpi) {
        Economics.Kpi declared = kpi.kpi();
        if (declared.target() == null) return "";
        String unit = declared.unit().equals("%") ? "%" : " " + declared.unit();
        String baseline = declared.baseline() == null
                ? ""
                : ", from " + declared.baseline().toPlainString() + unit;
        String due = declared.due() == null ? "" : " by " + declared.due();
        Double progress = kpi.progress();
        String way = progress == null ? "" : String.format(Locale.ROOT, "; %.0f%% of the way", 100 * progress);
        return "; target " + declared.target().toPlainString() + unit + due + baseline + way;
    }

    private static @Nullable String href(PublishedProcess process, Economics.Kpi kpi) {
        if (!kpi.id().startsWith("auto_clear")) return null;
        String segment = Kpis.segmentOf(kpi);
        return "/cases?process=" + process.id() + "&verdict=auto_clear"
                + (segment == null ? "" : "&segment=" + segment);
    }
}
