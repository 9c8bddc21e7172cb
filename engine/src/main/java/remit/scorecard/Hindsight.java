package remit.scorecard;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import remit.process.Reporting;

/**
 * What the truth says of acting on the decision of one case.
 *
 * @param known whether the truth is enough to tell right from wrong
 * @param wrong whether it was wrong; never without {@code known}
 * @param leak what was paid above what officers paid; zero unless the pack counts overpayments
 */
public record Hindsight(boolean known, boolean wrong, BigDecimal leak) {
    private static final Hindsight UNKNOWN = new Hindsight(false, false, BigDecimal.ZERO);

    /** The same of what had to be taken back: it counts as wrong, whatever the outcome says, and where it says nothing. */
    Hindsight takenBack() {
        return new Hindsight(true, true, leak);
    }

    /** What acting on its decision was, or would have been. */
    public static Hindsight of(ScoredCase scored, Reporting.Error error) {
        return of(scored.ruling().decision(), scored.setting().payable(), scored.truth(), error);
    }

    /**
     * The same of what was proposed.
     *
     * @param decision null where nobody proposed, {@code truth} where nothing is known
     * @param payable what it would have paid, or null
     */
    public static Hindsight of(
            @Nullable String decision,
            @Nullable BigDecimal payable,
            ScoredCase.@Nullable Truth truth,
            Reporting.Error error) {
        if (truth == null || decision == null) return UNKNOWN;
        return switch (error) {
            case DIFFERS -> new Hindsight(true, !decision.equals(truth.label()), BigDecimal.ZERO);
            case OVERPAID -> overpaid(payable, truth);
        };
    }

    /** An officer who denied paid nothing, also where the file gives no amount; otherwise no amount is no truth. */
    private static Hindsight overpaid(@Nullable BigDecimal payable, ScoredCase.Truth truth) {
        BigDecimal officers = truth.paid() == null && truth.adverse() ? BigDecimal.ZERO : truth.paid();
        if (officers == null) return UNKNOWN;
        BigDecimal leak =
                payable == null ? BigDecimal.ZERO : payable.subtract(officers).max(BigDecimal.ZERO);
        return new Hindsight(true, leak.signum() > 0, leak);
    }
}
