package remit.assurance.replay;

import org.jspecify.annotations.Nullable;

/**
 * A case that the new rule would clear.
 *
 * @param error 1 wrong, 0 right, or a loss between; null where nobody looked
 * @param propensity the probability, logged before the outcome, with which somebody would look: 1 for a case that a person
 *     decided, the sampling rate for one that cleared; 0 where nobody could, which is no support
 * @param predicted the model's own guess of the error, 0 where there is none; it never biases an estimate
 */
public record Observed(@Nullable Double error, double propensity, double predicted) {
    public Observed {
        if (!(propensity >= 0 && propensity <= 1)) throw new IllegalArgumentException("propensity: " + propensity);
        if (error != null && !(error >= 0 && error <= 1)) throw new IllegalArgumentException("error: " + error);
        if (error != null && propensity == 0) throw new IllegalArgumentException("error: seen with propensity 0");
        if (!(predicted >= 0 && predicted <= 1)) throw new IllegalArgumentException("predicted: " + predicted);
    }
}
