package remit.assurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import remit.assurance.sequential.Demotion;
import remit.assurance.sequential.Mixture;
import remit.assurance.sequential.Reviews;
import remit.assurance.sequential.WeightedPairs;

class WeightedPairsTest {
    private static final double SAMPLED = 0.1;

    /** Right in 70% of the held cases and in 30% of the cleared ones, of which a tenth is seen: no better over all. */
    private static boolean everProven(SplittableRandom random, boolean weighted) {
        WeightedPairs pairs = WeightedPairs.none();
        for (int i = 0; i < 4_000; i++) {
            boolean held = random.nextBoolean();
            if (!held && random.nextDouble() >= SAMPLED) continue;
            pairs = pairs.with(random.nextDouble() < (held ? 0.7 : 0.3), weighted && held ? SAMPLED : 1);
            if (pairs.logE() >= Math.log(20)) return true;
        }
        return false;
    }

    @Test
    void who_is_better_only_where_more_is_looked_at_is_not_proven_to_be_better() {
        var random = new SplittableRandom(3);
        int proven = 0;
        int unweighted = 0;
        for (int course = 0; course < 200; course++) {
            if (everProven(random, true)) proven++;
            if (everProven(random, false)) unweighted++;
        }
        // 5% and three standard errors; without weights it is nearly always proven, and wrong.
        assertThat(proven).isLessThan(20);
        assertThat(unweighted).isGreaterThan(180);
    }

    @Test
    void who_is_better_everywhere_is_proven_about_as_fast_as_by_the_plain_bet() {
        WeightedPairs pairs = WeightedPairs.none();
        var random = new SplittableRandom(4);
        for (int i = 0; i < 60; i++) pairs = pairs.with(random.nextInt(4) > 0, 1);
        double plain = Demotion.logE(new Reviews(pairs.won(), pairs.lost()), 0.5, Mixture.UNIFORM);
        assertThat(pairs.logE()).isGreaterThan(Math.log(20)).isCloseTo(plain, org.assertj.core.data.Offset.offset(1.0));
    }
}
