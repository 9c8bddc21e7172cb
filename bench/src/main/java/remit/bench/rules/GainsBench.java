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
import remit.authority.NewlyCleared;
import remit.rules.Gains;
import remit.rules.HitPolicy;

/**
 * How long it takes to tell what a change lets clear that was held, and whether it is decided: over a seeded set of
 * tables of which every second row clears, or every one, with one row widened or moved to the front. Prints a line a
 * table, in processor time of one thread.
 */
public final class GainsBench {
    private static final int SEEDS = 4;
    private static final int REPEATS = 7;

    private GainsBench() {}

    /** Two versions. @param one in so many rows clears */
    private record Entry(String name, HitPolicy policy, int one, MadeTable before, MadeTable after) {
        Entry(String name, HitPolicy policy, MadeTable before, MadeTable after) {
            this(name, policy, 2, before, after);
        }
    }

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
                MadeTable last = inTheLast(rows);
                if (seed == 1)
                    entries.add(new Entry(
                            "disjoint in the last column, all clear U" + size,
                            HitPolicy.UNIQUE,
                            1,
                            last,
                            wider(maker, last)));
                entries.add(new Entry(
                        "disjoint, all clear, a row widened U" + size,
                        HitPolicy.UNIQUE,
                        1,
                        whole,
                        wider(maker, whole)));
                entries.add(new Entry(
                        "overlapping, all clear, widened U" + size, HitPolicy.UNIQUE, 1, over, wider(maker, over)));
                entries.add(new Entry("disjoint, a row widened F" + size, HitPolicy.FIRST, whole, wider(maker, whole)));
                entries.add(
                        new Entry("overlapping, a row widened F" + size, HitPolicy.FIRST, over, wider(maker, over)));
                entries.add(new Entry("overlapping, a row moved up F" + size, HitPolicy.FIRST, over, moved(over)));
            }
        }
        return entries;
    }

    /** Rows that only the last of six columns tells apart, a number each there and most of the values before. */
    private static MadeTable inTheLast(int rows) {
        List<MadeColumn> columns = new ArrayList<>(TableMaker.claims());
        Collections.swap(columns, 1, 5);
        var boxes = new ArrayList<List<BitSet>>();
        for (int row = 0; row < rows; row++) {
            List<BitSet> box =
                    new ArrayList<>(columns.stream().map(MadeColumn::everything).toList());
            var from = (BitSet) box.getFirst().clone();
            from.clear(0, row % 50 + 1);
            box.set(0, from);
            var own = new BitSet();
            own.set(2 * row, 2 * row + 1);
            box.set(5, own);
            boxes.add(box);
        }
        return new MadeTable(columns, boxes);
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

    private static Gains.Side side(MadeTable table, Entry entry) {
        Set<Integer> clearing = IntStream.rangeClosed(1, table.rows().size())
                .filter(row -> row % entry.one() == 1 % entry.one())
                .boxed()
                .collect(Collectors.toSet());
        return new Gains.Side(table.compiled(entry.policy()), clearing);
    }

    /** Starts it. */
    public static void main(String[] arguments) {
        var threads = ManagementFactory.getThreadMXBean();
        int open = 0;
        double slowest = 0;
        System.out.println(
                String.format(Locale.ROOT, "%-52s %8s %8s   %s", "two versions", "p50 ms", "max ms", "found"));
        for (Entry entry : entries()) {
            Gains.Side before = side(entry.before(), entry);
            Gains.Side after = side(entry.after(), entry);
            List<Gains.Gain> gains = List.of();
            double[] times = new double[REPEATS];
            for (int repeat = 0; repeat < REPEATS; repeat++) {
                long start = threads.getCurrentThreadCpuTime();
                gains = Gains.of(before, after, NewlyCleared.USUAL);
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
