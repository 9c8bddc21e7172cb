package remit.scorecard;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.kernel.Share;

/**
 * Capacity that clearing sets free, in full-time equivalents: people's hours that move from routine to exceptions,
 * rules and design.
 *
 * @param yearlyCases cases a year of the segment whose share it is
 * @param share cleared of live cases; the unrounded share is used
 * @param handlingMinutes minutes that a person spends on one case
 * @param productiveHours productive hours of one full-time person a year
 */
public record Capacity(long yearlyCases, Share share, BigDecimal handlingMinutes, BigDecimal productiveHours) {
    private static final BigDecimal MINUTES_AN_HOUR = new BigDecimal(60);

    public Capacity {
        if (yearlyCases < 0) throw new IllegalArgumentException("yearlyCases: " + yearlyCases);
        if (handlingMinutes.signum() < 0) throw new IllegalArgumentException("handlingMinutes: " + handlingMinutes);
        if (productiveHours.signum() <= 0) throw new IllegalArgumentException("productiveHours: " + productiveHours);
    }

    /** Null where no case was decided. */
    public @Nullable BigDecimal fullTimeEquivalents() {
        if (share.whole() == 0) return null;
        return times(new BigDecimal(share.part()).divide(new BigDecimal(share.whole()), MathContext.DECIMAL64));
    }

    /** The same at another share, in [0, 1]: what one more point, or the target, would be worth. */
    public BigDecimal times(BigDecimal otherShare) {
        return new BigDecimal(yearlyCases)
                .multiply(otherShare)
                .multiply(handlingMinutes)
                .divide(MINUTES_AN_HOUR.multiply(productiveHours), MathContext.DECIMAL64);
    }

    /**
     * {@code 60,000 a year x 48.0% x 38 min / 60 / 1,650 h = 11.05 FTE}. The share has as many decimals as a reader needs
     * to get the printed figure.
     */
    public String formula() {
        BigDecimal exact = fullTimeEquivalents();
        if (exact == null) return "no case decided";
        BigDecimal shown = exact.setScale(2, RoundingMode.HALF_UP);
        return Figures.count(yearlyCases) + " a year x " + readable(shown) + "% x " + Figures.plain(handlingMinutes)
                + " min / 60 / " + Figures.plain(productiveHours) + " h = " + Figures.amount(shown) + " FTE";
    }

    private String readable(BigDecimal shown) {
        BigDecimal hundred = new BigDecimal(100);
        BigDecimal percent = new BigDecimal(share.part())
                .multiply(hundred)
                .divide(new BigDecimal(share.whole()), MathContext.DECIMAL64);
        for (int places = 1; places < 8; places++) {
            BigDecimal rounded = percent.setScale(places, RoundingMode.HALF_UP);
            boolean same = times(rounded.divide(hundred))
                            .setScale(2, RoundingMode.HALF_UP)
                            .compareTo(shown)
                    == 0;
            if (same) return rounded.toPlainString();
        }
        return percent.toPlainString();
    }

    /**
     * Growth of the yearly cases that the same people absorb when the share rises to {@code target}, in [0, 1): manual
     * work now over manual work then, less one. Null where no case was decided.
     */
    public @Nullable Double absorbedGrowth(double target) {
        if (!(target >= 0 && target < 1)) throw new IllegalArgumentException("target: " + target);
        Double now = share.value();
        return now == null ? null : (1 - now) / (1 - target) - 1;
    }

    public Json.Obj toJson() {
        return Json.object(
                "fte",
                        fullTimeEquivalents() == null
                                ? null
                                : fullTimeEquivalents().doubleValue(),
                "formula", formula(),
                "inputs",
                        Json.object(
                                "yearly_cases", yearlyCases,
                                "auto_cleared", share.part(),
                                "cases", share.whole(),
                                "handling_minutes", handlingMinutes,
                                "productive_hours", productiveHours));
    }
}
