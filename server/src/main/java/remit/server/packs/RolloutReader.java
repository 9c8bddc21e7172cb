package remit.server.packs;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import remit.process.Rollout;
import remit.process.Tier;

/** On what terms a process earns its autonomy; what a contract does not say is as usual. */
final class RolloutReader {
    private final YamlNode rollout;
    private final Rollout usual;

    private RolloutReader(YamlNode rollout, Rollout usual) {
        this.rollout = rollout;
        this.usual = usual;
    }

    static Rollout read(YamlNode rollout, Tier tier, double maxError) {
        return new RolloutReader(rollout, Rollout.usual(tier, maxError)).read();
    }

    private Rollout read() {
        double target = share(rollout, "target", usual.limits().target());
        double tolerated = share(rollout, "tolerated", 1.5 * target);
        var limits = new Rollout.Limits(
                target,
                tolerated,
                share(rollout, "alpha", usual.limits().alpha()),
                number("alarm")
                        .map(BigDecimal::doubleValue)
                        .orElse(usual.limits().alarm()),
                number("least_reviews")
                        .map(BigDecimal::longValue)
                        .orElse(usual.limits().leastReviews()),
                duration("least_time").orElse(usual.limits().leastTime()),
                new Rollout.Counted(number("unit").orElse(null)));
        return new Rollout(checkpoints(target), limits, sampling(), watch());
    }

    private List<Rollout.Checkpoint> checkpoints(double target) {
        List<YamlNode> items = rollout.at("checkpoints").items();
        if (items.isEmpty()) return Rollout.usualCheckpoints(target);
        return items.stream()
                .map(item -> new Rollout.Checkpoint(
                        item.text("name", ""),
                        item.text("then", ""),
                        item.at("target").present() ? share(item, "target", target) : null))
                .toList();
    }

    private Rollout.Sampling sampling() {
        YamlNode node = rollout.at("sampling");
        double floor = share(node, "floor", usual.sampling().floor());
        return new Rollout.Sampling(
                floor,
                Math.max(floor, share(node, "sampled", usual.sampling().sampled())),
                share(node, "blind", usual.sampling().blind()));
    }

    private Rollout.Watch watch() {
        return new Rollout.Watch(
                number("drift")
                        .map(BigDecimal::doubleValue)
                        .orElse(usual.watch().drift()),
                duration("review_every").orElse(null),
                number("severe_from").orElse(null));
    }

    private static double share(YamlNode node, String key, double otherwise) {
        return ContractReader.share(node.text(key, ""))
                .map(BigDecimal::doubleValue)
                .orElse(otherwise);
    }

    private Optional<BigDecimal> number(String key) {
        String text = rollout.text(key, "");
        return ContractReader.isDecimal(text) ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    private Optional<Duration> duration(String key) {
        return Durations.parse(rollout.text(key, ""));
    }
}
