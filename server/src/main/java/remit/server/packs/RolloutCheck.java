package remit.server.packs;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import remit.kernel.WrittenShare;
import remit.process.Rollout;
import remit.process.Tier;

/** Whether the terms of a rollout can be kept: shares in their order, checkpoints that lead up one stage at most. */
final class RolloutCheck {
    private static final List<String> STAGES = List.of("shadow", "checkpointed", "sampled", "autonomous");

    private final YamlNode contract;
    private final YamlNode rollout;
    private final Problems problems;

    RolloutCheck(YamlNode contract, Problems problems) {
        this.contract = contract;
        this.rollout = contract.at("rollout");
        this.problems = problems;
    }

    void check() {
        if (!rollout.present()) return;
        for (String name : List.of("target", "tolerated", "alpha")) within(rollout, name, "rollout." + name);
        order();
        if (rollout.at("unit").present()
                && !contract.at("reporting").text("error", "").equals("overpaid")) {
            add(rollout.at("unit"), "unit", "needs reporting.error: overpaid", "leave it out: cases are counted then");
        }
        numbers();
        durations();
        sampling();
        checkpoints();
    }

    /** As it will be read: what is left out has its usual value. */
    private void order() {
        BigDecimal aim = share(contract.at("author"), "max_error").orElse(BigDecimal.ZERO);
        double target = share(rollout, "target").orElse(aim).doubleValue();
        double tolerated =
                share(rollout, "tolerated").map(BigDecimal::doubleValue).orElse(1.5 * target);
        if (tolerated > target && tolerated < 1) return;
        String name = rollout.at("tolerated").present() ? "tolerated" : "target";
        add(
                rollout.at(name),
                name,
                "target " + percent(target) + " is not below tolerated " + percent(tolerated) + ", or that is no share",
                "tolerate more than a promotion must prove, so that work at the edge does not go up and down");
    }

    private static String percent(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
    }

    private void numbers() {
        for (String name : List.of("alarm", "least_reviews", "unit", "severe_from", "drift")) {
            if (!rollout.at(name).present()) continue;
            String text = rollout.text(name, "");
            BigDecimal least = name.equals("alarm") ? BigDecimal.ONE : BigDecimal.ZERO;
            boolean whole = !name.equals("least_reviews") || text.matches("\\d{1,9}");
            if (ContractReader.isDecimal(text) && whole && new BigDecimal(text).compareTo(least) > 0) continue;
            add(
                    rollout.at(name),
                    name,
                    "\"" + text + "\" is not a " + (whole ? "" : "whole ") + "number above " + least,
                    "write it with digits");
        }
    }

    private void durations() {
        for (String name : List.of("least_time", "review_every")) {
            if (!rollout.at(name).present()) continue;
            String text = rollout.text(name, "");
            boolean least = name.equals("least_time");
            boolean right = Durations.parse(text)
                    .filter(length -> !length.isNegative() && (least || !length.isZero()))
                    .isPresent();
            if (!right)
                add(
                        rollout.at(name),
                        name,
                        "\"" + text + "\" is not a duration above zero",
                        "write P14D for fourteen days");
        }
    }

    private void sampling() {
        YamlNode sampling = rollout.at("sampling");
        for (String name : List.of("floor", "sampled")) within(sampling, name, "rollout.sampling." + name);
        if (sampling.at("blind").present() && share(sampling, "blind").isEmpty()) {
            String text = sampling.text("blind", "");
            add(sampling.at("blind"), "sampling.blind", WrittenShare.WHOLE.what(text), WrittenShare.FIX);
        }
        String tier = contract.at("risk").text("tier", "4");
        if (!tier.matches("[0-4]")) return;
        double least = Rollout.floor(Tier.values()[Integer.parseInt(tier)]);
        Optional<BigDecimal> floor = share(sampling, "floor");
        if (floor.isPresent() && floor.get().doubleValue() < least) {
            add(
                    sampling.at("floor"),
                    "sampling.floor",
                    "is below the floor of tier " + tier,
                    "look at " + percent(least) + " of what clears, or more");
        }
        Optional<BigDecimal> sampled = share(sampling, "sampled");
        if (floor.isPresent() && sampled.isPresent() && sampled.get().compareTo(floor.get()) < 0) {
            add(
                    sampling.at("sampled"),
                    "sampling.sampled",
                    "is below the floor",
                    "the stage before the last is looked at at least as much");
        }
    }

    private void checkpoints() {
        YamlNode list = rollout.at("checkpoints");
        int stage = 0;
        var seen = new java.util.HashSet<String>();
        for (YamlNode item : list.items()) {
            within(item, "target", "rollout.checkpoints." + item.text("name", "") + ".target");
            int then = STAGES.indexOf(item.text("then", ""));
            if (then < 0) continue;
            if (then < stage || then > stage + 1) {
                add(
                        item.at("then"),
                        "checkpoints." + item.text("name", ""),
                        "leads from " + STAGES.get(stage) + " to " + STAGES.get(then),
                        "a checkpoint leads on by one stage at most, and never back");
            }
            stage = Math.max(stage, then);
            if (!seen.add(item.text("name", "")))
                problems.add(
                        "RMT-412",
                        item,
                        "rollout.checkpoints",
                        "\"" + item.text("name", "") + "\" stands twice",
                        "keep one of them");
        }
    }

    private void within(YamlNode node, String name, String field) {
        if (!node.at(name).present()) return;
        String text = node.text(name, "");
        if (WrittenShare.PART.read(text).isPresent()) return;
        problems.add("RMT-414", node.at(name), field, WrittenShare.PART.what(text), WrittenShare.FIX);
    }

    private static Optional<BigDecimal> share(YamlNode node, String name) {
        return ContractReader.share(node.text(name, ""));
    }

    private void add(YamlNode node, String field, String what, String fix) {
        problems.add("RMT-414", node, "rollout." + field, what, fix);
    }
}
