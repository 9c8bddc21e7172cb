package remit.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import remit.assurance.Versions;
import remit.process.Tier;
import remit.testing.Property.Chance;

/** A whole ladder on work of known truth, twenty reviews a day. The target is 2%, and 3% is tolerated. */
class LadderSimulationsTest {
    private static final int COURSES = Integer.getInteger("remit.simulations", 400) / 4;
    private static final Terms TERMS = new Terms(
            "invoices",
            "small",
            Tier.WORKFLOW_ACTION,
            Terms.usualCheckpoints(),
            new Terms.Limits(0.02, 0.03, 0.05, 5_000, 0, Duration.ZERO),
            new Terms.Sampling(0.02, 0.1, 0.1));

    /** One ladder in the hands of an owner who signs whatever is proposed. */
    private static final class Course {
        private final Chance chance;
        private Instant at = Instant.parse("2026-03-01T08:00:00Z");
        private LadderState state =
                Ladder.apply(null, new LadderEvent.Started(TERMS, LadderTest.FIRST), LadderTest.ENGINE, at);
        private int reviews;

        Course(int seed) {
            chance = new Chance(seed);
        }

        List<LadderEvent> done(LadderCommand command) {
            List<LadderEvent> events =
                    Ladder.decide(state, command, LadderTest.OWNER, at).orThrow();
            for (LadderEvent event : events) state = Ladder.apply(state, event, LadderTest.OWNER, at);
            return events;
        }

        List<LadderEvent> reviewed(double error) {
            if (++reviews % 20 == 0) at = at.plus(Duration.ofDays(1));
            var all = new ArrayList<>(done(new LadderCommand.Observe(chance.share() < error, false)));
            Evidence proposal = state.proposal();
            if (proposal != null)
                all.addAll(done(new LadderCommand.Sign(List.of(proposal.checkpoint()), state.proposalSeen())));
            return all;
        }
    }

    private static double median(IntToDoubleFunction value) {
        double[] values = new double[COURSES];
        for (int i = 0; i < COURSES; i++) values[i] = value.applyAsDouble(i);
        Arrays.sort(values);
        return values[COURSES / 2];
    }

    @Test
    void work_at_the_target_seldom_climbs_though_every_new_version_begins_anew() {
        int climbed = 0;
        for (int seed = 0; seed < COURSES; seed++) {
            var course = new Course(seed);
            for (int i = 0; i < 3_000 && course.state.removed() == 0; i++) {
                if (i % 500 == 499) course.done(new LadderCommand.Pin(new Versions("p" + i, "c", "r", "m1", "")));
                course.reviewed(0.02);
            }
            if (course.state.removed() > 0) climbed++;
        }
        assertThat((double) climbed / COURSES).isLessThanOrEqualTo(0.05 + 3 * Math.sqrt(0.05 * 0.95 / COURSES));
    }

    @Test
    void good_work_climbs_all_the_way_within_a_few_months() {
        double reviews = median(seed -> {
            var course = new Course(seed);
            while (course.state.stage() != Stage.AUTONOMOUS && course.reviews < 20_000) course.reviewed(0.005);
            return course.reviews;
        });
        assertThat(reviews).isLessThanOrEqualTo(3 * 550);
    }

    @Test
    void work_that_turns_bad_falls_within_170_reviews_at_three_times_what_is_tolerated() {
        double delay = median(seed -> {
            var course = new Course(seed);
            while (course.state.stage() != Stage.AUTONOMOUS || course.reviews < 3_000) course.reviewed(0.005);
            int before = course.reviews;
            while (course.state.stage() == Stage.AUTONOMOUS) course.reviewed(0.09);
            return course.reviews - before;
        });
        assertThat(delay).isLessThanOrEqualTo(170);
    }
}
