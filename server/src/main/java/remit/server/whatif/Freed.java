package remit.server.whatif;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.kernel.Share;
import remit.process.Economics;
import remit.process.ProcessContract;
import remit.scorecard.Capacity;
import remit.scorecard.Kpis;
import remit.whatif.Answer;
import remit.whatif.Comparison;

/**
 * What other rules would make of people's time: hours for the cases that were compared, and full-time equivalents for the
 * cases of a year.
 *
 * @param cases that no longer wait for a person, less those that newly do
 * @param minutes that a person spends on one
 * @param yearly the same as capacity over a year, whatever its sign; empty where the contract names no yearly cases, or where
 *     what was compared is not the part of the process that these count
 */
public record Freed(long cases, BigDecimal minutes, Optional<Capacity> yearly) {
    static Freed of(ProcessContract contract, Asked.Scope scope, Answer answer) {
        Comparison compared = answer.compared();
        long cases = compared.in().measure().cases() - compared.out().cases();
        Economics.CostModel cost = contract.economics().cost();
        return new Freed(
                cases, cost.handlingMinutes(), part(contract, scope, answer).map(share -> yearly(share, cost)));
    }

    private static Capacity yearly(Share share, Economics.CostModel cost) {
        Long cases = cost.yearlyCases();
        return new Capacity(cases == null ? 0 : cases, share, cost.handlingMinutes(), cost.productiveHours());
    }

    /** The change of the share that the yearly cases are multiplied with, as the scorecard does. */
    private static Optional<Share> part(ProcessContract contract, Asked.Scope scope, Answer answer) {
        if (contract.economics().cost().yearlyCases() == null) return Optional.empty();
        Comparison compared = answer.compared();
        String segment = leading(contract);
        if (segment == null) {
            if (scope.segment().isPresent()) return Optional.empty();
            long cases = compared.in().measure().cases() - compared.out().cases();
            return Optional.of(new Share(Math.abs(cases), compared.cases()));
        }
        // What no longer clears is not counted by segment.
        if (compared.out().cases() > 0) return Optional.empty();
        if (scope.segment().isPresent() && !scope.segment().get().equals(segment)) return Optional.empty();
        return compared.segments().stream()
                .filter(each -> each.name().equals(segment))
                .map(each -> new Share(each.moved().measure().cases(), each.cases()))
                .findFirst()
                .or(() -> Optional.of(new Share(0, compared.cases())));
    }

    /** The segment whose yearly cases the contract names, as the scorecard takes it; null for all. */
    private static @Nullable String leading(ProcessContract contract) {
        return contract.economics().kpis().stream()
                .map(Kpis::segmentOf)
                .filter(segment -> segment != null)
                .findFirst()
                .orElse(null);
    }

    /** Of people's time, for the cases that were compared. */
    public double hours() {
        return minutes.multiply(new BigDecimal(cases))
                .divide(new BigDecimal(60), MathContext.DECIMAL64)
                .doubleValue();
    }

    /** For the cases of a year; negative where people get more to do. */
    public Optional<Double> fullTimeEquivalents() {
        return yearly.flatMap(capacity -> Optional.ofNullable(capacity.fullTimeEquivalents()))
                .map(freed -> cases < 0 ? -freed.doubleValue() : freed.doubleValue());
    }

    /** As an owner reads it. */
    public String sentence() {
        String hours = signed(hours(), 1) + " hours";
        String count = String.format(Locale.ROOT, "%,d", Math.abs(cases));
        String what = cases < 0 ? count + " more cases would wait for people" : count + " fewer cases wait for people";
        String year = fullTimeEquivalents()
                .map(freed -> ", " + signed(freed, 2) + " FTE over a year ("
                        + yearly.orElseThrow().formula() + ")")
                .orElse("");
        return "Capacity set free: " + hours + " (" + what + " x "
                + minutes.stripTrailingZeros().toPlainString() + " min)" + year + ".";
    }

    /** A zero has no sign, whichever side it was rounded from. */
    private static String signed(double number, int decimals) {
        BigDecimal rounded = BigDecimal.valueOf(number).setScale(decimals, RoundingMode.HALF_UP);
        return String.format(Locale.ROOT, (rounded.signum() == 0 ? "%,." : "%+,.") + decimals + "f", rounded);
    }

    Json.Obj toJson() {
        return Json.object(
                "cases", cases,
                "hours", hours(),
                "fte", fullTimeEquivalents().map(Json::of).orElse(Json.NULL),
                "formula", yearly.map(capacity -> Json.of(capacity.formula())).orElse(Json.NULL));
    }
}
