package remit.assurance;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import remit.kernel.Json;

/**
 * Reference values that need no library: finite sums in exact decimals, and closed forms. A double is taken for what it
 * is, a binary fraction, so nothing is rounded before the last step.
 */
final class ExactVectors {
    private static final MathContext EXACT = new MathContext(60);

    private ExactVectors() {}

    static List<Json> all() {
        var vectors = new ArrayList<Json>();
        binomial(vectors);
        clopperPearson(vectors);
        sequential(vectors);
        plans(vectors);
        closedForms(vectors);
        return vectors;
    }

    private static Json vector(String function, Json.Obj inputs, Object expected, double tolerance) {
        return Json.object("function", function, "inputs", inputs, "expected", expected, "tolerance", tolerance);
    }

    private static void binomial(List<Json> into) {
        for (int n : new int[] {1, 2, 7, 40, 113, 400}) {
            for (double p : new double[] {0.0001, 0.02, 0.3, 0.5, 0.97}) {
                for (int k : new int[] {0, 1, n / 3, n / 2, n - 1, n}) {
                    Json.Obj inputs = Json.object("k", k, "n", n, "p", p);
                    into.add(vector("binomialCdf", inputs, cdf(k, n, p).doubleValue(), 1e-14));
                }
            }
        }
        into.add(vector("binomialCdf", Json.object("k", 0, "n", 5, "p", 0.0), 1.0, 0));
        into.add(vector("binomialCdf", Json.object("k", 4, "n", 5, "p", 1.0), 0.0, 0));
        into.add(vector("binomialCdf", Json.object("k", 5, "n", 5, "p", 1.0), 1.0, 0));
        // By symmetry: of an odd number of tosses of a fair coin, at most half are heads half of the time.
        into.add(vector("binomialCdf", Json.object("k", 499_999, "n", 999_999, "p", 0.5), 0.5, 1e-12));
    }

    /** P(X <= k), exact. */
    static BigDecimal cdf(int k, int n, double share) {
        BigDecimal p = new BigDecimal(share);
        BigDecimal q = BigDecimal.ONE.subtract(p);
        BigDecimal sum = BigDecimal.ZERO;
        BigInteger choose = BigInteger.ONE;
        for (int i = 0; i <= k; i++) {
            if (i > 0) {
                choose = choose.multiply(BigInteger.valueOf(n - i + 1L)).divide(BigInteger.valueOf(i));
            }
            sum = sum.add(
                    new BigDecimal(choose).multiply(p.pow(i, EXACT), EXACT).multiply(q.pow(n - i, EXACT), EXACT));
        }
        return sum;
    }

    private static void clopperPearson(List<Json> into) {
        for (int n : new int[] {1, 10, 299, 20_000, 1_000_000}) {
            for (double delta : new double[] {0.001, 0.05, 0.5}) {
                // Without errors (1 - x)^n = delta; with errors alone x^n = delta.
                double rare = -Math.expm1(Math.log(delta) / n);
                double often = Math.exp(Math.log(delta) / n);
                into.add(vector("clopperPearsonUpper", counts(0, n, delta), rare, 1e-14));
                into.add(vector("clopperPearsonLower", counts(n, n, delta), often, 1e-14));
                into.add(vector("clopperPearsonUpper", counts(n, n, delta), 1.0, 0));
                into.add(vector("clopperPearsonLower", counts(0, n, delta), 0.0, 0));
                // One error of n at least: 1 - (1 - x)^n = delta. All but one at most: 1 - x^n = delta.
                double one = -Math.expm1(Math.log1p(-delta) / n);
                double butOne = Math.exp(Math.log1p(-delta) / n);
                into.add(vector("clopperPearsonLower", counts(1, n, delta), one, 1e-14));
                into.add(vector("clopperPearsonUpper", counts(n - 1, n, delta), butOne, 1e-14));
            }
        }
    }

    private static Json.Obj counts(int k, int n, double delta) {
        return Json.object("k", k, "n", n, "delta", delta);
    }

    /** With Beta(1, 1) and whole counts every beta function is a ratio of factorials, and its tail a binomial sum. */
    private static void sequential(List<Json> into) {
        for (int errors : new int[] {0, 1, 5}) {
            for (int correct : new int[] {0, 3, 60, 300}) {
                for (double share : new double[] {0.01, 0.05, 0.4}) {
                    Json.Obj inputs = Json.object("errors", errors, "correct", correct, "a", 1, "b", 1);
                    int n = errors + correct;
                    // B(S+1, F+1) = 1 / ((n+1) C(n, S)), and I_p(S+1, F+1) = P(X > S) of n + 1 trials.
                    BigDecimal p = new BigDecimal(share);
                    BigDecimal q = BigDecimal.ONE.subtract(p);
                    BigDecimal likelihood = p.pow(errors, EXACT).multiply(q.pow(correct, EXACT), EXACT);
                    BigDecimal mean = BigDecimal.ONE.divide(
                            new BigDecimal(choose(n, errors).multiply(BigInteger.valueOf(n + 1L))), EXACT);
                    BigDecimal above = cdf(errors, n + 1, share);
                    BigDecimal below = BigDecimal.ONE.subtract(above);
                    double promotion = log(mean.multiply(below).divide(p.multiply(likelihood), EXACT));
                    double demotion = log(mean.multiply(above).divide(q.multiply(likelihood), EXACT));
                    into.add(vector("promotionLogE", inputs.with("target", Json.of(share)), promotion, 1e-11));
                    into.add(vector("demotionLogE", inputs.with("tolerated", Json.of(share)), demotion, 1e-11));
                }
            }
        }
        // Nothing reviewed, nothing known; without an error of n, Beta(1, 1): (n + 1) (1 - p)^n = alpha.
        Json.Obj none = Json.object("errors", 0, "correct", 0, "alpha", 0.05, "a", 1, "b", 20);
        into.add(vector("confidenceSequence", none, Json.array(List.of(Json.of(0.0), Json.of(1.0))), 0));
        into.add(vector("anytimeUpper", none, 1.0, 0));
        Json.Obj good = Json.object("errors", 0, "correct", 500, "alpha", 0.05, "a", 1, "b", 1);
        double upper = -Math.expm1(Math.log(0.05 / 501) / 500);
        into.add(vector("confidenceSequence", good, Json.array(List.of(Json.of(0.0), Json.of(upper))), 1e-13));
        into.add(vector("alphaSpending", Json.object("alpha", 0.05, "attempt", 1), 0.025, 1e-17));
        // Alone, q = 2 p0: an error doubles, so three errors give 2 + 4 + 8.
        Json.Obj errors = Json.object("tolerated", 0.25, "alternatives", numbers(0.5), "errors", numbers(1, 1, 1));
        into.add(vector("eShiryaevRoberts", errors, numbers(2, 6, 14), 1e-14));
    }

    private static BigInteger choose(int n, int k) {
        BigInteger result = BigInteger.ONE;
        for (int i = 1; i <= k; i++) {
            result = result.multiply(BigInteger.valueOf(n - i + 1L)).divide(BigInteger.valueOf(i));
        }
        return result;
    }

    /** ln, also far below the smallest double. */
    private static double log(BigDecimal value) {
        int shift = value.precision() - value.scale();
        return Math.log(value.movePointLeft(shift).doubleValue()) + shift * Math.log(10);
    }

    /** By trying every size in turn with exact tails. */
    private static void plans(List<Json> into) {
        for (double tolerable : new double[] {0.05, 0.1, 0.3}) {
            for (int allowed : new int[] {0, 1, 3}) {
                int size = allowed + 1;
                while (cdf(allowed, size, tolerable).doubleValue() > 0.05) size++;
                Json.Obj inputs = Json.object("tolerable", tolerable, "errors_allowed", allowed, "risk", 0.05);
                into.add(vector("samplePlan", inputs, size, 0));
            }
            int size = 1;
            // 0.02 as it is written: a fiftieth, of which every part of 50 cases counts as one deviation.
            while (cdf(Math.ceilDiv(size, 50), size, tolerable).doubleValue() > 0.05) size++;
            Json.Obj inputs = Json.object("expected", 0.02, "tolerable", tolerable, "risk", 0.05);
            into.add(vector("attributePlan", inputs, numbers(size, Math.ceilDiv(size, 50)), 0));
        }
        Json.Obj none = Json.object("expected", 0.0, "tolerable", 0.01, "risk", 0.05);
        into.add(vector("attributePlan", none, numbers(299, 0), 0));
    }

    private static void closedForms(List<Json> into) {
        // Chi-square with two degrees of freedom is exponential: its 95% point is -2 ln 0.05.
        double critical = -2 * Math.log(0.05) * (1.0 / 1000 + 1.0 / 500);
        double psi = 0.25 * Math.log(2) + 0.25 * Math.log(2);
        Json.Obj shares = Json.object(
                "base",
                numbers(0.5, 0.25, 0.25),
                "current",
                numbers(0.25, 0.5, 0.25),
                "n_base",
                1000,
                "n_current",
                500);
        into.add(vector("psi", shares, Json.object("psi", psi, "critical_95", critical), 1e-13));
        Json.Obj table = Json.object("table", Json.array(List.of(numbers(20, 5), numbers(10, 15))));
        into.add(vector("kappa", table, 0.4, 1e-15));
        Json.Obj perfect = Json.object("ratings", Json.array(List.of(numbers(1, 2, 1), numbers(1, 2, 1))));
        into.add(vector("krippendorff", perfect, 1.0, 1e-15));
        // Two cases, both disagreed on, two answers twice each: D_o = 1, D_e = 2/3.
        Json.Obj crossed = Json.object("ratings", Json.array(List.of(numbers(1, 2), numbers(2, 1))));
        into.add(vector("krippendorff", crossed, -0.5, 1e-15));
        fits(into);
        strata(into);
    }

    private static void fits(List<Json> into) {
        Json.Obj monotone = Json.object("x", numbers(3, 1, 2, 4), "y", numbers(1, 2, 0, 5));
        into.add(vector("isotonic", monotone, numbers(1, 1, 1, 5), 1e-15));
        // Of two answers, right in 3 of 4 at a logit of 1: e^(1/T) = 3.
        Json.Obj logits = Json.object(
                "logits", Json.array(List.of(numbers(1, 0), numbers(1, 0), numbers(1, 0), numbers(1, 0))),
                "labels", numbers(0, 0, 0, 1));
        into.add(vector("temperature", logits, 1 / Math.log(3), 1e-12));
        Json.Obj equal = Json.object("weights", numbers(0.8, 0.2), "rates", numbers(0.5, 0.5));
        into.add(vector("neyman", equal, numbers(0.8, 0.2), 1e-15));
    }

    private static void strata(List<Json> into) {
        // One part alone is an ordinary confidence sequence.
        Json.Obj alone = Json.object(
                "errors",
                numbers(0),
                "correct",
                numbers(500),
                "weights",
                numbers(1),
                "alpha",
                0.05,
                "a",
                numbers(1),
                "b",
                numbers(1));
        into.add(vector("stratifiedUpper", alone, -Math.expm1(Math.log(0.05 / 501) / 500), 1e-12));
        // Nothing reviewed at all: everything may be wrong.
        Json.Obj unseen = Json.object(
                "errors",
                numbers(0),
                "correct",
                numbers(0),
                "weights",
                numbers(1),
                "alpha",
                0.05,
                "a",
                numbers(1),
                "b",
                numbers(1));
        into.add(vector("stratifiedUpper", unseen, 1.0, 0));
        // Without a loss (1 - alpha)^n is the smaller of the two.
        into.add(vector("hoeffdingBentkus", Json.object("k", 0, "n", 10, "alpha", 0.5), Math.pow(0.5, 10), 1e-15));
        into.add(vector("hoeffdingBentkus", Json.object("k", 10, "n", 10, "alpha", 0.5), 1.0, 0));
    }

    private static Json numbers(double... numbers) {
        var items = new ArrayList<Json>();
        for (double number : numbers) items.add(Json.of(number));
        return Json.array(items);
    }
}
