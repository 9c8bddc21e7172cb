package remit.bench.rules;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kie.dmn.api.core.DMNResult;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import remit.kernel.Value;
import remit.rules.Answer;
import remit.rules.DecisionTable;
import remit.rules.HitPolicy;

/**
 * One case after the other, in turn of 4,096. Remit takes the map of facts that a case has when it is decided, and gives
 * every row that matches; KIE takes the same as a map of its own; the Java that was written by hand takes primitives, and
 * gives the first row. {@link RuleRatios} compares their answers first, and prints the ratios.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
public class RuleBench {
    static final int CASES = 4096;
    static final long SEED = 20260131;

    static MadeTable table(int rows) {
        return new TableMaker(SEED + rows).disjoint(TableMaker.claims(), rows);
    }

    /** Remit's side. */
    @State(Scope.Benchmark)
    public static class Remit {
        @Param({"12", "200"})
        public int rows;

        private @Nullable DecisionTable table;
        private List<Map<String, Value>> facts = List.of();
        private int next;

        @Setup
        public void prepare() {
            table = table(rows).read(HitPolicy.FIRST);
            facts = MadeCases.of(CASES, SEED).facts();
        }

        Answer ask() {
            if (table == null) throw new IllegalStateException("not prepared");
            return table.evaluate(facts.get(next++ & CASES - 1));
        }
    }

    /** KIE's side. */
    @State(Scope.Benchmark)
    public static class Kie {
        @Param({"12", "200"})
        public int rows;

        private @Nullable KiePeer peer;
        private List<Map<String, Object>> facts = List.of();
        private int next;

        @Setup
        public void prepare() {
            peer = new KiePeer(table(rows));
            facts = KiePeer.facts(MadeCases.of(CASES, SEED));
        }

        DMNResult ask() {
            if (peer == null) throw new IllegalStateException("not prepared");
            return peer.evaluate(facts.get(next++ & CASES - 1));
        }
    }

    /** The table as Java. */
    @State(Scope.Benchmark)
    public static class Written {
        @Param({"12", "200"})
        public int rows;

        private @Nullable ByHand byHand;
        private ByHand.Primitives[] cases = {};
        private int next;

        @Setup
        public void prepare() {
            byHand = JavaPeer.compile(table(rows));
            MadeCases made = MadeCases.of(CASES, SEED);
            cases = new ByHand.Primitives[CASES];
            for (int i = 0; i < CASES; i++) cases[i] = ByHand.Primitives.of(made, i);
        }

        int ask() {
            if (byHand == null) throw new IllegalStateException("not prepared");
            return byHand.first(cases[next++ & CASES - 1]);
        }
    }

    @Benchmark
    public Answer remit(Remit remit) {
        return remit.ask();
    }

    @Benchmark
    public DMNResult kie(Kie kie) {
        return kie.ask();
    }

    @Benchmark
    public int byHand(Written written) {
        return written.ask();
    }
}
