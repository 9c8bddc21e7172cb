package remit.whatif;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import remit.authority.AuthorityTable;
import remit.authority.RuleBook;
import remit.authority.Ruling;
import remit.kernel.Value;
import remit.rules.FactType;
import remit.rules.Facts;
import remit.testing.TestingTables;
import remit.testing.TestingTables.In;

/** Cases whose truth is known, since they were made. */
final class TestingHistory {
    static final Map<String, FactType> TYPES =
            Map.of("amount", FactType.NUMBER, "confidence", FactType.NUMBER, "confident", FactType.FLAG);
    private static final List<In> INPUTS = List.of(new In("amount", "number"), new In("confident", "boolean"));

    static final double THRESHOLD = 0.8;

    private TestingHistory() {}

    /** A confident author clears up to a limit. */
    static AuthorityTable upTo(int limit) {
        return table(List.of(
                row("> " + limit, "-", "checkpoint"),
                row("[0.." + limit + "]", "true", "auto_clear"),
                row("-", "-", "checkpoint")));
    }

    static AuthorityTable table(List<List<String>> rows) {
        byte[] dmn = TestingTables.dmn("FIRST", INPUTS, rows).getBytes(StandardCharsets.UTF_8);
        return RuleBook.read(dmn, "authority.dmn", new Facts(TYPES, Set.of(), Map.of()))
                .orThrow();
    }

    static List<String> row(String amount, String confident, String verdict) {
        return List.of(amount, confident, "\"" + verdict + "\"", "\"" + verdict + "\"");
    }

    /** How wrong a case is by its score, and how much it is about. */
    interface Law {
        double error(double score, double amount);
    }

    /** Cases of an author that was confident from {@link #THRESHOLD} on. */
    static History of(long seed, int count, Law law) {
        var random = new Random(seed);
        var history = new History.Builder(TYPES, _ -> Ruling.STOP);
        for (int i = 0; i < count; i++) {
            double score = random.nextDouble();
            double amount = random.nextInt(10_000);
            boolean wrong = random.nextDouble() < law.error(score, amount);
            history.add(made("case-" + i, score, amount, wrong ? Label.Truth.WRONG : Label.Truth.RIGHT));
        }
        return history.build();
    }

    static DecidedCase made(String id, double score, double amount, Label.Truth truth) {
        Label label = truth == Label.Truth.UNKNOWN ? Label.UNKNOWN : new Label(truth, Label.Source.OUTCOME);
        return made(id, score, amount, label, 1.0);
    }

    static DecidedCase made(String id, double score, double amount, Label label, double propensity) {
        var facts = new HashMap<String, Value>();
        facts.put("amount", Value.of(BigDecimal.valueOf(amount)));
        facts.put("confidence", Value.of(BigDecimal.valueOf(score)));
        facts.put("confident", Value.of(score >= THRESHOLD));
        boolean clears = score >= THRESHOLD && amount <= 5_000;
        return new DecidedCase(
                id,
                facts,
                new DecidedCase.Verdicts(
                        clears ? Ruling.AUTO_CLEAR : Ruling.CHECKPOINT, Ruling.AUTO_CLEAR, Ruling.AUTO_CLEAR),
                score,
                label,
                propensity,
                new DecidedCase.Setting(amount < 3_000 ? "small" : "large", BigDecimal.valueOf(amount), 10L));
    }
}
