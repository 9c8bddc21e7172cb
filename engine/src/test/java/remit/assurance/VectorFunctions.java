package remit.assurance;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import remit.assurance.agreement.Agreement;
import remit.assurance.bounds.Binomial;
import remit.assurance.bounds.ClopperPearson;
import remit.assurance.bounds.EmpiricalBernstein;
import remit.assurance.bounds.HoeffdingBentkus;
import remit.assurance.drift.Stability;
import remit.assurance.replay.Estimate;
import remit.assurance.replay.Observed;
import remit.assurance.sampling.Allocation;
import remit.assurance.sampling.SamplePlan;
import remit.assurance.sequential.ConfidenceSequence;
import remit.assurance.sequential.Demotion;
import remit.assurance.sequential.Mixture;
import remit.assurance.sequential.Promotion;
import remit.assurance.sequential.Reviews;
import remit.assurance.sequential.ShiryaevRoberts;
import remit.assurance.sequential.Strata;
import remit.assurance.threshold.FixedSequence;
import remit.assurance.threshold.Isotonic;
import remit.assurance.threshold.Point;
import remit.assurance.threshold.Start;
import remit.assurance.threshold.Temperature;
import remit.kernel.Json;

/** Calls the engine's functions by the names and inputs that reference files use. */
final class VectorFunctions {
    private final Json.Obj in;

    private VectorFunctions(Json.Obj in) {
        this.in = in;
    }

    static Json call(String function, Json.Obj inputs) {
        var f = new VectorFunctions(inputs);
        return switch (function) {
            case "binomialCdf" -> Json.of(Binomial.cdf(f.count("k"), f.count("n"), f.number("p")));
            case "clopperPearsonUpper" -> Json.of(ClopperPearson.upper(f.count("k"), f.count("n"), f.number("delta")));
            case "clopperPearsonLower" -> Json.of(ClopperPearson.lower(f.count("k"), f.count("n"), f.number("delta")));
            case "hoeffdingBentkus" -> Json.of(HoeffdingBentkus.pValue(f.count("k"), f.count("n"), f.number("alpha")));
            case "fixedSequence" -> f.fixedSequence();
            case "promotionLogE" -> Json.of(Promotion.logE(f.reviews(), f.number("target"), f.mixture()));
            case "demotionLogE" -> Json.of(Demotion.logE(f.reviews(), f.number("tolerated"), f.mixture()));
            case "confidenceSequence" -> f.confidenceSequence();
            case "anytimeUpper" -> Json.of(ConfidenceSequence.upper(f.reviews(), f.number("alpha"), f.mixture()));
            case "eShiryaevRoberts" -> f.shiryaevRoberts();
            case "estimators" -> f.estimators();
            case "empiricalBernsteinUpper" -> {
                var sample = new EmpiricalBernstein.Sample(f.number("mean"), f.number("variance"), f.count("n"));
                yield Json.of(EmpiricalBernstein.upper(sample, f.number("range"), f.number("delta")));
            }
            case "samplePlan" ->
                Json.of(SamplePlan.allowing(f.count("errors_allowed"), f.number("tolerable"), f.number("risk"))
                        .size());
            case "attributePlan" -> f.attributePlan();
            case "neyman" -> array(Allocation.neyman(f.numbers("weights"), f.numbers("rates")));
            case "stratifiedUpper" -> f.stratifiedUpper();
            case "psi" -> f.psi();
            case "kappa" -> optional(Agreement.kappa(f.table()));
            case "krippendorff" -> optional(Agreement.krippendorff(f.ratings()));
            case "alphaSpending" -> Json.of(Promotion.spend(f.number("alpha"), (int) f.count("attempt")));
            case "temperature" -> Json.of(f.temperature());
            case "isotonic" -> array(Isotonic.fit(f.numbers("x"), f.numbers("y")));
            default -> throw new AssertionError("unknown function: " + function);
        };
    }

    private Json fixedSequence() {
        double[] k = numbers("k");
        double[] n = numbers("n");
        List<Point> points = IntStream.range(0, k.length)
                .mapToObj(i -> new Point(0, (long) n[i], (long) n[i], (long) k[i]))
                .toList();
        List<Start> starts = in.array("starts").stream()
                .map(Json.Obj.class::cast)
                .map(start -> new Start((int) start.number("at", -1), start.number("delta", -1)))
                .toList();
        FixedSequence.Certified result = FixedSequence.certify(points, number("alpha"), starts);
        return Json.object(
                "p", Json.array(result.pValues().stream().map(Json::of).toList()),
                "certified",
                        Json.array(result.certified().stream()
                                .map(i -> Json.of(i.longValue()))
                                .toList()),
                "loosest",
                        result.loosest().isPresent()
                                ? Json.of((long) result.loosest().getAsInt())
                                : Json.NULL);
    }

    private Json confidenceSequence() {
        ConfidenceSequence interval = ConfidenceSequence.of(reviews(), number("alpha"), mixture());
        return array(interval.lower(), interval.upper());
    }

    private Json shiryaevRoberts() {
        List<Double> alternatives =
                DoubleStream.of(numbers("alternatives")).boxed().toList();
        ShiryaevRoberts watch = ShiryaevRoberts.watching(number("tolerated"), alternatives);
        var path = new ArrayList<Json>();
        for (double error : numbers("errors")) {
            watch = watch.after(error == 1);
            path.add(Json.of(watch.statistic()));
        }
        return Json.array(path);
    }

    private Json estimators() {
        List<Observed> cases = in.array("cases").stream()
                .map(Json.Obj.class::cast)
                .map(each -> new Observed(
                        each.get("error") instanceof Json.Num(double error) ? error : null,
                        each.number("propensity", -1),
                        each.number("predicted", 0)))
                .toList();
        Estimate estimate = Estimate.of(cases);
        return Json.object(
                "horvitz_thompson", estimate.horvitzThompson(),
                "hajek", estimate.hajek(),
                "aipw", estimate.aipw(),
                "effective_sample_size", estimate.effectiveSampleSize());
    }

    private Json attributePlan() {
        SamplePlan plan = SamplePlan.expecting(number("expected"), number("tolerable"), number("risk"))
                .orElseThrow();
        return array(plan.size(), plan.allowedDeviations());
    }

    private Json stratifiedUpper() {
        double[] errors = numbers("errors");
        double[] correct = numbers("correct");
        double[] weights = numbers("weights");
        double[] a = numbers("a");
        double[] b = numbers("b");
        List<Strata> parts = IntStream.range(0, errors.length)
                .mapToObj(i -> new Strata(
                        new Reviews((long) errors[i], (long) correct[i]), weights[i], new Mixture(a[i], b[i])))
                .toList();
        return Json.of(Strata.upper(parts, number("alpha")));
    }

    private Json psi() {
        Stability stability = Stability.of(
                new Stability.Shares(numbers("base"), count("n_base")),
                new Stability.Shares(numbers("current"), count("n_current")),
                0.05);
        return Json.object("psi", stability.psi(), "critical_95", stability.critical());
    }

    private long[][] table() {
        return in.array("table").stream()
                .map(row -> DoubleStream.of(doubles(row))
                        .mapToLong(each -> (long) each)
                        .toArray())
                .toArray(long[][]::new);
    }

    private List<List<@Nullable Json>> ratings() {
        var ratings = new ArrayList<List<@Nullable Json>>();
        for (Json reviewer : in.array("ratings")) {
            var row = new ArrayList<@Nullable Json>();
            for (Json rating : ((Json.Arr) reviewer).items()) row.add(rating instanceof Json.Null ? null : rating);
            ratings.add(row);
        }
        return ratings;
    }

    private double temperature() {
        double[][] logits =
                in.array("logits").stream().map(VectorFunctions::doubles).toArray(double[][]::new);
        int[] labels =
                DoubleStream.of(numbers("labels")).mapToInt(each -> (int) each).toArray();
        return Temperature.fit(logits, labels);
    }

    private Reviews reviews() {
        return new Reviews(count("errors"), count("correct"));
    }

    private Mixture mixture() {
        return new Mixture(number("a"), number("b"));
    }

    private double number(String name) {
        if (in.get(name) instanceof Json.Num(double number)) return number;
        throw new AssertionError("input " + name + " is no number: " + in.get(name));
    }

    private long count(String name) {
        return (long) number(name);
    }

    private double[] numbers(String name) {
        return doubles(new Json.Arr(in.array(name)));
    }

    private static double[] doubles(Json array) {
        return ((Json.Arr) array)
                .items().stream()
                        .mapToDouble(each -> ((Json.Num) each).number())
                        .toArray();
    }

    private static Json array(double... numbers) {
        return Json.array(DoubleStream.of(numbers).mapToObj(Json::of).toList());
    }

    private static Json optional(OptionalDouble value) {
        return value.isPresent() ? Json.of(value.getAsDouble()) : Json.NULL;
    }
}
