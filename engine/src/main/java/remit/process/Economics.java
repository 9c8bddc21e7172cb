package remit.process;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.kernel.Money;

/** The owner's numbers: KPIs, what handling costs, who pays. */
public record Economics(List<Kpi> kpis, CostModel cost, Budget budget) {
    /** A business number with a person behind it. */
    public record Kpi(
            String id,
            String name,
            String unit,
            @Nullable BigDecimal baseline,
            @Nullable BigDecimal target,
            @Nullable LocalDate due,
            String owner) {}

    /**
     * @param handlingMinutes minutes a person spends on one case
     * @param hourlyCost what an hour of that person costs
     * @param productiveHours productive hours of one full-time person a year
     * @param yearlyCases cases a year, or null when unknown
     */
    public record CostModel(
            BigDecimal handlingMinutes,
            Money hourlyCost,
            BigDecimal productiveHours,
            @Nullable Long yearlyCases) {
        /** handlingMinutes / 60 x hourlyCost, rounded half-up to cents. */
        public Money handlingCost() {
            BigDecimal amount = handlingMinutes
                    .multiply(hourlyCost.amount())
                    .divide(new BigDecimal(60), 2, java.math.RoundingMode.HALF_UP);
            return new Money(amount, hourlyCost.currency());
        }
    }

    /** Who carries the cost. */
    public record Budget(String owner, String costCenter, String function) {}
}
