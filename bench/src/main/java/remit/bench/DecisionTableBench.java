package remit.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
import remit.authority.AuthorityTable;
import remit.authority.Evaluation;
import remit.kernel.Value;

/**
 * A decision table beside the same rows written by hand in Java. The table does more: it finds every row that matches,
 * not only the first, because a near miss and a violated UNIQUE must be seen.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecisionTableBench {
    private static final int CASES = 1024;

    @Param({"12", "200"})
    public int rows;

    private TableRows byHand = new TableRows(List.of());
    private AuthorityTable table = TableRows.of(1).read();
    private List<Map<String, Value>> cases = List.of();
    private int next;

    /** Fails when the two forms do not say the same. */
    @Setup
    public void prepare() {
        byHand = TableRows.of(rows);
        table = byHand.read();
        cases = TableRows.cases(CASES);
        for (Map<String, Value> facts : cases) {
            List<Integer> matched = table.evaluate(facts).matched();
            int first = matched.isEmpty() ? 0 : matched.getFirst();
            if (first != byHand.firstMatch(facts)) throw new IllegalStateException("the two forms differ on " + facts);
        }
    }

    private Map<String, Value> facts() {
        next = (next + 1) % CASES;
        return cases.get(next);
    }

    @Benchmark
    public Evaluation decisionTable() {
        return table.evaluate(facts());
    }

    @Benchmark
    public int writtenByHand() {
        return byHand.firstMatch(facts());
    }
}
