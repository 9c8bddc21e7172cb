package remit.bench.rules;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import remit.rules.Columns;
import remit.rules.DecisionTable;
import remit.rules.HitPolicy;
import remit.rules.Replay;

/**
 * A million cases at once, in columns; times are of one case. Remit and the Java that was written by hand put every row
 * number into an array, DuckDB adds them up.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
@OperationsPerInvocation(HistoryBench.CASES)
public class HistoryBench {
    static final int CASES = 1 << 20;

    static MadeCases cases() {
        return MadeCases.of(CASES, RuleBench.SEED);
    }

    /** The same table with every bound of the amount moved by one. */
    static MadeTable moved(MadeTable table) {
        var columns = new ArrayList<>(table.columns());
        MadeColumn amount = columns.get(1);
        List<String> literals = amount.literals().stream()
                .map(literal -> String.valueOf(Integer.parseInt(literal) + 1))
                .toList();
        columns.set(1, new MadeColumn(amount.name(), amount.type(), literals, false));
        return new MadeTable(columns, table.rows());
    }

    /** Remit's side. */
    @State(Scope.Benchmark)
    public static class Remit {
        @Param({"12", "200"})
        public int rows;

        private @Nullable DecisionTable table;
        private @Nullable DecisionTable moved;
        private @Nullable Columns history;
        private @Nullable Replay kept;

        @Setup
        public void prepare() {
            MadeTable made = RuleBench.table(rows);
            table = made.read(HitPolicy.FIRST);
            moved = moved(made).read(HitPolicy.FIRST);
            history = cases().columns();
            kept = Replay.of(table, history).kept();
        }

        int[] ask() {
            if (table == null || history == null) throw new IllegalStateException("not prepared");
            return Replay.of(table, history).outcomes();
        }

        int[] askMoved() {
            if (moved == null || kept == null) throw new IllegalStateException("not prepared");
            return kept.of(moved).outcomes();
        }
    }

    /** The table as Java. */
    @State(Scope.Benchmark)
    public static class Written {
        @Param({"12", "200"})
        public int rows;

        private @Nullable ByHand byHand;
        private ByHand.@Nullable PrimitiveColumns columns;

        @Setup
        public void prepare() {
            byHand = JavaPeer.compile(RuleBench.table(rows));
            columns = ByHand.PrimitiveColumns.of(cases());
        }

        int[] ask() {
            if (byHand == null || columns == null) throw new IllegalStateException("not prepared");
            int[] said = new int[CASES];
            byHand.all(columns, said);
            return said;
        }
    }

    /** DuckDB's side. */
    @State(Scope.Benchmark)
    public static class DuckDb {
        @Param({"12", "200"})
        public int rows;

        private @Nullable DuckDbPeer peer;

        @Setup
        public void prepare() throws SQLException, IOException {
            peer = new DuckDbPeer(RuleBench.table(rows), cases());
        }

        @TearDown
        public void close() throws SQLException {
            if (peer != null) peer.close();
        }

        long ask() throws SQLException {
            if (peer == null) throw new IllegalStateException("not prepared");
            return peer.sum();
        }
    }

    @Benchmark
    public int[] remit(Remit remit) {
        return remit.ask();
    }

    @Benchmark
    public int[] remitOneColumnMoved(Remit remit) {
        return remit.askMoved();
    }

    @Benchmark
    public int[] byHand(Written written) {
        return written.ask();
    }

    @Benchmark
    public long duckDb(DuckDb duckDb) throws SQLException {
        return duckDb.ask();
    }
}
