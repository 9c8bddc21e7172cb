package remit.scorecard;

import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.kernel.Money;
import remit.kernel.Share;

/**
 * The figures of a replay over its live cases.
 *
 * @param withoutLargest the same without the group that has most live cases, or null when the pack declares no group
 * @param months by month of business time, in order; {@code segments} by risk segment, in order of appearance
 * @param baseline what the precedent rule would have cleared on the same cases, or null when the pack declares none
 * @param miscoded the share of money that was wrong, or null when the pack names no money
 * @param value what clearing was worth, or null unless the pack counts overpayments
 * @param waiting what keeps the held cases from clearing
 */
public record Score(
        Tally all,
        @Nullable WithoutLargest withoutLargest,
        SequencedMap<YearMonth, Tally> months,
        SequencedMap<String, Tally> segments,
        @Nullable Precedents baseline,
        @Nullable Miscoded miscoded,
        @Nullable Worth value,
        Waiting waiting) {

    /** @param group the group left out, {@code groupCases} its live cases */
    public record WithoutLargest(String group, long groupCases, Tally rest) {
        Json.Obj toJson() {
            return rest.toJson().with("group", Json.of(group)).with("group_cases", Json.of(groupCases));
        }
    }

    /** The precedent rule on the live cases; wrong where the group's label differs from the truth. */
    public record Precedents(long cases, long cleared, long known, long errors) {
        public Share clearShare() {
            return new Share(cleared, cases);
        }

        public Share errorShare() {
            return new Share(errors, known);
        }

        Json.Obj toJson() {
            return Json.object(
                    "auto_cleared", cleared,
                    "auto_clear_share", clearShare().toJson(),
                    "auto_clear_known", known,
                    "auto_clear_errors", errors,
                    "auto_clear_error_share", errorShare().toJson());
        }
    }

    /** Absolute amounts, so that a credit that was miscoded counts as much as a charge. */
    public record Miscoded(BigDecimal wrong, BigDecimal known) {
        /** Wrong money / money with a known outcome, both of cleared cases; null where no money is known. */
        public @Nullable Double share() {
            return known.signum() == 0
                    ? null
                    : wrong.divide(known, java.math.MathContext.DECIMAL64).doubleValue();
        }

        Json.Obj toJson() {
            return Json.object("amount", wrong, "of", known, "share", share());
        }
    }

    /**
     * @param paid what clearing paid; {@code paidUnknown} the part of it whose outcome is not known
     * @param leak what was paid above what officers paid, over known outcomes
     * @param handlingSaved cleared cases x handling cost
     */
    public record Worth(Money paid, Money paidUnknown, Money leak, Money handlingSaved) {
        public Money net() {
            return handlingSaved.minus(leak);
        }

        /** {@code {currency, paid, paid_unknown, leak, handling_saved, net}}. */
        public Json.Obj toJson() {
            return Json.object(
                    "currency", paid.currency(),
                    "paid", paid.amount(),
                    "paid_unknown", paidUnknown.amount(),
                    "leak", leak.amount(),
                    "handling_saved", handlingSaved.amount(),
                    "net", net().amount());
        }
    }

    /**
     * Why held cases are held, as far as the author is concerned.
     *
     * @param unsure no proposal, or one below the confidence that was fixed on history
     * @param adverse a confident proposal that the contract declares adverse: a person decides
     * @param ruled a confident, harmless proposal: rules or checks keep it for a person
     */
    public record Waiting(long unsure, long adverse, long ruled) {}

    /** The rows of {@code months}, in order. */
    Json monthsJson() {
        List<Json.Obj> rows = months.entrySet().stream()
                .map(row -> row.getValue()
                        .toJson()
                        .with("month", Json.of(row.getKey().toString())))
                .toList();
        return Json.array(rows);
    }
}
