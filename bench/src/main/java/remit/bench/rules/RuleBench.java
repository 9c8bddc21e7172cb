package remit.bench.rules;

import java.util.Arrays;
import java.util.LinkedHashMap;
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
import remit.rules.FactLayout;
import remit.rules.FactType;
import remit.rules.Facts;
import remit.rules.HitPolicy;

/**
 * One case after the other, in turn. Remit takes a case as the product reads it once before anything is asked, in slots,
 * and gives every row that matches; the same is measured from a map of facts, which is then read into slots each time. KIE
 * takes a map of its own; the Java that was written by hand takes primitives, and gives the first row. {@link RuleRatios}
 * compares their answers first, and prints the ratios.
 *
 * <p>4,096 cases are few enough for a processor to learn by heart which way each branch goes. So what is nearest to the
 * machine is measured over many cases too, where it must guess as it does in practice.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
public class RuleBench {
    static final int CASES = 4096;
    static final int MANY = 1 << 18;
    static final long SEED = 20260131;

    static MadeTable table(int rows) {
        return new TableMaker(SEED + rows).disjoint(TableMaker.claims(), rows);
    }

    /** Where the facts of {@link TableMaker#claims} stand for those who ask this table. */
    static FactLayout layout(DecisionTable table) {
        var types = new LinkedHashMap<String, FactType>();
        for (MadeColumn column : TableMaker.claims()) types.put(column.name(), column.type());
        return FactLayout.of(new Facts(types), List.of(table), List.of());
    }

    /** Remit's side. */
    @State(Scope.Benchmark)
    public static class Remit {
        @Param({"12", "200"})
        public int rows;

        @Param({"" + CASES, "" + MANY})
        public int cases;

        private @Nullable DecisionTable table;
        private Map<String, Value>[] slots = empty();
        private int next;

        @SuppressWarnings("unchecked") // arrays know nothing of type arguments
        private static Map<String, Value>[] empty() {
            return new Map[0];
        }

        @Setup
        public void prepare() {
            DecisionTable read = table(rows).read(HitPolicy.FIRST);
            FactLayout layout = layout(read);
            table = read.on(layout);
            MadeCases made = MadeCases.of(cases, SEED);
            slots = Arrays.copyOf(slots, cases);
            Arrays.setAll(slots, i -> layout.read(made.facts(i)::get));
        }

        Answer ask() {
            if (table == null) throw new IllegalStateException("not prepared");
            return table.evaluate(slots[next++ & slots.length - 1]);
        }
    }

    /** Remit's side where nobody has read the case yet. */
    @State(Scope.Benchmark)
    public static class FromMap {
        @Param({"12", "200"})
        public int rows;

        @Param("" + CASES)
        public int cases;

        private @Nullable DecisionTable table;
        private List<Map<String, Value>> facts = List.of();
        private int next;

        @Setup
        public void prepare() {
            table = table(rows).read(HitPolicy.FIRST);
            facts = MadeCases.of(cases, SEED).facts();
        }

        Answer ask() {
            if (table == null) throw new IllegalStateException("not prepared");
            return table.evaluate(facts.get(next++ & cases - 1));
        }
    }

    /** KIE's side. */
    @State(Scope.Benchmark)
    public static class Kie {
        @Param({"12", "200"})
        public int rows;

        @Param("" + CASES)
        public int cases;

        private @Nullable KiePeer peer;
        private List<Map<String, Object>> facts = List.of();
        private int next;

        @Setup
        public void prepare() {
            peer = new KiePeer(table(rows));
            facts = KiePeer.facts(MadeCases.of(cases, SEED));
        }

        DMNResult ask() {
            if (peer == null) throw new IllegalStateException("not prepared");
            return peer.evaluate(facts.get(next++ & cases - 1));
        }
    }

    /** The table as Java. */
    @State(Scope.Benchmark)
    public static class Written {
        @Param({"12", "200"})
        public int rows;

        @Param({"" + CASES, "" + MANY})
        public int cases;

        private @Nullable ByHand byHand;
        private ByHand.Primitives[] primitives = {};
        private int next;

        @Setup
        public void prepare() {
            byHand = JavaPeer.compile(table(rows));
            MadeCases made = MadeCases.of(cases, SEED);
            primitives = new ByHand.Primitives[cases];
            for (int i = 0; i < cases; i++) primitives[i] = ByHand.Primitives.of(made, i);
        }

        int ask() {
            if (byHand == null) throw new IllegalStateException("not prepared");
            return byHand.first(primitives[next++ & primitives.length - 1]);
        }
    }

    @Benchmark
    public Answer remit(Remit remit) {
        return remit.ask();
    }

    @Benchmark
    public Answer remitFromMap(FromMap remit) {
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
