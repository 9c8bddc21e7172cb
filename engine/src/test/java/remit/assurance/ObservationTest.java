package remit.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import remit.assurance.agreement.Agreement;
import remit.assurance.drift.KolmogorovSmirnov;
import remit.assurance.drift.Stability;
import remit.assurance.mining.Discoveries;
import remit.assurance.mining.Hypergeometric;
import remit.assurance.mining.OutdatedRules;
import remit.assurance.mining.Overrides;
import remit.testing.Property;
import remit.testing.Property.Chance;

/** Agreement of reviewers, drift of what comes in, overrides. */
class ObservationTest {
    @Test
    void reviewers_who_guess_agree_by_chance_alone() {
        var chance = new Chance(5);
        long[][] table = new long[2][2];
        var ratings = List.of(new ArrayList<Integer>(), new ArrayList<Integer>(), new ArrayList<Integer>());
        for (int i = 0; i < 20_000; i++) {
            table[chance.below(2)][chance.below(2)]++;
            for (List<Integer> reviewer : ratings) reviewer.add(chance.oneIn(4) ? null : chance.below(3));
        }
        assertThat(Agreement.kappa(table).orElseThrow()).isEqualTo(0, within(0.02));
        assertThat(Agreement.krippendorff(ratings).orElseThrow()).isEqualTo(0, within(0.02));
    }

    @Test
    void agreement_on_the_only_answer_ever_given_says_nothing() {
        assertThat(Agreement.kappa(new long[][] {{9, 0}, {0, 0}})).isEmpty();
        assertThat(Agreement.kappa(new long[][] {{0, 0}, {0, 0}})).isEmpty();
        assertThat(Agreement.krippendorff(List.of(List.of("a", "a"), List.of("a", "a"))))
                .isEmpty();
        assertThat(Agreement.krippendorff(List.<List<String>>of())).isEmpty();
        assertThatThrownBy(() -> Agreement.kappa(new long[][] {{1, 2}})).hasMessageContaining("square");
    }

    @Test
    void without_drift_the_alarm_comes_as_often_as_was_set() {
        int alarms = 0;
        int smirnov = 0;
        int rounds = 1_000;
        for (int seed = 0; seed < rounds; seed++) {
            var chance = new Chance(seed);
            long[] base = new long[10];
            long[] current = new long[10];
            double[] before = new double[400];
            double[] now = new double[200];
            for (int i = 0; i < 4_000; i++) base[chance.below(10)]++;
            for (int i = 0; i < 1_000; i++) current[chance.below(10)]++;
            for (int i = 0; i < before.length; i++) before[i] = chance.share();
            for (int i = 0; i < now.length; i++) now[i] = chance.share();
            if (Stability.of(base, current, 0.05).drifted()) alarms++;
            if (KolmogorovSmirnov.of(before, now).pValue() <= 0.05) smirnov++;
        }
        assertThat((double) alarms / rounds).isBetween(0.03, 0.075);
        assertThat((double) smirnov / rounds).isBetween(0.02, 0.075);
    }

    @Test
    void drift_that_the_customary_limits_overlook_is_seen() {
        long[] base = {5_000, 5_000};
        long[] current = {5_500, 4_500};
        Stability stability = Stability.of(base, current, 0.05);
        assertThat(stability.psi()).isLessThan(0.1);
        assertThat(stability.drifted()).isTrue();
        // An empty bin is counted as half a case, not as infinitely far away.
        assertThat(Stability.of(new long[] {100, 0}, new long[] {90, 10}, 0.05).psi())
                .isFinite();
    }

    @Test
    void distance_of_two_samples_is_the_largest_gap_of_their_shares() {
        assertThat(KolmogorovSmirnov.of(new double[] {1, 2, 3, 4}, new double[] {3, 4, 5, 6})
                        .distance())
                .isEqualTo(0.5);
        assertThat(KolmogorovSmirnov.of(new double[] {1, 1, 1}, new double[] {1, 1})
                        .pValue())
                .isEqualTo(1);
        assertThat(KolmogorovSmirnov.of(new double[] {1, 2}, new double[] {5, 6})
                        .distance())
                .isEqualTo(1);
    }

    @Test
    void draws_without_replacement_are_counted_exactly() {
        Property.forAll(300, chance -> {
            int all = 1 + chance.below(60);
            int marked = chance.between(0, all);
            int drawn = chance.between(0, all);
            int hits = chance.between(0, drawn);
            BigInteger sum = BigInteger.ZERO;
            for (int k = hits; k <= Math.min(drawn, marked); k++) {
                if (drawn - k > all - marked) continue;
                sum = sum.add(choose(marked, k).multiply(choose(all - marked, drawn - k)));
            }
            double exact = new java.math.BigDecimal(sum)
                    .divide(new java.math.BigDecimal(choose(all, drawn)), java.math.MathContext.DECIMAL64)
                    .doubleValue();
            assertThat(Hypergeometric.atLeast(hits, drawn, marked, all)).isEqualTo(exact, within(1e-12));
        });
    }

    private static BigInteger choose(int n, int k) {
        BigInteger result = BigInteger.ONE;
        for (int i = 1; i <= k; i++) {
            result = result.multiply(BigInteger.valueOf(n - i + 1L)).divide(BigInteger.valueOf(i));
        }
        return result;
    }

    @Test
    void corrections_let_through_what_their_papers_let_through() {
        double[] pValues = {0.01, 0.04, 0.03, 0.005};
        // Sorted 0.005, 0.01, 0.03, 0.04; Holm's limits at 5%: 0.0125, 0.0167, 0.025, 0.05.
        assertThat(Discoveries.holm(pValues, 0.05)).containsExactly(0, 3);
        // Benjamini-Hochberg's: 0.0125, 0.025, 0.0375, 0.05.
        assertThat(Discoveries.benjaminiHochberg(pValues, 0.05)).containsExactly(0, 1, 2, 3);
        // Of three e-values at 10%: 30, 15, 10.
        assertThat(Discoveries.eBenjaminiHochberg(new double[] {16, 40, 9}, 0.1))
                .containsExactly(0, 1);
        assertThat(Discoveries.eBenjaminiHochberg(new double[] {16, 0, 9}, 0.1)).isEmpty();
        assertThat(Discoveries.holm(new double[0], 0.05)).isEmpty();
    }

    @Test
    void rules_that_are_overturned_most_of_the_time_are_named_with_their_counts() {
        List<OutdatedRules> found = OutdatedRules.among(
                List.of(
                        new OutdatedRules.Count("row 1", 100, 95),
                        new OutdatedRules.Count("row 2", 100, 20),
                        new OutdatedRules.Count("row 3", 2, 2)),
                0.8,
                0.1);
        assertThat(found).extracting(OutdatedRules::rule).containsExactly("row 1");
        assertThat(found.getFirst().lower()).isBetween(0.8, 0.95);
    }

    /** Overridden in 10%, and in {@code planted} where the region is north and the amount at most 30. */
    private static List<Overrides.Example> examples(Chance chance, int n, double planted) {
        var examples = new ArrayList<Overrides.Example>();
        for (int i = 0; i < n; i++) {
            String region = chance.oneOf("north", "south", "east");
            double amount = chance.between(1, 100);
            boolean inside = region.equals("north") && amount <= 30;
            boolean overridden = chance.share() < (inside ? planted : 0.1);
            examples.add(new Overrides.Example(
                    Map.of("region", region, "channel", chance.oneOf("mail", "web")),
                    Map.of("amount", amount, "age", (double) chance.below(80)),
                    overridden));
        }
        return examples;
    }

    @Test
    void a_condition_that_people_override_is_found_and_said_in_words() {
        var chance = new Chance(11);
        List<Overrides.Subgroup> found =
                Overrides.mine(examples(chance, 3_000, 0.7), examples(chance, 3_000, 0.7), 20, 0.05);
        assertThat(found).isNotEmpty();
        assertThat(found.getFirst().show()).contains("region is north").contains("amount is at most");
        assertThat(found.getFirst().pValue()).isLessThan(1e-6);
        assertThat((double) found.getFirst().overridden() / found.getFirst().covered())
                .isGreaterThan(0.4);
    }

    @Test
    void noise_is_seldom_taken_for_a_finding_though_everything_was_searched() {
        int false_ = 0;
        int rounds = 60;
        for (int seed = 0; seed < rounds; seed++) {
            var chance = new Chance(seed);
            if (!Overrides.mine(examples(chance, 400, 0.1), examples(chance, 400, 0.1), 20, 0.05)
                    .isEmpty()) false_++;
        }
        assertThat((double) false_ / rounds).isLessThanOrEqualTo(0.05 + 3 * Math.sqrt(0.05 * 0.95 / rounds));
    }
}
