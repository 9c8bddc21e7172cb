package remit.process;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * On what terms a process earns its autonomy, segment by segment, and loses it.
 *
 * @param checkpoints in the order in which they go, one at a time
 * @param limits what is good enough and what is too bad
 * @param sampling how much of what clears a person looks at
 * @param watch what takes autonomy back, or raises sampling, beside the errors that are counted
 */
public record Rollout(List<Checkpoint> checkpoints, Limits limits, Sampling sampling, Watch watch) {
    /** The tightest terms that anybody can still meet; a contract says what its work needs. */
    private static final double ALPHA = 0.05;

    private static final double ALARM = 5_000;
    private static final long LEAST_REVIEWS = 100;
    private static final Duration LEAST_TIME = Duration.ofDays(14);
    private static final double SAMPLED = 0.15;
    private static final double BLIND = 0.1;

    /** The customary limit of a moderate shift (Lewis 1994); a test beside it says whether there is one at all. */
    private static final double DRIFT = 0.1;

    public Rollout {
        checkpoints = List.copyOf(checkpoints);
    }

    /**
     * A checkpoint of the ladder.
     *
     * @param then the stage once it is gone, as the ladder words it
     * @param target the error share that must be proven not to be reached before it goes; null for that of the process
     */
    public record Checkpoint(
            String name, String then, @Nullable Double target) {}

    /**
     * @param target a promotion needs proof of less, {@code tolerated} more than this is to be found
     * @param alpha the chance of ever promoting a step that is not good enough
     * @param alarm reviews between two false demotions on average, at least
     * @param counted what is counted as one review
     */
    public record Limits(
            double target,
            double tolerated,
            double alpha,
            double alarm,
            long leastReviews,
            Duration leastTime,
            Counted counted) {}

    /**
     * What one review counts.
     *
     * @param unit null: a case, wrong or not. Else an amount of money: each case is drawn with the chance its payment has
     *     in this amount, and one unit of its payment, drawn at random, was overpaid or not (sampling of monetary units).
     *     So the share of errors is that of money paid in vain.
     */
    public record Counted(@Nullable BigDecimal unit) {
        public static final Counted CASES = new Counted(null);
    }

    /**
     * Shares of what clears.
     *
     * @param floor looked at in the last stage, for good
     * @param sampled looked at in the stage before
     * @param blind of those that are looked at, without showing what was proposed and decided
     */
    public record Sampling(double floor, double sampled, double blind) {}

    /**
     * @param drift the stability index from which on inputs, proposals or truths count as shifted
     * @param reviewEvery the process must be reviewed so often, or null
     * @param severeFrom an error in a case of this amount or more is of the gravest kind; null: none is by its amount
     */
    public record Watch(
            double drift,
            @Nullable Duration reviewEvery,
            @Nullable BigDecimal severeFrom) {}

    /** The least of what clears that is looked at for good, by how much harm a mistake can do. */
    public static double floor(Tier tier) {
        return switch (tier) {
            case INTERNAL, CUSTOMER_TEXT -> 0.02;
            case WORKFLOW_ACTION -> 0.03;
            case PRODUCTION_CHANGE, REGULATED -> 0.05;
        };
    }

    /**
     * What a contract means that says nothing: promotion on proof of the error share that the author aims at, alarm at half
     * as much again.
     */
    public static Rollout usual(Tier tier, double maxError) {
        double target = Math.min(Math.max(maxError, 0.001), 0.5);
        return new Rollout(
                usualCheckpoints(target),
                new Limits(target, 1.5 * target, ALPHA, ALARM, LEAST_REVIEWS, LEAST_TIME, Counted.CASES),
                new Sampling(floor(tier), SAMPLED, BLIND),
                new Watch(DRIFT, null, null));
    }

    /** The usual three. Nothing clears behind the first, which therefore needs less. */
    public static List<Checkpoint> usualCheckpoints(double target) {
        return List.of(
                new Checkpoint("shadow", "checkpointed", Math.min(0.9, 3 * target)),
                new Checkpoint("review", "sampled", null),
                new Checkpoint("raised sampling", "autonomous", null));
    }
}
