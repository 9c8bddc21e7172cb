package remit.assurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import remit.assurance.sequential.ConfidenceSequence;
import remit.assurance.sequential.Mixture;
import remit.assurance.sequential.Promotion;
import remit.assurance.sequential.Reviews;
import remit.assurance.sequential.ShiryaevRoberts;
import remit.assurance.threshold.FixedSequence;
import remit.assurance.threshold.Point;
import remit.assurance.threshold.Start;
import remit.kernel.Json;
import remit.testing.Property.Chance;

/**
 * What the statistics promise, on simulated work of known truth: how often a promise is broken, and that it is made at
 * all, for whoever always says no breaks none. {@code -Dremit.simulations=2000} sets the number of courses; the profile
 * {@code simulations-long} does that.
 */
class SimulationsTest {
    private static final int COURSES = Integer.getInteger("remit.simulations", 400);
    private static final double ALPHA = 0.02;
    private static final double DELTA = 0.1;
    /** Today the best 20% clear; later starts at 30, 40, 50 and 65%. */
    private static final List<Start> STARTS = Start.declare(19, List.of(29, 39, 49, 64), DELTA);

    private static double allowed(double chance, int courses) {
        return chance + 3 * Math.sqrt(chance * (1 - chance) / courses);
    }

    private record Outcome(double broken, double cleared) {}

    /** How often any certified threshold is truly too bad, and how much clears on average. */
    private static Outcome certify(TestingWork work, int labels, List<Start> starts) {
        double[] risks = new double[100];
        for (int i = 0; i < risks.length; i++) risks[i] = work.risk(i);
        int broken = 0;
        double cleared = 0;
        for (int course = 0; course < COURSES; course++) {
            List<Point> points = work.drawn(new Chance(course), labels);
            FixedSequence.Certified result = FixedSequence.certify(points, ALPHA, starts);
            if (result.certified().stream().anyMatch(at -> risks[at] > ALPHA)) broken++;
            if (result.loosest().isPresent()) cleared += (result.loosest().getAsInt() + 1) / 100.0 / COURSES;
        }
        return new Outcome((double) broken / COURSES, cleared);
    }

    @Test
    void certified_thresholds_are_too_bad_no_more_often_than_delta() {
        for (TestingWork work : List.of(TestingWork.FALLING, TestingWork.FLAT, TestingWork.OVERCONFIDENT)) {
            for (int labels : new int[] {2_000, 10_000}) {
                assertThat(certify(work, labels, STARTS).broken).isLessThanOrEqualTo(allowed(DELTA, COURSES));
            }
        }
        List<Start> alone = Start.declare(19, List.of(), DELTA);
        assertThat(certify(TestingWork.FLAT, 2_000, alone).broken).isLessThanOrEqualTo(allowed(DELTA, COURSES));
    }

    @Test
    void a_threshold_chosen_by_its_past_errors_is_too_bad_half_of_the_time_or_more() {
        int falling = 0;
        int flat = 0;
        for (int course = 0; course < COURSES; course++) {
            if (TestingWork.FALLING.risk(chosen(TestingWork.FALLING, course)) > ALPHA) falling++;
            if (chosen(TestingWork.FLAT, course) >= 0) flat++;
        }
        assertThat((double) falling / COURSES).isGreaterThan(0.4);
        assertThat((double) flat / COURSES).isGreaterThan(0.9);
    }

    /** The loosest threshold with a past error share within the limit; -1 for none. */
    private static int chosen(TestingWork work, int course) {
        List<Point> points = work.drawn(new Chance(course), 2_000);
        for (int i = 99; i >= 0; i--)
            if (points.get(i).errors() <= ALPHA * points.get(i).labels()) return i;
        return -1;
    }

    @Test
    void certificates_clear_what_the_method_can_clear() throws IOException {
        double falling = SharedNumbers.of(0.213, "A", "recommended", "n=2000", "mean_auto_clear");
        double overconfident = SharedNumbers.of(0.252, "C", "recommended", "n=2000", "mean_auto_clear");
        assertThat(certify(TestingWork.FALLING, 2_000, STARTS).cleared).isGreaterThanOrEqualTo(0.9 * falling);
        assertThat(certify(TestingWork.OVERCONFIDENT, 2_000, STARTS).cleared)
                .isGreaterThanOrEqualTo(0.9 * overconfident);
    }

    @Test
    void a_sequence_from_the_strictest_threshold_proves_next_to_nothing() {
        List<Start> strictest = Start.declare(0, List.of(), DELTA);
        assertThat(certify(TestingWork.FALLING, 2_000, strictest).cleared).isLessThan(0.01);
    }

    /** Reviews until promotion, looked at daily; infinite where it did not come within the days. */
    private static double reviewsToPromote(int seed, double share, double threshold) {
        var chance = new Chance(seed);
        var seen = Reviews.NONE;
        for (int day = 0; day < 250; day++) {
            for (int i = 0; i < 20; i++) seen = seen.with(chance.share() < share);
            if (Promotion.logE(seen, 0.02, Mixture.UNIFORM) >= Math.log(threshold)) return seen.count();
        }
        return Double.POSITIVE_INFINITY;
    }

    private static double median(int courses, IntToDoubleFunction value) {
        double[] values = new double[courses];
        for (int i = 0; i < courses; i++) values[i] = value.applyAsDouble(i);
        Arrays.sort(values);
        return values[courses / 2];
    }

    @Test
    void work_at_the_target_is_promoted_no_more_often_than_alpha_though_looked_at_daily() {
        int promoted = 0;
        for (int seed = 0; seed < COURSES; seed++) {
            if (Double.isFinite(reviewsToPromote(seed, 0.02, 20))) promoted++;
        }
        assertThat((double) promoted / COURSES).isBetween(0.005, 0.05);
    }

    @Test
    void work_well_below_the_target_is_promoted_soon() {
        assertThat(median(COURSES, seed -> reviewsToPromote(seed, 0.005, 20))).isLessThanOrEqualTo(380);
        double spending = 1 / Promotion.spend(0.05, 1);
        assertThat(median(COURSES, seed -> reviewsToPromote(seed, 0.005, spending)))
                .isLessThanOrEqualTo(550);
    }

    /** Reviews from the change on until the alarm, after a good record. */
    private static double delay(int seed, int good, double share, int most) {
        var chance = new Chance(seed);
        ShiryaevRoberts watch = ShiryaevRoberts.watching(0.02);
        for (int i = 0; i < good; i++) watch = watch.after(chance.share() < 0.01);
        for (int i = 1; i <= most; i++) {
            watch = watch.after(chance.share() < share);
            if (watch.alarm(5_000)) return i;
        }
        return most;
    }

    @Test
    void three_times_the_tolerated_error_is_found_soon_after_a_long_good_record() {
        assertThat(median(COURSES, seed -> delay(seed, 1_000, 0.06, 100_000))).isLessThanOrEqualTo(170);
        assertThat(median(COURSES, seed -> delay(seed, 5_000, 0.06, 100_000))).isLessThanOrEqualTo(170);
    }

    @Test
    void false_alarms_are_as_far_apart_as_was_set() {
        int courses = Math.min(400, COURSES);
        double mean = 0;
        for (int seed = 0; seed < courses; seed++) mean += delay(seed, 0, 0.02, 200_000) / courses;
        assertThat(mean).isGreaterThanOrEqualTo(5_000);
    }

    @Test
    void a_confidence_sequence_loses_the_truth_no_more_often_than_alpha_at_any_review() {
        for (double share : new double[] {0.01, 0.02, 0.5}) {
            int missed = 0;
            for (int seed = 0; seed < COURSES; seed++) if (everMissed(seed, share)) missed++;
            assertThat((double) missed / COURSES).as("share " + share).isBetween(0.002, 0.05);
        }
    }

    private static boolean everMissed(int seed, double share) {
        var chance = new Chance(seed);
        var seen = Reviews.NONE;
        for (int i = 0; i < 5_000; i++) {
            seen = seen.with(chance.share() < share);
            if (!ConfidenceSequence.holds(share, seen, 0.05, Mixture.UNIFORM)) return true;
        }
        return false;
    }

    @Test
    void a_proof_looked_for_after_every_review_is_false_no_more_often_than_alpha() {
        int proven = 0;
        int courses = COURSES / 4;
        var mixture = new Mixture(1, 200);
        for (int seed = 0; seed < courses; seed++) {
            var chance = new Chance(seed);
            var seen = Reviews.NONE;
            boolean done = false;
            while (!done && seen.count() < 10_000) {
                seen = seen.with(chance.share() < 0.01);
                done = Promotion.logE(seen, 0.01, mixture) >= Math.log(20);
            }
            if (done) proven++;
        }
        assertThat((double) proven / courses).isLessThanOrEqualTo(allowed(0.05, courses));
    }

    /** The laws of this class are those of the file, where it is here. */
    @Test
    void simulated_work_is_that_of_the_file() throws IOException {
        assertThat(SharedNumbers.of(0.42, "A", "oracle_share")).isEqualTo(oracle(TestingWork.FALLING));
        assertThat(SharedNumbers.of(0.0, "B", "oracle_share")).isEqualTo(oracle(TestingWork.FLAT));
        assertThat(SharedNumbers.of(0.67, "C", "oracle_share")).isEqualTo(oracle(TestingWork.OVERCONFIDENT));
        assertThat(SharedNumbers.of(0.02, "promotion", "target")).isEqualTo(0.02);
        assertThat(SharedNumbers.of(250, "promotion", "days")).isEqualTo(250);
        assertThat(SharedNumbers.of(20, "promotion", "reviews_per_day")).isEqualTo(20);
        assertThat(SharedNumbers.of(0.02, "demotion", "tolerated")).isEqualTo(0.02);
        assertThat(SharedNumbers.of(5_000, "demotion", "threshold")).isEqualTo(5_000);
    }

    /** The most that could clear if the truth were known. */
    private static double oracle(TestingWork work) {
        for (int i = 99; i >= 0; i--) if (work.risk(i) <= ALPHA) return (i + 1) / 100.0;
        return 0;
    }

    /** Numbers of the file's scenarios, where there is one. */
    private static final class SharedNumbers {
        static double of(double otherwise, String... path) throws IOException {
            Json.Obj at = ReferenceVectorsTest.shared("simulation_scenarios");
            for (int i = 0; i < path.length - 1; i++) at = at.object(path[i]);
            return at.number(path[path.length - 1], otherwise);
        }
    }
}
