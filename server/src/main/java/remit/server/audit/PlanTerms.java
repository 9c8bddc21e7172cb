package remit.server.audit;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.assurance.sampling.SamplePlan;
import remit.assurance.sampling.SequentialPlan;
import remit.assurance.sequential.Mixture;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;

/**
 * What a sample shall prove, in auditors' words.
 *
 * @param rates what is tolerable and what is expected
 * @param sequential whether it may be looked at any time, without a fixed size
 * @param scope which cases it is about
 */
public record PlanTerms(Rates rates, boolean sequential, Scope scope) {
    /** Where a plan without a fixed size ends without proof. */
    static final int MOST = 20_000;

    /** A share in percent, {@code 5.00}; with more digits where two would say another number. */
    public static String percent(double share) {
        BigDecimal exact = BigDecimal.valueOf(share).movePointRight(2);
        BigDecimal told = exact.setScale(2, RoundingMode.HALF_UP);
        BigDecimal lost = exact.subtract(told).abs().multiply(BigDecimal.valueOf(200));
        return lost.compareTo(exact) <= 0
                ? told.toPlainString()
                : exact.round(new MathContext(3)).stripTrailingZeros().toPlainString();
    }

    /** A confidence in percent, {@code 95} or {@code 99.9}. */
    public static String sure(double confidence) {
        return BigDecimal.valueOf(confidence)
                .round(new MathContext(6))
                .movePointRight(2)
                .stripTrailingZeros()
                .toPlainString();
    }

    /**
     * @param tolerable the deviation rate that is too much, in (0, 1)
     * @param expected the one that is expected, below it
     * @param risk the chance to accept although the rate is the tolerable one; 0.05 is 95% confidence
     */
    public record Rates(double tolerable, double expected, double risk) {
        public Rates {
            if (!(tolerable > 0 && tolerable < 1)) throw new IllegalArgumentException("tolerable: " + tolerable);
            if (!(expected >= 0 && expected < 1)) throw new IllegalArgumentException("expected: " + expected);
            if (!(risk > 0 && risk < 1)) throw new IllegalArgumentException("risk: " + risk);
        }
    }

    /**
     * @param reviewed whether it is about what people decided; else about what cleared
     * @param segment null for all
     * @param from business time, {@code until} before this; null for no bound
     */
    public record Scope(
            boolean reviewed,
            @Nullable String segment,
            @Nullable Instant from,
            @Nullable Instant until) {}

    /** The fixed plan: how many to look at, and how many deviations it allows. */
    public Checked<SamplePlan> fixed() {
        Optional<SamplePlan> plan = SamplePlan.expecting(rates.expected, rates.tolerable, rates.risk);
        return plan.map(Checked::ok)
                .orElseGet(() -> Checked.refused(new Problem(
                        "RMT-165",
                        "--expected",
                        "as many deviations are expected as can be tolerated, or nearly: no sample proves less",
                        "expect fewer, or tolerate more")));
    }

    /** The plan without a fixed size. */
    SequentialPlan open() {
        return new SequentialPlan(rates.tolerable, rates.risk, Mixture.UNIFORM, 1, MOST);
    }

    /** Both, with what to do at each look. @param population how many cases there are to draw from */
    Json.Obj told(SamplePlan plan, long population) {
        SequentialPlan open = open();
        SequentialPlan.Expected expected = open.expected(rates.expected);
        return Json.object(
                "tolerable",
                rates.tolerable,
                "expected",
                rates.expected,
                "confidence",
                1 - rates.risk,
                "population",
                population,
                "fixed",
                Json.object("size", plan.size(), "allowed", plan.allowedDeviations()),
                "sequential",
                Json.object(
                        "looks", Json.array(looks(open)),
                        "proven", expected.proven(),
                        "mean", expected.mean(),
                        "median",
                                expected.median().isPresent()
                                        ? expected.median().getAsLong()
                                        : null,
                        "most", (long) MOST));
    }

    /** The fewest looks that prove it with 0, 1, 2 ... deviations. */
    private static List<Json> looks(SequentialPlan open) {
        var looks = new ArrayList<Json>();
        long from = 1;
        for (long errors = 0; errors <= 5; errors++) {
            long high = from;
            while (high < MOST && !open.proven(errors, high)) high = Math.min(MOST, 2 * high);
            if (!open.proven(errors, high)) break;
            long low = from - 1;
            while (high - low > 1) {
                long middle = low + (high - low) / 2;
                if (open.proven(Math.min(errors, middle), middle)) high = middle;
                else low = middle;
            }
            looks.add(Json.object("errors", errors, "looks", high));
            from = high + 1;
        }
        return looks;
    }
}
