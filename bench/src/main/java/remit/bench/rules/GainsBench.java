package remit.bench.rules;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import remit.authority.Loosening;
import remit.rules.Gains;
import remit.rules.HitPolicy;

/**
 * How long it takes to tell what a change lets clear that was held, and whether it is decided: over a seeded set of
 * tables of which every second row clears, with one row widened or moved to the front. Prints a line a table, in
 * processor time of one thread.
 */
public final class GainsBench {
    private static final int SEEDS = 4;
    private static final int REPEATS = 7;

    private GainsBench() {}

    private record Entry(String name, HitPolicy policy, MadeTable before, MadeTable after) {}

    private static List<Entry> entries() {
        var entries = new ArrayList<Entry>();
        for (int seed = 1; seed <= SEEDS; seed++) {
            var maker = new TableMaker(seed);
            for (int rows : new int[] {12, 100, 200}) {
                MadeTable whole = maker.disjoint(TableMaker.claims(), rows);
                MadeTable over = maker.overlapping(TableMaker.claims(), rows, 3);
                String size = " " + rows + " x 6 seed " + seed;
                entries.add(
                        new Entry("disjoint, a row widened U" + size, HitPolicy.UNIQUE, whole, wider(maker, whole)));
                entries.add(new Entry("disjoint, a row widened F" + size, HitPolicy.FIRST, whole, wider(maker, whole)));
                entries.add(
                        new Entry("overlapping, a row widened F" + size, HitPolicy.FIRST, over, wider(maker, over)));
                entries.add(new Entry("overlapping, a row moved up F" + size, HitPolicy.FIRST, over, moved(over)));
            }
        }
        return entries;
    }

    private static MadeTable wider(TableMaker maker, MadeTable table) {
        int row = table.rows().size() / 2;
        List<List<BitSet>> rows = new ArrayList<>(table.rows());
        rows.set(row, maker.widened(table).rows().get(row));
        return new MadeTable(table.columns(), rows);
    }

    /** The first row and one in the middle in each other's place: both clear, and so the rows keep what they say. */
    private static MadeTable moved(MadeTable table) {
        List<List<BitSet>> rows = new ArrayList<>(table.rows());
        Collections.swap(rows, 0, rows.size() / 4 * 2);
        return new MadeTable(table.columns(), rows);
    }

    private static Gains.Side side(MadeTable table, HitPolicy policy) {
        Set<Integer> clearing = IntStream.rangeClosed(1, table.rows().size())
                .filter(row -> row % 2 == 1)
                .boxed()
                .collect(Collectors.toSet());
        return new Gains.Side(table.compiled(policy), clearing);
    }

    /** Starts it. */
    public static void main(String[] arguments) {
        var threads = ManagementFactory.getThreadMXBean();
        int open = 0;
        double slowest = 0;
        System.out.println(
                String.format(Locale.ROOT, "%-52s %8s %8s   %s", "two versions", "p50 ms", "max ms", "found"));
        for (Entry entry : entries()) {
            Gains.Side before = side(entry.before(), entry.policy());
            Gains.Side after = side(entry.after(), entry.policy());
            List<Gains.Gain> gains = List.of();
            double[] times = new double[REPEATS];
            for (int repeat = 0; repeat < REPEATS; repeat++) {
                long start = threads.getCurrentThreadCpuTime();
                gains = Gains.of(before, after, Loosening.USUAL);
                times[repeat] = (threads.getCurrentThreadCpuTime() - start) / 1e6;
            }
            Arrays.sort(times);
            slowest = Math.max(slowest, times[REPEATS / 2]);
            long undecided = gains.stream()
                    .filter(Gains.Gain.Undecided.class::isInstance)
                    .count();
            open += (int) undecided;
            System.out.println(String.format(
                    Locale.ROOT,
                    "%-52s %8.2f %8.2f   %d rows win cases%s",
                    entry.name(),
                    times[REPEATS / 2],
                    times[REPEATS - 1],
                    gains.size() - undecided,
                    undecided > 0 ? ", NOT DECIDED: " + undecided : ""));
        }
        System.out.println(String.format(
                Locale.ROOT, "%d rows of all these not decided, slowest median %.1f ms (aim 100)", open, slowest));
    }
}
