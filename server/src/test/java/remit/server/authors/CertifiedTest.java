package remit.server.authors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import remit.kernel.Json;
import remit.process.AuthorSpec;
import remit.server.authors.embedding.Embeddings;

class CertifiedTest {
    private static List<Threshold.Scored> scored(
            int count, RandomGenerator chance, java.util.function.DoubleUnaryOperator error) {
        var scored = new ArrayList<Threshold.Scored>();
        for (int i = 0; i < count; i++) {
            double confidence = chance.nextDouble();
            scored.add(new Threshold.Scored(confidence, chance.nextDouble() >= error.applyAsDouble(confidence), ""));
        }
        return scored;
    }

    @Test
    void few_errors_among_many_cases_are_proven() {
        Certified certified = Certified.of(scored(4_000, new Random(1), c -> c > 0.4 ? 0.005 : 0.3), 0.03, 0.1);
        assertThat(certified.proven()).isTrue();
        assertThat(certified.threshold()).isBetween(0.25, 0.45);
        assertThat(certified.bound()).isLessThanOrEqualTo(0.03);
        assertThat(certified.reached()).isGreaterThan(2_200);
        assertThat(certified.explain("lines"))
                .startsWith("Certified at 90% confidence: at most 3.0% of what reaches ")
                .contains("4,000 past lines");
    }

    @Test
    void too_few_cases_prove_nothing_and_it_says_how_many_would() {
        Certified certified = Certified.of(scored(200, new Random(2), _ -> 0.015), 0.03, 0.1);
        assertThat(certified.proven()).isFalse();
        assertThat(certified.bound()).isNull();
        assertThat(certified.needed()).isGreaterThan(certified.reached());
        assertThat(certified.explain("lines"))
                .startsWith("Nothing is certified at 90% confidence")
                .endsWith("would.");
        assertThat(Certified.of(List.of(), 0.03, 0.1).explain("lines")).startsWith("Nothing is certified");
    }

    @Test
    void errors_above_the_limit_everywhere_are_certified_in_at_most_delta_of_the_draws() {
        int certified = 0;
        int draws = 400;
        for (int draw = 0; draw < draws; draw++) {
            if (Certified.of(scored(1_000, new Random(100 + draw), _ -> 0.0301), 0.03, 0.1)
                    .proven()) certified++;
        }
        // delta and three standard errors of the draws
        assertThat((double) certified / draws).isLessThanOrEqualTo(0.1 + 3 * Math.sqrt(0.09 / draws));
    }

    @Test
    void it_is_read_as_it_was_written() {
        for (int count : new int[] {0, 50, 3_000}) {
            Certified certified = Certified.of(scored(count, new Random(3), _ -> 0.005), 0.03, 0.05);
            assertThat(Certified.fromJson(Json.parseObject(certified.toJson().canonical())))
                    .isEqualTo(certified);
        }
    }

    @Test
    void a_pack_may_say_that_only_what_is_proven_counts() {
        List<Example> lines = new TestingLedger(1, 0.02).lines(3_000);
        AuthorSpec usual = TestingLedger.spec(0.1);
        var only = new AuthorSpec(
                usual.kind(),
                usual.target(),
                usual.maxError(),
                null,
                List.of(),
                usual.settings(),
                new AuthorSpec.Promise(true, 0.05));
        TrainingReport beside = Authors.train(lines, usual, TestingLedger.reporting("vendor"), Embeddings.miniLm())
                .orThrow()
                .report();
        TrainingReport report = Authors.train(lines, only, TestingLedger.reporting("vendor"), Embeddings.miniLm())
                .orThrow()
                .report();
        assertThat(report.certified().proven()).isTrue();
        assertThat(report.threshold()).isEqualTo(report.certified().threshold());
        assertThat(report.certified().delta()).isEqualTo(0.05);
        assertThat(report.explain()).startsWith("Certified at 95% confidence");
        assertThat(beside.certified().proven()).isTrue();
        assertThat(beside.threshold()).isNotEqualTo(report.threshold());
        assertThat(beside.explain()).startsWith("Confident from");
    }

    @Test
    void where_nothing_is_proven_nothing_is_confident() {
        List<Example> lines = new TestingLedger(1, 0.5).lines(1_000);
        AuthorSpec usual = TestingLedger.spec(0.01);
        var only = new AuthorSpec(
                usual.kind(),
                usual.target(),
                0.01,
                null,
                List.of(),
                usual.settings(),
                new AuthorSpec.Promise(true, 0.1));
        TrainingReport report = Authors.train(lines, only, TestingLedger.reporting("vendor"), Embeddings.miniLm())
                .orThrow()
                .report();
        assertThat(report.threshold()).isNull();
        assertThat(report.reaches(1)).isFalse();
        assertThat(report.explain()).startsWith("Nothing is certified");
    }
}
