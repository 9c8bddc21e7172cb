package remit.server.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/** Draws a world week by week; see {@link Generator} for how it is stratified. */
final class Weeks {
    /** Share of a week's claims that have arrived by the end of each day, Monday first. */
    private static final double[] ARRIVED = {0.19, 0.37, 0.55, 0.73, 0.90, 0.96, 1.0};

    private final World world;
    private final SplittableRandom random;
    private final List<Cell> cells = new ArrayList<>();
    private int week;
    private long claim;

    Weeks(World world) {
        this.world = world;
        this.random = new SplittableRandom(world.seed());
        double low = 0;
        for (World.Segment segment : world.segments()) {
            for (Finding finding : Finding.values()) {
                for (Finding.Level level : finding.evidence()) {
                    double width = segment.share() * part(segment.mix(), finding) * level.share();
                    if (width > 0) cells.add(new Cell(segment, finding, level.name(), low, width));
                    low += width;
                }
            }
        }
    }

    private static double part(World.Mix mix, Finding finding) {
        return switch (finding) {
            case PLAIN -> mix.plain();
            case EXCLUDED -> mix.excluded();
            case DISPUTED -> mix.disputed();
        };
    }

    boolean hasNext() {
        return week < world.calendar().weeks();
    }

    List<Map<String, String>> next() {
        int count = world.calendar().claimsPerWeek();
        var slices = new ArrayList<Integer>(count);
        for (int slice = 0; slice < count; slice++) slices.add(slice);
        Collections.shuffle(slices, java.util.Random.from(random.split()));
        LocalDate monday = world.calendar().firstDay().plusWeeks(week++);
        var rows = new ArrayList<Map<String, String>>(count);
        for (int i = 0; i < count; i++) {
            double draw = (slices.get(i) + random.nextDouble()) / count;
            rows.add(row(monday.plusDays(day((i + 0.5) / count)), draw));
        }
        return rows;
    }

    private static int day(double arrived) {
        int day = 0;
        while (arrived > ARRIVED[day]) day++;
        return day;
    }

    private Map<String, String> row(LocalDate received, double draw) {
        Cell cell = cell(draw);
        double within = Math.clamp((draw - cell.low) / cell.width, 0, 1);
        boolean shown = cell.finding == Finding.EXCLUDED
                && random.nextDouble() < world.signal().shown();
        String item = Report.pick(Report.ITEMS, random);
        Report.Cause cause = Report.pick(Report.CAUSES, random);
        var row = new LinkedHashMap<String, String>();
        row.put("Claim No", String.format(Locale.ROOT, "SYN-%07d", ++claim));
        row.put("Received", received.toString());
        row.put("Policyholder", String.format(Locale.ROOT, "SYN-P%05d", random.nextInt(60_000)));
        row.put("Region", Report.pick(Report.REGIONS, random));
        row.put("Risk Segment", cell.segment.name());
        row.put("Cause", cause.name());
        row.put("Item", item);
        row.put("Evidence", cell.evidence);
        row.put("Amount", amount(cell.segment.amounts(), within));
        row.put("Report", Report.words(item, cause, shown, cell.evidence.equals("complete"), random));
        row.put("Disposition", cell.finding.decide(random, world.signal().labelNoise()));
        row.put("Closed", received.plusDays(cell.delay(within, random)).toString());
        return row;
    }

    private Cell cell(double draw) {
        for (Cell cell : cells) {
            if (draw < cell.low + cell.width) return cell;
        }
        return cells.getLast();
    }

    /** The quantile {@code within} of the segment's amounts; the lowest part names none. */
    private static String amount(World.Amounts amounts, double within) {
        if (within < amounts.missing()) return "";
        double quantile = Math.clamp((within - amounts.missing()) / (1 - amounts.missing()), 0.0005, 0.9995);
        double amount = amounts.median() * Math.pow(quantile / (1 - quantile), 1 / amounts.shape());
        return new BigDecimal(amount).setScale(2, RoundingMode.HALF_UP).toPlainString();
    }

    /** Claims that are alike in all that is stratified, with one delay sequence for each tenth of their amounts. */
    private static final class Cell {
        private static final int BANDS = 10;
        private static final double GOLDEN = 0.6180339887498949;
        /** Weibull delays of this shape have a mean of scale x gamma(1 + 1 / 1.6). */
        private static final double SHAPE = 1.6;

        private static final double MEAN_OF_SCALE = 0.8965742800;

        private final World.Segment segment;
        private final Finding finding;
        private final String evidence;
        private final double low;
        private final double width;
        private final double[] sequences = new double[BANDS];

        Cell(World.Segment segment, Finding finding, String evidence, double low, double width) {
            this.segment = segment;
            this.finding = finding;
            this.evidence = evidence;
            this.low = low;
            this.width = width;
            java.util.Arrays.fill(sequences, -1);
        }

        /** Whole days until an officer closes the claim, at least one. */
        int delay(double within, SplittableRandom random) {
            int band = Math.min(BANDS - 1, (int) (within * BANDS));
            double last = sequences[band] < 0 ? random.nextDouble() : sequences[band];
            sequences[band] = (last + GOLDEN) % 1;
            double scale = segment.officerDays() / MEAN_OF_SCALE;
            double days = scale * Math.pow(-Math.log1p(-sequences[band]), 1 / SHAPE);
            return Math.max(1, (int) Math.round(days));
        }
    }
}
