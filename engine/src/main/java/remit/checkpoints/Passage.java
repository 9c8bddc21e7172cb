package remit.checkpoints;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import remit.process.Trail;

/**
 * What one checkpoint made of one case.
 *
 * @param rejected whether it rejected the case, in the rounds that count
 * @param waited from what happened before until its first look
 * @param caughtLater whether a checkpoint behind it rejected the case afterwards, too
 * @param completed whether the case was carried out in the end although it had been rejected
 */
record Passage(boolean rejected, Duration waited, boolean caughtLater, boolean completed) {
    /** Empty where the checkpoint never decided: withdrawn and timed out are nobody's decision. */
    static Optional<Passage> of(LoggedCase item, Trail.Look look, Trail trail) {
        List<LoggedCase.Step> steps = item.steps();
        int first = -1;
        int rejection = -1;
        for (int i = 0; i < steps.size(); i++) {
            if (!look.decides(steps.get(i).happening())) continue;
            if (first < 0) first = i;
            boolean counts = first == i
                    || switch (trail.rounds()) {
                        case ANY -> true;
                        case FIRST -> false;
                    };
            if (counts && rejection < 0 && look.rejected().contains(steps.get(i).happening())) rejection = i;
        }
        if (first < 0) return Optional.empty();
        Instant before = first == 0 ? item.at() : steps.get(first - 1).at();
        Duration waited = Duration.between(before, steps.get(first).at());
        List<LoggedCase.Step> after = rejection < 0 ? List.of() : steps.subList(rejection + 1, steps.size());
        List<Trail.Look> behind = trail.checkpoints()
                .subList(
                        trail.checkpoints().indexOf(look) + 1,
                        trail.checkpoints().size());
        return Optional.of(new Passage(
                rejection >= 0,
                waited.isNegative() ? Duration.ZERO : waited,
                after.stream()
                        .anyMatch(step ->
                                behind.stream().anyMatch(each -> each.rejected().contains(step.happening()))),
                after.stream().anyMatch(step -> trail.completed().contains(step.happening()))));
    }
}
