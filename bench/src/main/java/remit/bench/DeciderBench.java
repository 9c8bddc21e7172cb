package remit.bench;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import remit.decision.CaseFacts;
import remit.decision.Decider;
import remit.decision.Decision;
import remit.decision.Pinned;
import remit.kernel.Value;
import remit.kernel.Verdict;
import remit.ports.Author;
import remit.server.catalog.Catalog;
import remit.server.packs.PackReader;

/**
 * One verdict of the invoices pack with every check and its reason, beside the bare yes or no that the same rules give
 * when written by hand: what being able to explain a verdict costs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DeciderBench {
    private static final BigDecimal LIMIT = new BigDecimal("250000");

    private @Nullable Pinned pinned;
    private CaseFacts facts = new CaseFacts(Map.of(), Map.of(), true);
    private Author.Answer answer = new Author.Answer.Refused("");

    @Setup
    public void prepare() {
        Map<String, Value> inputs = new LinkedHashMap<>();
        inputs.put("vendor_id", Value.of("V100123"));
        inputs.put("vendor_name", Value.of("SUPPLIER AND PARTNERS LIMITED"));
        inputs.put("amount", Value.of(new BigDecimal("8832.00")));
        inputs.put("clearing_date", Value.of(LocalDate.of(2026, 3, 2)));
        inputs.put("directorate", Value.of("RESOURCES"));
        inputs.put("service", Value.of("SERVICE AREA 7"));
        facts = new CaseFacts(inputs, Map.of(), true);
        answer = new Author.Answer.Answered(new Author.Proposal("400123", 0.97, true, List.of(), "as before"));
        Path pack = Path.of(System.getProperty("bench.pack", "packs/invoices"));
        pinned = Catalog.compile(PackReader.read(pack).orThrow()).orThrow();
        if (everyCheck().verdict() != Verdict.AUTO_CLEAR || !byHand()) {
            throw new IllegalStateException("the case should clear: " + everyCheck());
        }
    }

    @Benchmark
    public Decision everyCheck() {
        if (pinned == null) throw new IllegalStateException("not prepared");
        return Decider.decide(facts, answer, pinned);
    }

    @Benchmark
    public boolean byHand() {
        return answer instanceof Author.Answer.Answered answered
                && answered.proposal().confident()
                && Boolean.TRUE.equals(facts.groupSeenInHistory())
                && facts.inputs().get("amount") instanceof Value.Numeric(BigDecimal amount)
                && amount.signum() > 0
                && amount.compareTo(LIMIT) <= 0;
    }
}
