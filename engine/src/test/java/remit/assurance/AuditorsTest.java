package remit.assurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import remit.assurance.agreement.Agreement;
import remit.assurance.mining.OverriddenGroups;
import remit.assurance.sampling.SequentialPlan;
import remit.assurance.sequential.Mixture;

/** What auditors are told: bounds of agreement, groups that are overridden more, plans that may be looked at any time. */
class AuditorsTest {
    @Test
    void bounds_of_agreement_hold_the_value_and_never_claim_certainty() {
        Agreement.Bounded half = Agreement.bounded(0.5, 75, 100, 0.95);
        assertThat(half.lower()).isLessThan(0.5);
        assertThat(half.upper()).isGreaterThan(0.5);
        // 75 of 100 alike: between 65.3% and 83.1%; by chance they are in half of the cases.
        assertThat(half.lower()).isCloseTo(2 * 0.6534 - 1, org.assertj.core.data.Offset.offset(1e-3));
        Agreement.Bounded always = Agreement.bounded(1, 40, 40, 0.95);
        assertThat(always.upper()).isEqualTo(1);
        assertThat(always.lower()).isLessThan(0.95);
    }

    @Test
    void groups_that_are_overridden_like_all_others_are_hardly_ever_named() {
        var random = new SplittableRandom(5);
        int named = 0;
        for (int course = 0; course < 400; course++) {
            long[] overridden = new long[8];
            long marked = 0;
            for (int group = 0; group < 8; group++) {
                for (int i = 0; i < 100; i++) if (random.nextInt(10) == 0) overridden[group]++;
                marked += overridden[group];
            }
            var counts = new ArrayList<OverriddenGroups.Count>();
            for (int group = 0; group < 8; group++)
                counts.add(new OverriddenGroups.Count("g" + group, 100, overridden[group], marked, 800));
            if (!OverriddenGroups.among(counts, 0.1).isEmpty()) named++;
        }
        // 10% and three standard errors.
        assertThat(named).isLessThan(400 * 145 / 1000);
    }

    @Test
    void a_group_that_is_overridden_more_than_others_is_named_alone() {
        List<OverriddenGroups> found = OverriddenGroups.among(
                List.of(
                        new OverriddenGroups.Count("north", 100, 30, 50, 300),
                        new OverriddenGroups.Count("south", 100, 10, 50, 300),
                        new OverriddenGroups.Count("west", 100, 10, 50, 300)),
                0.1);
        assertThat(found).extracting(each -> each.count().name()).containsExactly("north");
        assertThat(found.getFirst().pValue()).isLessThan(1e-4);
    }

    @Test
    void a_plan_without_a_fixed_size_is_proven_exactly_where_it_says_how_many_errors_it_allows() {
        var plan = new SequentialPlan(0.02, 0.05, Mixture.UNIFORM, 1, 2_000);
        for (long reviews = 100; reviews <= 1_000; reviews += 100) {
            long allowed = plan.allowed(reviews);
            if (allowed >= 0) assertThat(plan.proven(allowed, reviews)).isTrue();
            assertThat(plan.proven(allowed + 1, reviews)).isFalse();
        }
    }
}
