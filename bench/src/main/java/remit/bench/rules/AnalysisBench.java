package remit.bench.rules;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import remit.rules.Analysis;
import remit.rules.DecisionTable;
import remit.rules.Finding;
import remit.rules.HitPolicy;

/**
 * How long the analysis of a table takes that somebody is editing, and whether it decides every question: over a seeded
 * set of tables of several kinds and sizes. Prints a line a table, in processor time of one thread; {@code cold} is the
 * first analysis of that table, which in a fresh JVM runs code that is not compiled yet.
 */
public final class AnalysisBench {
    private static final int SEEDS = 4;
    private static final int REPEATS = 15;

    private AnalysisBench() {}

    private record Entry(String name, HitPolicy policy, MadeTable made, boolean beyond) {}

    private static List<Entry> entries() {
        var entries = new ArrayList<Entry>();
        for (int seed = 1; seed <= SEEDS; seed++) {
            var maker = new TableMaker(seed);
            String at = " seed " + seed;
            for (int rows : new int[] {12, 50, 100, 200}) {
                MadeTable whole = maker.disjoint(TableMaker.claims(), rows);
                entries.add(new Entry("disjoint complete " + rows + " x 6 U" + at, HitPolicy.UNIQUE, whole, false));
                entries.add(new Entry("disjoint complete " + rows + " x 6 F" + at, HitPolicy.FIRST, whole, false));
                MadeTable holed = maker.holes(whole, 1 + rows / 40);
                MadeTable widened = maker.widened(whole);
                entries.add(new Entry("widened, complete " + rows + " x 6 F" + at, HitPolicy.FIRST, widened, false));
                MadeTable torn = maker.holes(widened, 1);
                entries.add(new Entry("widened, one row less " + rows + " x 6 F" + at, HitPolicy.FIRST, torn, false));
                entries.add(new Entry("disjoint with holes " + rows + " x 6 F" + at, HitPolicy.FIRST, holed, false));
            }
            for (boolean nullAllowed : new boolean[] {false, true}) {
                String kind = nullAllowed ? " mixed types, null " : " mixed types ";
                MadeTable whole = maker.disjoint(TableMaker.mixed(nullAllowed), 200);
                entries.add(new Entry("disjoint" + kind + "200 x 6 U" + at, HitPolicy.UNIQUE, whole, false));
                MadeTable over = maker.overlapping(TableMaker.mixed(nullAllowed), 100, 3);
                entries.add(new Entry("overlapping" + kind + "100 x 6 F" + at, HitPolicy.FIRST, over, false));
            }
            for (int rows : new int[] {20, 40, 100}) {
                MadeTable over = maker.overlapping(TableMaker.claims(), rows, 3);
                entries.add(new Entry("overlapping " + rows + " x 6 F" + at, HitPolicy.FIRST, over, false));
                entries.add(new Entry("overlapping " + rows + " x 6 U" + at, HitPolicy.UNIQUE, over, false));
            }
            MadeTable wide = maker.overlapping(TableMaker.claims(), 100, 2);
            entries.add(new Entry("overlapping, 2 constrained, 100 x 6 F" + at, HitPolicy.FIRST, wide, false));
            MadeTable open = maker.overlapping(TableMaker.claims(), 100, 3);
            MadeTable bare = maker.holes(open, 1);
            entries.add(new Entry("beyond: no catch-all 99 x 6 F" + at, HitPolicy.FIRST, bare, true));
            MadeTable large = maker.overlapping(TableMaker.claims(), 200, 3);
            entries.add(new Entry("beyond: overlapping 200 x 6 F" + at, HitPolicy.FIRST, large, true));
        }
        return entries;
    }

    /** Starts it. */
    public static void main(String[] arguments) {
        var threads = ManagementFactory.getThreadMXBean();
        Supplier<Long> clock = threads::getCurrentThreadCpuTime;
        int undecided = 0;
        double slowest = 0;
        System.out.println(
                String.format(Locale.ROOT, "%-52s %8s %8s %8s   %s", "table", "cold ms", "p50 ms", "max ms", "found"));
        List<Entry> entries = entries();
        double[] cold = new double[entries.size()];
        List<DecisionTable> tables = new ArrayList<>();
        for (int i = 0; i < cold.length; i++) {
            Entry entry = entries.get(i);
            tables.add(entry.made().compiled(entry.policy()));
            long start = clock.get();
            Analysis.of(tables.getLast());
            cold[i] = (clock.get() - start) / 1e6;
        }
        for (int i = 0; i < cold.length; i++) {
            List<Finding> findings = List.of();
            double[] times = new double[REPEATS];
            for (int repeat = 0; repeat < REPEATS; repeat++) {
                long start = clock.get();
                findings = Analysis.of(tables.get(i));
                times[repeat] = (clock.get() - start) / 1e6;
            }
            Arrays.sort(times);
            Entry entry = entries.get(i);
            long open = findings.stream()
                    .filter(Finding.Undecided.class::isInstance)
                    .count();
            if (!entry.beyond()) {
                undecided += open > 0 ? 1 : 0;
                slowest = Math.max(slowest, times[REPEATS - 1]);
            }
            System.out.println(String.format(
                    Locale.ROOT,
                    "%-52s %8.1f %8.2f %8.2f   %s%s",
                    entry.name(),
                    cold[i],
                    times[REPEATS / 2],
                    times[REPEATS - 1],
                    told(findings),
                    open > 0 ? ", NOT DECIDED: " + open : ""));
        }
        System.out.println(String.format(
                Locale.ROOT,
                "%d tables; of those within the promise %d not decided (aim 0), slowest %.1f ms (aim 100)",
                cold.length,
                undecided,
                slowest));
    }

    private static String told(List<Finding> findings) {
        int gaps = 0;
        int overlaps = 0;
        int masked = 0;
        for (Finding finding : findings) {
            switch (finding) {
                case Finding.Gap _ -> gaps++;
                case Finding.Overlap _ -> overlaps++;
                case Finding.Masked _, Finding.NeverMatches _ -> masked++;
                case Finding.More(String kind, int count) -> {
                    if (kind.equals("gap")) gaps += count;
                    else overlaps += count;
                }
                case Finding.Undecided _ -> {
                    // Counted by the caller.
                }
            }
        }
        return gaps + " gaps, " + overlaps + " overlaps, " + masked + " masked";
    }
}
