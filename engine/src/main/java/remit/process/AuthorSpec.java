package remit.process;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/**
 * Which author proposes, and what it may learn from.
 *
 * @param kind {@code classifier}, {@code recorded} or {@code http}
 * @param target the outcome column it learns to predict
 * @param maxError the error share the confidence threshold aims at, calibrated on history in folds blocked by time
 * @param refit every so often in business time, or null: the model stays as history made it
 * @param drafts proposals that need no model; the first whose {@code when} cells all match wins over the model
 * @param settings what only this kind reads (features, url, file)
 */
public record AuthorSpec(
        String kind,
        String target,
        double maxError,
        @Nullable Duration refit,
        List<Draft> drafts,
        Json.Obj settings) {
    /** A standing proposal. @param when fact name to cell text in the rule grammar */
    public record Draft(java.util.Map<String, String> when, String decision, String basis) {}
}
