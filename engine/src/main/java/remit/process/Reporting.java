package remit.process;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How a replay is scored and told: the pack's words, groups and error.
 *
 * @param unit "line", {@code units} "lines"
 * @param cleared what happened to a cleared one: "coded and posted"
 * @param group the input whose largest value is left out in the second look, or null
 * @param money the input that holds the amount, or null
 * @param segment the input that names the risk segment, or null
 * @param error when a cleared case was wrong
 * @param headline which figure the sentence gives first
 * @param paid for OVERPAID: the input that is paid; {@code wouldHavePaid} the outcome that officers paid
 * @param closed the outcome that says on which day a person closed the case, or null
 * @param baseline the precedent rule that the author must beat, or null
 */
public record Reporting(
        String unit,
        String units,
        String cleared,
        @Nullable String group,
        @Nullable String money,
        @Nullable String segment,
        Error error,
        Headline headline,
        @Nullable String paid,
        @Nullable String wouldHavePaid,
        @Nullable String closed,
        @Nullable Baseline baseline) {
    /** When a cleared case with a known outcome counts as wrong. */
    public enum Error {
        /** The decision differs from the truth. */
        DIFFERS,
        /** More was paid than officers paid. */
        OVERPAID
    }

    /** What the first sentence leads with. */
    public enum Headline {
        SHARE,
        NET
    }

    /** Clear when the group's value was seen {@code seen} times or more with {@code share} of them on one label. */
    public record Baseline(String group, int seen, BigDecimal share) {}
}
