package remit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import remit.kernel.Value;
import remit.rules.FactType;
import remit.rules.HitPolicy;
import remit.testing.Property.Chance;

/**
 * Random tables and contexts, asked of this engine, of Apache KIE and of jDMN. {@code -Dremit.oracle.pairs=N} sets how
 * many, {@code -Dremit.oracle.seed=N} where to begin; {@code -Dremit.seed=N} runs one table alone.
 */
class DecisionTableOracleIT {
    private static final int CONTEXTS = 80;
    /** So many that every class is met. */
    private static final long ENOUGH = 100_000;

    private static final long PAIRS = Long.getLong("remit.oracle.pairs", ENOUGH);
    private static final long FIRST_SEED = Long.getLong("remit.oracle.seed", 20_260_131);

    private final LongAdder pairs = new LongAdder();
    private final LongAdder matching = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final Map<Disagreement, LongAdder> classes = adders(Disagreement.class);
    private final Map<HitPolicy, LongAdder> policies = adders(HitPolicy.class);
    private final Map<FactType, LongAdder> types = adders(FactType.class);

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> of) {
        var adders = new EnumMap<E, LongAdder>(of);
        for (E each : of.getEnumConstants()) adders.put(each, new LongAdder());
        return adders;
    }

    @Test
    void tables_say_what_two_other_engines_say_but_for_the_known_disagreements() {
        Long only = Long.getLong("remit.seed");
        if (only != null) {
            compare(only);
            return;
        }
        long tables = (PAIRS + CONTEXTS - 1) / CONTEXTS;
        LongStream.range(FIRST_SEED, FIRST_SEED + tables).parallel().forEach(this::compare);
        System.out.println(summary());
        assertThat(pairs.sum()).isGreaterThanOrEqualTo(PAIRS);
        assertThat(accepted.sum() * 100)
                .as("under 2 %% of the pairs may fall into a class%n%s", summary())
                .isLessThan(2 * pairs.sum());
        // The comparison would prove little if hardly any case matched, or nearly all did, or if something were left
        // out.
        assertThat(matching.sum()).isBetween(pairs.sum() / 4, pairs.sum() * 9 / 10);
        assertThat(policies.values())
                .allSatisfy(asked -> assertThat(asked.sum()).isGreaterThan(pairs.sum() / 20));
        assertThat(types.values()).allSatisfy(asked -> assertThat(asked.sum()).isGreaterThan(pairs.sum() / 20));
        if (PAIRS >= ENOUGH) {
            assertThat(classes)
                    .allSatisfy((each, found) ->
                            assertThat(found.sum()).as(each.toString()).isPositive());
        }
    }

    private String summary() {
        return "oracle: %,d pairs from seed %d, a row matches in %,d; in known classes %,d:%n%s"
                .formatted(
                        pairs.sum(),
                        FIRST_SEED,
                        matching.sum(),
                        accepted.sum(),
                        Stream.of(Disagreement.values())
                                .map(each -> "  %,7d %s: %s%n"
                                        .formatted(adder(classes, each).sum(), each, each.clause()))
                                .collect(Collectors.joining()));
    }

    private static <E> LongAdder adder(Map<E, LongAdder> adders, E of) {
        return adders.getOrDefault(of, new LongAdder());
    }

    private void compare(long seed) {
        var chance = new Chance(seed);
        Sheet sheet = RandomSheet.of(chance);
        var engines = new Engines(sheet, seed);
        for (int i = 0; i < CONTEXTS; i++) {
            Map<String, Value> context = RandomSheet.context(sheet, chance);
            Map<Disagreement, Set<Disagreement.Other>> known = Disagreement.all(sheet, context);
            Engines.Answers answers = engines.ask(context);
            if (!answers.agree(known)) throw new AssertionError(report(sheet, context, seed));
            count(sheet, known.keySet(), answers);
        }
    }

    private void count(Sheet sheet, Set<Disagreement> known, Engines.Answers answers) {
        pairs.increment();
        if (answers.remit().matched() != null && !answers.remit().matched().isEmpty()) matching.increment();
        if (!known.isEmpty()) accepted.increment();
        known.forEach(each -> adder(classes, each).increment());
        adder(policies, sheet.policy()).increment();
        sheet.inputs().stream()
                .map(input -> adder(types, input.type()))
                .distinct()
                .forEach(LongAdder::increment);
    }

    /** The smallest table that still fails, as a file, with the context and the three answers. */
    private static String report(Sheet sheet, Map<String, Value> context, long seed) {
        Sheet smallest = Shrinking.of(
                sheet, smaller -> !new Engines(smaller, seed).ask(context).agree(Disagreement.all(smaller, context)));
        var engines = new Engines(smallest, seed);
        Engines.Answers answers = engines.ask(context);
        return """
                the engines disagree; repeat it with -Dremit.seed=%d
                %s
                null %s
                context %s
                Remit %s
                KIE   %s
                jDMN  %s
                classes %s""".formatted(
                        seed,
                        engines.dmn(),
                        smallest.nulls() ? "is a value in every column" : "stops, unless a column allows it",
                        context,
                        answers.remit(),
                        answers.kie(),
                        answers.jdmn(),
                        Disagreement.all(smallest, context));
    }
}
