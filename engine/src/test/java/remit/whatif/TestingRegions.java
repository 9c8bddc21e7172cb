package remit.whatif;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import remit.authority.AuthorityTable;
import remit.authority.RuleBook;
import remit.authority.Ruling;
import remit.dmn.DmnFile;
import remit.dmn.DmnVersion;
import remit.dmn.TableText;
import remit.kernel.Value;
import remit.rules.FactType;
import remit.rules.Facts;
import remit.testing.TestingTables;
import remit.testing.TestingTables.In;

/** Cases of several regions, an amount and a score each, whose truth is known since they were made. */
final class TestingRegions {
    static final double THRESHOLD = 0.5;
    private static final int LIMIT = 5_000;
    private static final Map<String, FactType> TYPES = Map.of(
            "amount", FactType.NUMBER,
            "confidence", FactType.NUMBER,
            "confident", FactType.FLAG,
            "region", FactType.TEXT);
    private static final List<In> INPUTS = List.of(new In("amount", "number"), new In("confident", "boolean"));
    private static final Facts FACTS = new Facts(TYPES, Set.of("region"), Map.of());

    private TestingRegions() {}

    /** How often a case is wrong. */
    interface Law {
        double error(String region, double score, double amount);
    }

    /** @param policy {@code FIRST} or {@code UNIQUE}: the rows exclude each other */
    static byte[] dmn(String policy) {
        return TestingTables.dmn(
                        policy,
                        INPUTS,
                        List.of(
                                row("> " + LIMIT, "-", "checkpoint"),
                                row("[0.." + LIMIT + "]", "true", "auto_clear"),
                                row("[0.." + LIMIT + "]", "false", "checkpoint")))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> row(String amount, String confident, String verdict) {
        return List.of(amount, confident, "\"" + verdict + "\"", "\"" + verdict + "\"");
    }

    static AuthorityTable read(byte[] dmn) {
        return RuleBook.read(dmn, "authority.dmn", FACTS).orThrow();
    }

    /** The file with a change in it, read again. */
    static AuthorityTable with(byte[] dmn, RuleChange change) {
        DmnFile file = DmnFile.read(dmn, "authority.dmn").orThrow();
        TableText text = file.table(file.tables().getFirst()).orThrow();
        TableText changed = change.in(read(dmn), text).orThrow();
        return read(file.with(changed).orThrow().bytes(DmnVersion.V1_3).orThrow());
    }

    static Question question(byte[] dmn, Question.Wish wish, Question.Terms terms) {
        return new Question(Rules.of(read(dmn)), java.util.Optional.of(BigDecimal.valueOf(THRESHOLD)), wish, terms);
    }

    /** @param regions drawn alike; an empty one is a case without a region */
    static History of(long seed, int count, List<String> regions, Law law) {
        var random = new Random(seed);
        var history = new History.Builder(TYPES, _ -> Ruling.STOP);
        for (int i = 0; i < count; i++) {
            String region = regions.get(random.nextInt(regions.size()));
            double score = random.nextInt(10_000) / 10_000.0;
            double amount = random.nextInt(10_000);
            boolean wrong = random.nextDouble() < law.error(region, score, amount);
            history.add(made("case-" + i, region, score, amount, wrong));
        }
        return history.build();
    }

    private static DecidedCase made(String id, String region, double score, double amount, boolean wrong) {
        var facts = new HashMap<String, Value>();
        facts.put("amount", Value.of(BigDecimal.valueOf(amount)));
        facts.put("confidence", Value.of(BigDecimal.valueOf(score).setScale(4, RoundingMode.HALF_UP)));
        facts.put("confident", Value.of(score >= THRESHOLD));
        if (!region.isEmpty()) facts.put("region", Value.of(region));
        boolean clears = score >= THRESHOLD && amount <= LIMIT;
        return new DecidedCase(
                id,
                facts,
                new DecidedCase.Verdicts(
                        clears ? Ruling.AUTO_CLEAR : Ruling.CHECKPOINT, Ruling.AUTO_CLEAR, Ruling.AUTO_CLEAR),
                score,
                new Label(wrong ? Label.Truth.WRONG : Label.Truth.RIGHT, Label.Source.OUTCOME),
                1.0,
                new DecidedCase.Setting(region, BigDecimal.valueOf(amount), null));
    }
}
