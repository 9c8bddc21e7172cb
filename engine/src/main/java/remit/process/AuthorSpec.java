package remit.process;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/**
 * Which author proposes, and what it may learn from.
 *
 * @param kind {@code classifier}, {@code recorded}, {@code http} or {@code chat}
 * @param target the outcome column it learns to predict
 * @param maxError the error share the confidence threshold aims at, calibrated on history in folds blocked by time
 * @param refit every so often in business time, or null: the model stays as history made it
 * @param drafts proposals that need no model; the first whose {@code when} cells all match wins over the model
 * @param settings what only this kind reads (features, url, file)
 * @param promise what is proven of its errors, and whether only that counts
 */
public record AuthorSpec(
        String kind,
        String target,
        double maxError,
        @Nullable Duration refit,
        List<Draft> drafts,
        Json.Obj settings,
        Promise promise) {
    /** With the promise that is the default. */
    public AuthorSpec(
            String kind,
            String target,
            double maxError,
            @Nullable Duration refit,
            List<Draft> drafts,
            Json.Obj settings) {
        this(kind, target, maxError, refit, drafts, settings, Promise.USUAL);
    }

    /** The same author with other settings. */
    public AuthorSpec with(Json.Obj other) {
        return new AuthorSpec(kind, target, maxError, refit, drafts, other, promise);
    }

    /** The same author with another chance that its certificate is wrong. */
    public AuthorSpec promising(double delta) {
        return new AuthorSpec(kind, target, maxError, refit, drafts, settings, new Promise(promise.only(), delta));
    }

    /**
     * What is to be proven of an author's errors.
     *
     * @param only whether a proposal counts as confident from the certified threshold on and from no other
     * @param delta the chance that the certificate is wrong, in (0, 1)
     */
    public record Promise(boolean only, double delta) {
        /** At 90% confidence, beside the threshold that history gave. */
        public static final Promise USUAL = new Promise(false, 0.1);

        public Promise {
            if (!(delta > 0 && delta < 1)) throw new IllegalArgumentException("delta: not in (0, 1): " + delta);
        }
    }

    /** A standing proposal. @param when fact name to cell text in the rule grammar */
    public record Draft(java.util.Map<String, String> when, String decision, String basis) {}
}
