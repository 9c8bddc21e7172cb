package remit.server.authors;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.process.AuthorSpec;
import remit.process.Reporting;

/**
 * A synthetic purchase ledger: some vendors always bear one account, some bear whichever their department uses, some are
 * noise, and new ones keep coming. Seeded; nothing of it is real.
 */
final class TestingLedger {
    private static final String[] WORDS = {
        "north", "river", "paper", "cloud", "stone", "delta", "green", "union", "prime"
    };
    private static final int DEPARTMENTS = 4;

    private final SplittableRandom chance;
    private final double noise;

    /** @param noise share of lines whose account is drawn by lot */
    TestingLedger(long seed, double noise) {
        this.chance = new SplittableRandom(seed);
        this.noise = noise;
    }

    List<Example> lines(int count) {
        var lines = new ArrayList<Example>();
        for (int i = 0; i < count; i++) lines.add(line(i, count));
        return lines;
    }

    private Example line(int number, int count) {
        int vendors = 20 + 60 * number / count;
        int vendor = Math.min(chance.nextInt(vendors), chance.nextInt(vendors));
        int department = chance.nextInt(DEPARTMENTS);
        int account = vendor % 3 == 0 ? vendor % 7 : (vendor + department) % 9;
        if (chance.nextDouble() < noise) account = chance.nextInt(12);
        var inputs = new HashMap<String, Value>();
        inputs.put("vendor", Value.of("V" + vendor));
        inputs.put("name", Value.of(WORDS[vendor % WORDS.length] + " " + WORDS[vendor / WORDS.length % WORDS.length]));
        inputs.put("department", Value.of("D" + department));
        inputs.put("amount", Value.of(new BigDecimal(1 + chance.nextInt(100_000)).movePointLeft(2)));
        Instant at = Instant.parse("2025-01-01T00:00:00Z").plusSeconds(3600L * number);
        return new Example(inputs, "40" + account, at);
    }

    /** The same lines with every column, value and label renamed; letters stay letters, so words stay words. */
    static List<Example> renamed(List<Example> lines, UnaryOperator<String> rename) {
        return lines.stream()
                .map(line -> {
                    Map<String, Value> inputs = new HashMap<>();
                    line.inputs().forEach((name, value) -> inputs.put(rename.apply(name), renamed(value, rename)));
                    String truth = line.truth();
                    return new Example(inputs, truth == null ? null : rename.apply(truth), line.at());
                })
                .toList();
    }

    private static Value renamed(Value value, UnaryOperator<String> rename) {
        return value instanceof Value.Text(String text) ? Value.of(rename.apply(text)) : value;
    }

    static AuthorSpec spec(double maxError) {
        return spec(maxError, UnaryOperator.identity());
    }

    static AuthorSpec spec(double maxError, UnaryOperator<String> rename) {
        Json.Obj settings = Json.object(
                "text", Json.strings(List.of(rename.apply("name"))),
                "category", Json.strings(List.of(rename.apply("vendor"), rename.apply("department"))),
                "number", Json.strings(List.of(rename.apply("amount"))),
                "cross",
                        Json.array(List.of(Json.strings(List.of(rename.apply("vendor"), rename.apply("department"))))));
        return new AuthorSpec("classifier", "account", maxError, null, List.of(), settings);
    }

    static Reporting reporting(String group) {
        return new Reporting(
                "line",
                "lines",
                "coded",
                group,
                null,
                null,
                Reporting.Error.DIFFERS,
                Reporting.Headline.SHARE,
                null,
                null,
                null,
                null);
    }
}
