package remit.server.web.tell;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.server.web.page.WhatIfPage;
import remit.whatif.Answer;
import remit.whatif.Comparison;
import remit.whatif.Lever;
import remit.whatif.Search;

/** Draws the share that clears against the most that is wrong, in a picture of 680 by 300 units. */
final class CurveTeller {
    private static final double LEFT = 56;
    private static final double RIGHT = 664;
    private static final double TOP = 16;
    private static final double BOTTOM = 256;

    /** The limit stands at most so high in the picture; what lies above its top is drawn at the top. */
    private static final double HEADROOM = 2.5;

    private final Answer answer;
    private final WhatIfSteps steps;

    CurveTeller(Answer answer, WhatIfSteps steps) {
        this.answer = answer;
        this.steps = steps;
    }

    /** How far the picture reaches: shares across, errors up. */
    private record Reach(double from, double to, double top) {
        String x(double share) {
            return place(LEFT + (RIGHT - LEFT) * (share - from) / (to - from));
        }

        String y(double error) {
            return place(BOTTOM - (BOTTOM - TOP) * Math.min(error, top) / top);
        }

        private static String place(double at) {
            return String.format(Locale.ROOT, "%.1f", at);
        }
    }

    /** Null where no single number moves. */
    WhatIfPage.@Nullable Curve curve() {
        Search search = WhatIfSteps.told(answer);
        if (answer.lever().isEmpty() || search == null) return null;
        // Where no number lets anything clear there is nothing to draw.
        if (!WhatIfSteps.clears(answer)) return null;
        Lever lever = search.lever();
        double limit = answer.question().terms().maxError();
        List<Search.Point> points = search.points().stream()
                .sorted(Comparator.comparingDouble(Search.Point::share))
                .toList();
        Reach reach = reach(points, limit);
        String line = points.stream()
                .map(point -> reach.x(point.share()) + "," + reach.y(point.upper()))
                .collect(Collectors.joining(" "));
        return new WhatIfPage.Curve(
                alternative(search, limit),
                line,
                new WhatIfPage.Place(Reach.place(RIGHT), reach.y(limit)),
                "limit " + WhatIfTeller.percent(limit),
                across(reach),
                up(reach),
                marks(reach),
                search.points().stream().map(point -> row(lever, point)).toList());
    }

    private List<WhatIfPage.Mark> marks(Reach reach) {
        Comparison compared = answer.compared();
        // What stands in the sentence: one number has one bound on the page.
        double upper = answer.proof().upper();
        boolean stays = compared.in().measure().cases() == 0 && compared.out().cases() == 0;
        var now = mark(
                reach,
                "now",
                compared.shareNow(),
                stays ? upper : compared.now().bound().upper());
        var then = mark(reach, "then", compared.shareThen(), upper);
        return stays ? List.of(now) : List.of(now, then);
    }

    private Reach reach(List<Search.Point> points, double limit) {
        Comparison compared = answer.compared();
        double least = Math.min(points.getFirst().share(), Math.min(compared.shareNow(), compared.shareThen()));
        double most = Math.max(points.getLast().share(), Math.max(compared.shareNow(), compared.shareThen()));
        double from = Math.floor(least * 20) / 20;
        double to = Math.max(from + 0.05, Math.min(1, Math.ceil(most * 20) / 20));
        double highest = points.stream().mapToDouble(Search.Point::upper).max().orElse(limit);
        double then = answer.proof().upper();
        double top = Math.min(1, Math.max(Math.min(highest * 1.1, HEADROOM * limit), 1.2 * limit));
        return new Reach(from, to, then < 2 * top ? Math.min(1, Math.max(top, 1.1 * then)) : top);
    }

    private static WhatIfPage.Mark mark(Reach reach, String kind, double share, double error) {
        boolean right = share > (reach.from + reach.to) / 2;
        double x = Double.parseDouble(reach.x(share));
        double y = Double.parseDouble(reach.y(error));
        boolean now = kind.equals("now");
        String bound = share == 0
                ? "nothing clears"
                : WhatIfTeller.percent(share) + ", at most " + WhatIfTeller.percent(error);
        String text = (now ? "now " : "proposed ") + bound;
        // One stands above its point and one below, so that two close points do not hide each other's words.
        double below = y + (now ? 24 : -14);
        double inside = below > BOTTOM - 4 ? y - 14 : below < TOP + 8 ? y + 24 : below;
        return new WhatIfPage.Mark(
                kind,
                new WhatIfPage.Place(Reach.place(x), Reach.place(y)),
                Reach.place(right ? x + 6 : x - 6),
                Reach.place(inside),
                right ? "end" : "start",
                text);
    }

    private static List<WhatIfPage.Tick> across(Reach reach) {
        var ticks = new ArrayList<WhatIfPage.Tick>();
        double step = reach.to - reach.from > 0.5 ? 0.2 : reach.to - reach.from > 0.2 ? 0.1 : 0.05;
        for (double at = reach.from; at <= reach.to + 1e-9; at += step) {
            ticks.add(new WhatIfPage.Tick(reach.x(at), String.format(Locale.UK, "%.0f%%", 100 * at)));
        }
        return ticks;
    }

    private static List<WhatIfPage.Tick> up(Reach reach) {
        var ticks = new ArrayList<WhatIfPage.Tick>();
        for (int i = 0; i <= 4; i++) {
            double at = reach.top * i / 4;
            ticks.add(new WhatIfPage.Tick(reach.y(at), WhatIfTeller.percent(at)));
        }
        return ticks;
    }

    private String alternative(Search search, double limit) {
        Search.Point last = search.points().getLast();
        String safe = search.points().stream()
                .filter(Search.Point::certified)
                .max(Comparator.comparingDouble(Search.Point::share))
                .map(point -> "The largest share certified at " + WhatIfTeller.percent(limit) + " is "
                        + WhatIfTeller.percent(point.share()) + ".")
                .orElse("No point is certified at " + WhatIfTeller.percent(limit) + ".");
        Search.Point first = search.points().getFirst();
        String begin = first.cleared().cases() == 0
                ? "nothing"
                : WhatIfTeller.percent(first.share()) + " (at most " + WhatIfTeller.percent(first.upper()) + " wrong)";
        if (last.cleared().cases() == first.cleared().cases()) {
            return "No number that was tried lets more clear than now: " + begin + ". " + safe;
        }
        return "The line goes from " + begin + " that clears now to " + WhatIfTeller.percent(last.share())
                + " (at most "
                + WhatIfTeller.percent(last.upper()) + " wrong). "
                + safe
                + " The numbers of the line share the chance to be wrong, so that its bounds lie a little higher than that of"
                + " one number asked about alone.";
    }

    private WhatIfPage.Point row(Lever lever, Search.Point point) {
        return new WhatIfPage.Point(
                WhatIfSteps.show(point.number()),
                steps.href(lever, point.number()),
                WhatIfTeller.percent(point.share()),
                Numbers.count(point.cleared().seen()),
                Numbers.count(point.cleared().wrong()),
                WhatIfTeller.percent(point.upper()),
                point.certified() ? "within the limit" : "–");
    }
}
