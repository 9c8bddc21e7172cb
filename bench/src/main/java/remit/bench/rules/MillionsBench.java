package remit.bench.rules;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import remit.rules.Columns;
import remit.rules.DecisionTable;
import remit.rules.HitPolicy;
import remit.rules.Replay;

/**
 * What-if at its largest: ten million cases under a table of 200 rows, with one thread and with two, beside DuckDB's CASE
 * over the same columns with as many, and KIE over a sample. Prints what is measured and what is aimed at.
 */
public final class MillionsBench {
    private static final int CASES = Integer.getInteger("bench.cases", 10_000_000);
    private static final int ROWS = 200;
    private static final int COLUMNS = 6;
    private static final int SAMPLE = 2_000;
    private static final int REPEATS = 5;

    private MillionsBench() {}

    /** @param seconds of a clock, {@code processor} of all threads together; the median by the clock */
    private record Time(double seconds, double processor) {}

    /** Starts it. */
    public static void main(String[] arguments)
            throws SQLException, IOException, InterruptedException, ExecutionException {
        MadeTable made = RuleBench.table(ROWS);
        DecisionTable table = made.read(HitPolicy.FIRST);
        DecisionTable moved = HistoryBench.moved(made).read(HitPolicy.FIRST);
        MadeCases cases = MadeCases.of(CASES, RuleBench.SEED);
        long before = used();
        Columns history = cases.columns();
        Replay kept = Replay.of(table, history).kept();
        double bytes = (double) (used() - before + shared()) / CASES / COLUMNS;
        System.out.println(String.format(Locale.ROOT, "%,d cases x %d rows x %d columns", CASES, ROWS, COLUMNS));
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            Time alone = time(() -> Replay.of(table, history).outcomes(0, CASES).length);
            Time both = time(() -> halves(two, Replay.of(table, history)));
            Time again = time(() -> halves(two, kept.of(moved)));
            print("Remit, one thread", alone, "");
            print("Remit, two threads", both, "aim at most 3 s");
            print(
                    "Remit, two threads, one column moved",
                    again,
                    COLUMNS - kept.of(moved).unchangedSince(kept) + " of " + COLUMNS + " columns coded anew, aim 1");
            System.out.println(String.format(
                    Locale.ROOT,
                    "%-40s %8.1f bytes a case and column, kept codes included; aim at most 16",
                    "Remit, memory",
                    bytes));
            peers(made, cases, new Time[] {alone, both}, Replay.of(table, history));
        }
    }

    private static void peers(MadeTable made, MadeCases cases, Time[] remit, Replay replay)
            throws SQLException, IOException, InterruptedException, ExecutionException {
        long sum = Arrays.stream(replay.outcomes()).asLongStream().sum();
        try (var duckDb = new DuckDbPeer(made, cases)) {
            for (int threads = 1; threads <= 2; threads++) {
                duckDb.threads(threads);
                if (duckDb.sum() != sum) throw new IllegalStateException("DuckDB adds up to something else");
                Time time = time(() -> (int) duckDb.sum());
                double ratio = time.seconds() / remit[threads - 1].seconds();
                print(
                        "DuckDB, threads: " + threads,
                        time,
                        String.format(Locale.ROOT, "Remit is %.1f times faster, aim at least 5", ratio));
            }
        }
        var kie = new KiePeer(made);
        MadeCases few = MadeCases.of(SAMPLE, RuleBench.SEED);
        List<Map<String, Object>> facts = KiePeer.facts(few);
        Time time = time(() -> facts.stream().mapToInt(kie::row).sum());
        double all = time.seconds() / SAMPLE * CASES;
        System.out.println(String.format(
                Locale.ROOT,
                "%-40s %8.2f s for %,d cases, so %,.0f s for all: Remit is %,.0f times faster",
                "KIE, one thread",
                time.seconds(),
                SAMPLE,
                all,
                all / remit[0].seconds()));
    }

    /** Each thread takes one half of the cases. */
    private static int halves(ExecutorService two, Replay replay) throws InterruptedException, ExecutionException {
        Future<int[]> first = two.submit(() -> replay.outcomes(0, CASES / 2));
        Future<int[]> second = two.submit(() -> replay.outcomes(CASES / 2, CASES));
        return first.get().length + second.get().length;
    }

    private static Time time(Callable<Integer> work) throws ExecutionException {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        var times = new ArrayList<Time>();
        for (int i = 0; i <= REPEATS; i++) {
            long processor = system.getProcessCpuTime();
            long start = System.nanoTime();
            try {
                work.call();
            } catch (Exception failure) {
                throw new ExecutionException(failure);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            // The first one warms up.
            if (i > 0) times.add(new Time(seconds, (system.getProcessCpuTime() - processor) / 1e9));
        }
        times.sort(java.util.Comparator.comparingDouble(Time::seconds));
        return times.get(REPEATS / 2);
    }

    private static void print(String what, Time time, String aim) {
        System.out.println(String.format(
                Locale.ROOT, "%-40s %8.2f s %8.2f s of processor   %s", what, time.seconds(), time.processor(), aim));
    }

    /** What history shares with the cases that it was made of: texts by number, and flags. */
    private static long shared() {
        return (4L + 4L + 1L) * CASES;
    }

    private static long used() {
        for (int i = 0; i < 3; i++) System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
