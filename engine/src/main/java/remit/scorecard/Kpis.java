package remit.scorecard;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.kernel.Share;
import remit.process.Economics;

/**
 * The owner's numbers, measured. A KPI of the contract is measured by its id: {@code auto_clear} over all cases,
 * {@code auto_clear_SEGMENT} over one risk segment, {@code resolution_days} over all closed cases, {@code net} over all
 * cleared ones where overpayments are counted. The yearly cases of the cost model are those of the segment that the first
 * {@code auto_clear_SEGMENT} names, else all. Every number carries its counts, its window and its formula.
 */
public final class Kpis {
    private static final String SHARE_ID = "auto_clear";
    /** Mean days to the end of a case. */
    public static final String DAYS_ID = "resolution_days";

    /** What clearing was worth. */
    public static final String NET_ID = "net";

    private static final BigDecimal ONE_POINT = new BigDecimal("0.01");
    private final Economics economics;
    private final Score score;
    private final CycleTime cycle;
    private final Window window;

    public Kpis(Economics economics, Score score, CycleTime cycle, Window window) {
        this.economics = economics;
        this.score = score;
        this.cycle = cycle;
        this.window = window;
    }

    /** First and last day of business time over which was measured, both included. */
    public record Window(LocalDate from, LocalDate to) {
        public Window {
            if (to.isBefore(from)) throw new IllegalArgumentException("window: " + from + " to " + to);
        }

        Json.Obj toJson() {
            return Json.object("from", from.toString(), "to", to.toString());
        }
    }

    /**
     * One KPI of the contract as it stands.
     *
     * @param current in the KPI's own unit (a percentage as 48.0), or null where nothing was measured
     * @param n the cases that it rests on
     * @param formula how it came about, with its counts
     * @param interval for a share that rests on few cases or is rare, else null
     */
    public record Measured(
            Economics.Kpi kpi,
            @Nullable Double current,
            long n,
            String formula,
            @Nullable Interval interval) {
        /** (baseline - current) / (baseline - target): 1 when reached; null without the three of them. */
        public @Nullable Double progress() {
            if (kpi.baseline() == null || kpi.target() == null || current == null) return null;
            return Kpis.progress(kpi.baseline(), current, kpi.target());
        }

        public Json.Obj toJson(Window window) {
            return Json.object(
                    "id", kpi.id(),
                    "name", kpi.name(),
                    "unit", kpi.unit(),
                    "owner", kpi.owner(),
                    "baseline", kpi.baseline(),
                    "target", kpi.target(),
                    "due", kpi.due() == null ? null : kpi.due().toString(),
                    "current", current,
                    "n", n,
                    "progress", progress(),
                    "formula", formula,
                    "interval", interval == null ? null : interval.toJson(),
                    "window", window.toJson());
        }
    }

    /** Null when baseline and target are the same: there is no way to go. */
    public static @Nullable Double progress(BigDecimal baseline, double current, BigDecimal target) {
        double way = baseline.subtract(target).doubleValue();
        return way == 0 ? null : (baseline.doubleValue() - current) / way;
    }

    /** The KPIs of the contract that a fold measures, in its order; one with an id that none measures is left out. */
    public List<Measured> measured() {
        var measured = new ArrayList<Measured>();
        for (Economics.Kpi kpi : economics.kpis()) {
            if (kpi.id().equals(DAYS_ID)) {
                CycleTime.Mean mean = cycle.days().all();
                measured.add(new Measured(kpi, mean.value(), mean.closed(), mean.formula(), null));
            } else if (kpi.id().equals(NET_ID)) {
                if (score.value() != null) measured.add(net(kpi, score.value()));
            } else if (kpi.id().equals(SHARE_ID) || segmentOf(kpi) != null) {
                measured.add(rate(kpi, tally(segmentOf(kpi)).clearShare()));
            }
        }
        return List.copyOf(measured);
    }

    private Measured net(Economics.Kpi kpi, Score.Worth worth) {
        String formula = Figures.amount(worth.handlingSaved().amount()) + " saved - "
                + Figures.amount(worth.leak().amount()) + " overpaid = " + Figures.money(worth.net());
        double net = worth.net().amount().doubleValue();
        return new Measured(kpi, net, score.all().cleared(), formula, null);
    }

    private static Measured rate(Economics.Kpi kpi, Share share) {
        Double value = share.value();
        String formula = Figures.count(share.part()) + " of " + Figures.count(share.whole()) + " = " + share.percent();
        Interval interval = Interval.neededFor(share) ? Interval.wilson(share) : null;
        return new Measured(kpi, value == null ? null : 100 * value, share.whole(), formula, interval);
    }

    /** The segment that an {@code auto_clear_SEGMENT} KPI names, or null. */
    public static @Nullable String segmentOf(Economics.Kpi kpi) {
        return kpi.id().startsWith(SHARE_ID + "_") ? kpi.id().substring(SHARE_ID.length() + 1) : null;
    }

    /** Nothing decided in a segment is zero of zero. */
    private Tally tally(@Nullable String segment) {
        if (segment == null) return score.all();
        return score.segments().getOrDefault(segment, new Tally(0, 0, 0, 0, 0, 0, 0));
    }

    private @Nullable String leadingSegment() {
        return economics.kpis().stream()
                .filter(kpi -> segmentOf(kpi) != null)
                .findFirst()
                .map(Kpis::segmentOf)
                .orElse(null);
    }

    /** What clearing sets free at the measured share, or null where the contract names no yearly cases. */
    public @Nullable Capacity capacity() {
        Economics.CostModel cost = economics.cost();
        if (cost.yearlyCases() == null) return null;
        return new Capacity(
                cost.yearlyCases(),
                tally(leadingSegment()).clearShare(),
                cost.handlingMinutes(),
                cost.productiveHours());
    }

    /**
     * What one more point of the leading segment's share would change.
     *
     * @param days of the mean cycle time over all cases, or null where nothing has closed
     * @param fullTimeEquivalents of capacity, or null without yearly cases
     * @param costPerCase of mean handling cost over all cases, in the cost model's currency; null without cases
     */
    public record Sensitivity(
            @Nullable Double days,
            @Nullable BigDecimal fullTimeEquivalents,
            @Nullable BigDecimal costPerCase) {
        public Json.Obj toJson() {
            return Json.object(
                    "points",
                    1,
                    "days",
                    days,
                    "fte",
                    fullTimeEquivalents == null ? null : fullTimeEquivalents.doubleValue(),
                    "cost_per_case",
                    costPerCase);
        }
    }

    /** Cases that move take the segment's mean of cleared cases instead of its mean of cases that a person closed. */
    public Sensitivity sensitivity() {
        String segment = leadingSegment();
        long all = score.all().cases();
        if (all == 0) return new Sensitivity(null, null, null);
        Tally tally = tally(segment);
        BigDecimal moved =
                ONE_POINT.multiply(new BigDecimal(tally.cases())).divide(new BigDecimal(all), 10, RoundingMode.HALF_UP);
        Capacity capacity = capacity();
        BigDecimal cost =
                moved.multiply(economics.cost().handlingCost().amount()).negate();
        return new Sensitivity(
                daysMoved(segment, moved),
                capacity == null ? null : capacity.times(ONE_POINT),
                cost.setScale(4, RoundingMode.HALF_UP));
    }

    private @Nullable Double daysMoved(@Nullable String segment, BigDecimal moved) {
        CycleTime.Days days = segment == null ? cycle.days() : cycle.days(segment);
        Double person = days.person().value();
        if (person == null) return null;
        Double cleared = days.cleared().value();
        return moved.doubleValue() * ((cleared == null ? 0 : cleared) - person);
    }

    /** Every number of the scorecard with what stands under it. */
    public Json.Obj toJson() {
        Capacity capacity = capacity();
        return Json.object(
                "kpis",
                        Json.array(
                                measured().stream().map(m -> m.toJson(window)).toList()),
                "cycle_time", cycle.days().toJson(),
                "capacity", capacity == null ? null : capacity.toJson(),
                "sensitivity", sensitivity().toJson());
    }
}
