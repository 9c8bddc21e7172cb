package remit.ladder;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import remit.kernel.Json;
import remit.process.ProcessContract;
import remit.process.Rollout;
import remit.process.Tier;

/**
 * On what terms one segment of a process earns its autonomy.
 *
 * @param tier how much harm a mistake can do; tier 4 never clears by itself, whatever stands below
 * @param checkpoints in the order in which they go; each moves the stage on by one at most
 * @param limits what counts as good enough and as too bad
 * @param sampling how much of what clears is looked at
 */
public record Terms(
        String process, String segment, Tier tier, List<Checkpoint> checkpoints, Limits limits, Sampling sampling) {
    public Terms {
        checkpoints = List.copyOf(checkpoints);
        if (process.isBlank()) throw new IllegalArgumentException("process: blank");
        if (checkpoints.isEmpty()) throw new IllegalArgumentException("checkpoints: none");
        var names = new HashSet<String>();
        Stage stage = Stage.SHADOW;
        for (Checkpoint each : checkpoints) {
            int step = each.then().ordinal() - stage.ordinal();
            if (step < 0 || step > 1) {
                throw new IllegalArgumentException("checkpoints: " + each.name() + " leads from " + stage.word()
                        + " to " + each.then().word());
            }
            if (!names.add(each.name())) throw new IllegalArgumentException("checkpoints: " + each.name() + " twice");
            stage = each.then();
        }
    }

    /** The usual three: comparison in shadow, review of each case, raised sampling. */
    public static List<Checkpoint> usualCheckpoints() {
        return List.of(
                new Checkpoint("shadow", Stage.CHECKPOINTED),
                new Checkpoint("review", Stage.SAMPLED),
                new Checkpoint("raised sampling", Stage.AUTONOMOUS));
    }

    /** What the contract of a process says of one of its segments. @throws IllegalArgumentException for an impossible order */
    public static Terms of(ProcessContract contract, String segment) {
        Rollout rollout = contract.rollout();
        Rollout.Limits limits = rollout.limits();
        return new Terms(
                contract.id(),
                segment,
                contract.risk().tier(),
                rollout.checkpoints().stream()
                        .map(each -> new Checkpoint(each.name(), Stage.of(each.then()), each.target()))
                        .toList(),
                new Limits(
                        limits.target(),
                        limits.tolerated(),
                        limits.alpha(),
                        limits.alarm(),
                        limits.leastReviews(),
                        limits.leastTime()),
                new Sampling(
                        rollout.sampling().floor(),
                        rollout.sampling().sampled(),
                        rollout.sampling().blind()));
    }

    /** The error share that must be proven not to be reached before a checkpoint goes. */
    public double target(Checkpoint checkpoint) {
        return checkpoint.target() == null ? limits.target() : checkpoint.target();
    }

    /** The stage after so many checkpoints are gone. */
    public Stage stage(int removed) {
        return removed == 0 ? Stage.SHADOW : checkpoints.get(removed - 1).then();
    }

    /** Whether this tier may ever be at a stage. */
    public boolean mayReach(Stage stage) {
        return !stage.clears() || tier.mayAutoClear();
    }

    /**
     * Shares of errors, and what a decision takes.
     *
     * @param target a promotion needs proof of less than this; below {@code tolerated}, so that work at the edge does not
     *     go up and down
     * @param tolerated more than this is to be found
     * @param alpha the chance of ever promoting a step whose error share is the target or more
     * @param alarm reviews between two false demotions on average, at least
     * @param leastReviews no promotion with fewer
     * @param leastTime no promotion sooner after the last move
     */
    public record Limits(
            double target, double tolerated, double alpha, double alarm, long leastReviews, Duration leastTime) {
        public Limits {
            if (!(target > 0 && target < tolerated && tolerated < 1)) {
                throw new IllegalArgumentException("target, tolerated: " + target + " is not below " + tolerated);
            }
            if (!(alpha > 0 && alpha < 1)) throw new IllegalArgumentException("alpha: not in (0, 1): " + alpha);
            if (!(alarm > 1)) throw new IllegalArgumentException("alarm: not above 1: " + alarm);
            if (leastReviews < 0) throw new IllegalArgumentException("leastReviews: " + leastReviews);
            if (leastTime.isNegative()) throw new IllegalArgumentException("leastTime: " + leastTime);
        }
    }

    /**
     * Probability with which a case that cleared is looked at.
     *
     * @param floor in the last stage, for good: somebody may adapt to any rule
     * @param sampled in the stage before
     * @param blind the share of those, looked at without showing what was proposed and decided
     */
    public record Sampling(double floor, double sampled, double blind) {
        private static final double RAISED = 3;

        public Sampling {
            if (!(floor > 0 && floor <= sampled && sampled <= 1)) {
                throw new IllegalArgumentException("floor, sampled: " + floor + ", " + sampled);
            }
            if (!(blind >= 0 && blind <= 1)) throw new IllegalArgumentException("blind: " + blind);
        }

        /** In a stage; three times as much while it is raised. Where nothing clears, every case is looked at. */
        public double rate(Stage stage, boolean raised) {
            double rate = switch (stage) {
                case SHADOW, CHECKPOINTED -> 1;
                case SAMPLED -> sampled;
                case AUTONOMOUS -> floor;
            };
            return raised ? Math.min(1, RAISED * rate) : rate;
        }
    }

    public Json.Obj toJson() {
        return Json.object(
                "process", process,
                "segment", segment,
                "tier", tier.name().toLowerCase(Locale.ROOT),
                "checkpoints",
                        Json.array(checkpoints.stream()
                                .map(each -> Json.object(
                                        "name", each.name(), "then", each.then().word(), "target", each.target()))
                                .toList()),
                "target", limits.target,
                "tolerated", limits.tolerated,
                "alpha", limits.alpha,
                "alarm", limits.alarm,
                "least_reviews", limits.leastReviews,
                "least_time", limits.leastTime.toString(),
                "floor", sampling.floor,
                "sampled", sampling.sampled,
                "blind", sampling.blind);
    }

    /** Reads what {@link #toJson} wrote. */
    public static Terms fromJson(Json.Obj json) {
        List<Checkpoint> checkpoints = json.array("checkpoints").stream()
                .map(Json.Obj.class::cast)
                .map(each -> new Checkpoint(
                        each.text("name", ""),
                        Stage.of(each.text("then", "")),
                        each.get("target") instanceof Json.Num(double target) ? target : null))
                .toList();
        return new Terms(
                json.text("process", ""),
                json.text("segment", ""),
                Tier.valueOf(json.text("tier", "").toUpperCase(Locale.ROOT)),
                checkpoints,
                new Limits(
                        json.number("target", 0),
                        json.number("tolerated", 0),
                        json.number("alpha", 0),
                        json.number("alarm", 0),
                        (long) json.number("least_reviews", 0),
                        Duration.parse(json.text("least_time", ""))),
                new Sampling(json.number("floor", 0), json.number("sampled", 0), json.number("blind", 0)));
    }
}
