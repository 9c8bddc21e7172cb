package remit.bench;

import java.util.concurrent.TimeUnit;
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
import remit.kernel.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The canonical text of one event (RFC 8785) and reading it back, beside Jackson writing and reading the same tree with
 * sorted names. Jackson's numbers are not those of RFC 8785; for this event the two texts are equal, which is checked.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CanonicalJsonBench {
    private static final String EVENT = """
            {"type": "Decided", "v": 1, "id": "019aa0b2-1111-7222-8333-123456789abc", "organisation": "My organisation",
             "process": "invoices", "case": "case_00112233445566778899aabbccddeeff00112233", "seq_in_case": 3,
             "at": "2026-11-21T04:51:35Z", "recorded_at": "2026-11-21T04:51:36.123456Z",
             "actor": "rule:invoices/authority@1a2b3c4d5e6f#row-4",
             "versions": {"pack": "00112233445566778899aabbccddeeff", "contract": "8899aabbccddeeff0011223344556677",
                          "intake": "445566778899aabbccddeeff00112233", "authority": "ccddeeff00112233445566778899aabb",
                          "author": "classifier:tfidf-logistic@111cd9cb5943"},
             "body": {"verdict": "auto_clear", "decision": "400123", "confidence": 0.9731, "checks": [
                {"check": "required_inputs", "verdict": "auto_clear", "reason": "every required input is there"},
                {"check": "currency", "verdict": "auto_clear", "reason": "every amount is in its declared currency"},
                {"check": "authority", "verdict": "auto_clear", "reason": "a known supplier, a confident author"}]},
             "payload_digest": "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"}
            """;

    private final JsonMapper mapper = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .build();
    private Json event = Json.NULL;
    private JsonNode node = mapper.nullNode();
    private String text = "";

    @Setup
    public void prepare() {
        event = Json.parse(EVENT);
        node = mapper.readTree(EVENT);
        text = event.canonical();
        if (!text.equals(jacksonSorted())) throw new IllegalStateException(text + "\n" + jacksonSorted());
    }

    @Benchmark
    public String canonical() {
        return event.canonical();
    }

    @Benchmark
    public String jacksonSorted() {
        return mapper.writeValueAsString(node);
    }

    @Benchmark
    public Json read() {
        return Json.parse(text);
    }

    @Benchmark
    public JsonNode jacksonRead() {
        return mapper.readTree(text);
    }
}
