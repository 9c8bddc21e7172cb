package remit.bench.rules;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import remit.kernel.Value;
import remit.rules.Answer;
import remit.rules.DecisionTable;
import remit.rules.FactLayout;
import remit.rules.HitPolicy;
import remit.rules.Replay;

/**
 * Compares the answers of all engines, case by case, then runs {@link RuleBench} and {@link HistoryBench} and prints the
 * ratios: processor time of one decision, the median of the iterations, all in the same run.
 */
public final class RuleRatios {
    private RuleRatios() {}

    /** Starts it. @param arguments a file for what JMH prints, or none */
    public static void main(String[] arguments) throws RunnerException, SQLException, IOException {
        for (int rows : new int[] {12, 200}) {
            compareSingly(rows);
            compareHistory(rows);
        }
        System.out.println("all engines give the same answers");
        var options = new OptionsBuilder()
                .include(RuleBench.class.getName())
                .include(HistoryBench.class.getName())
                .shouldFailOnError(true)
                .addProfiler(CpuTime.class);
        if (arguments.length > 0) options.output(arguments[0]);
        print(times(new Runner(options.build()).run()));
    }

    private static void compareSingly(int rows) {
        MadeTable made = RuleBench.table(rows);
        DecisionTable table = made.read(HitPolicy.FIRST);
        DecisionTable unique = made.read(HitPolicy.UNIQUE);
        FactLayout layout = RuleBench.layout(table);
        DecisionTable laid = table.on(layout);
        MadeCases cases = MadeCases.of(RuleBench.CASES, RuleBench.SEED);
        List<Map<String, Value>> facts = cases.facts();
        ByHand byHand = JavaPeer.compile(made);
        var kie = new KiePeer(made);
        List<Map<String, Object>> kieFacts = KiePeer.facts(cases);
        for (int i = 0; i < RuleBench.CASES; i++) {
            int row = row(table.evaluate(facts.get(i)));
            same("in slots", i, row(laid.evaluate(layout.read(facts.get(i)::get))), row);
            same("UNIQUE", i, row(unique.evaluate(facts.get(i))), row);
            same("by hand", i, byHand.first(ByHand.Primitives.of(cases, i)), row);
            same("KIE", i, kie.row(kieFacts.get(i)), row);
        }
    }

    private static int row(Answer answer) {
        if (answer.outcome() instanceof Answer.Outcome.One(int row)) return row;
        throw new IllegalStateException("the tables are complete and disjoint, yet: " + answer);
    }

    private static void compareHistory(int rows) throws SQLException, IOException {
        MadeTable made = RuleBench.table(rows);
        MadeCases cases = HistoryBench.cases();
        int[] said = Replay.of(made.read(HitPolicy.FIRST), cases.columns()).outcomes();
        int[] written = new int[said.length];
        JavaPeer.compile(made).all(ByHand.PrimitiveColumns.of(cases), written);
        DecisionTable table = made.read(HitPolicy.FIRST);
        List<Map<String, Value>> first =
                MadeCases.of(RuleBench.CASES, RuleBench.SEED).facts();
        try (var duckDb = new DuckDbPeer(made, cases)) {
            int[] found = duckDb.rows();
            for (int i = 0; i < said.length; i++) {
                same("by hand over columns", i, written[i], said[i]);
                same("DuckDB", i, found[i], said[i]);
            }
            if (duckDb.sum() != Arrays.stream(said).asLongStream().sum())
                throw new IllegalStateException("DuckDB adds up to something else");
        }
        for (int i = 0; i < first.size(); i++) same("columns", i, said[i], row(table.evaluate(first.get(i))));
        MadeTable moved = HistoryBench.moved(made);
        JavaPeer.compile(moved).all(ByHand.PrimitiveColumns.of(cases), written);
        int[] saidOfMoved = Replay.of(table, cases.columns())
                .kept()
                .of(moved.read(HitPolicy.FIRST))
                .outcomes();
        for (int i = 0; i < said.length; i++) same("a column moved", i, saidOfMoved[i], written[i]);
    }

    private static void same(String engine, int number, int found, int expected) {
        if (found != expected)
            throw new IllegalStateException(
                    engine + " says " + found + " instead of " + expected + " of case " + number);
    }

    /** "RuleBench.kie 12" to the median of its iterations, in nanoseconds. */
    private static Map<String, Double> times(Collection<RunResult> results) {
        var times = new TreeMap<String, Double>();
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark();
            name = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
            double[] each = result.getBenchmarkResults().stream()
                    .flatMap(benchmark -> benchmark.getIterationResults().stream())
                    .mapToDouble(RuleRatios::cpu)
                    .sorted()
                    .toArray();
            String cases = result.getParams().getParam("cases");
            String of = cases == null ? "" : " of " + cases;
            times.put(name + of + ", " + result.getParams().getParam("rows") + " rows", each[each.length / 2]);
        }
        return times;
    }

    private static double cpu(IterationResult iteration) {
        Result<?> cpu = iteration.getSecondaryResults().get(CpuTime.LABEL);
        if (cpu == null) throw new IllegalStateException("no processor time was taken");
        return cpu.getScore();
    }

    private static void print(Map<String, Double> times) {
        System.out.println("\nprocessor time of one decision, median");
        times.forEach((name, nanos) -> System.out.println(
                String.format(Locale.ROOT, "%-40s %12.1f ns %14.0f a second", name, nanos, 1e9 / nanos)));
        System.out.println("\nratios");
        for (int rows : new int[] {12, 200}) {
            String kie = "RuleBench.kie of " + RuleBench.CASES;
            String asked = "faster than KIE, aim at least " + (rows == 12 ? 40 : 200);
            ratio(times, rows, kie, "RuleBench.remit of " + RuleBench.CASES, asked);
            ratio(times, rows, kie, "RuleBench.remitFromMap of " + RuleBench.CASES, asked + ", from a map");
            for (int cases : new int[] {RuleBench.CASES, RuleBench.MANY}) {
                String byHand = "of the time by hand over " + cases + " cases, aim at most 10";
                ratio(times, rows, "RuleBench.remit of " + cases, "RuleBench.byHand of " + cases, byHand);
            }
            ratio(
                    times,
                    rows,
                    "HistoryBench.duckDb",
                    "HistoryBench.remit",
                    "faster than DuckDB" + (rows == 12 ? "" : ", aim at least 3"));
            ratio(times, rows, "HistoryBench.remit", "HistoryBench.byHand", "of the time by hand, in columns");
            ratio(
                    times,
                    rows,
                    "HistoryBench.remit",
                    "HistoryBench.remitOneColumnMoved",
                    "faster when one column moved");
        }
    }

    private static void ratio(Map<String, Double> times, int rows, String over, String under, String words) {
        double ratio = time(times, over, rows) / time(times, under, rows);
        System.out.println(String.format(Locale.ROOT, "%3d rows  %8.2f x %s", rows, ratio, words));
    }

    private static double time(Map<String, Double> times, String name, int rows) {
        Double time = times.get(name + ", " + rows + " rows");
        if (time == null) throw new IllegalStateException(name + " was not measured");
        return time;
    }
}
