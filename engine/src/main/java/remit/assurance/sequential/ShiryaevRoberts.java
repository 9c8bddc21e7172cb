package remit.assurance.sequential;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import remit.kernel.Json;

/**
 * A watch over work that goes on: the e-Shiryaev-Roberts detector (Shin, Ramdas and Rinaldo 2022). For each alternative
 * share q it multiplies, per review, by q / p0 after an error and by (1 - q) / (1 - p0) after a correct case, and begins
 * anew with every review; the statistic is the mean over the alternatives. An alarm at a threshold A means: as long as
 * the share is at most p0, at least A reviews pass between two false alarms on average. A long good record does not make
 * it slower.
 *
 * <p>Assumed: given the past, each reviewed case is wrong with a chance of at most p0 before the change. The state is one
 * number for each alternative.
 *
 * @param tolerated p0, in (0, 1)
 * @param alternatives shares above it, in (0, 1)
 * @param states one for each alternative, 0 at the beginning
 */
public record ShiryaevRoberts(double tolerated, List<Double> alternatives, List<Double> states) {
    /** Shares that are worth finding, as multiples of what is tolerated. */
    private static final double[] MULTIPLES = {1.5, 2, 3, 5, 10};

    /** Far above any threshold, and still a number that can be stored. */
    private static final double MOST = 1e300;

    public ShiryaevRoberts {
        alternatives = List.copyOf(alternatives);
        states = List.copyOf(states);
        Promotion.checkShare("tolerated", tolerated);
        if (alternatives.isEmpty()) throw new IllegalArgumentException("alternatives: none");
        for (double q : alternatives) {
            if (!(q > tolerated && q < 1)) throw new IllegalArgumentException("alternatives: not above p0: " + q);
        }
        if (states.size() != alternatives.size()) throw new IllegalArgumentException("states: " + states.size());
        for (double state : states) {
            if (!(state >= 0 && state <= MOST)) throw new IllegalArgumentException("states: " + state);
        }
    }

    /** Before the first review, with alternatives of 1.5, 2, 3, 5 and 10 times the tolerated share where those exist. */
    public static ShiryaevRoberts watching(double tolerated) {
        List<Double> alternatives = DoubleStream.of(MULTIPLES)
                .map(multiple -> multiple * tolerated)
                .filter(q -> q < 1)
                .boxed()
                .toList();
        return watching(tolerated, alternatives.isEmpty() ? List.of(tolerated + (1 - tolerated) / 2) : alternatives);
    }

    /** Before the first review. */
    public static ShiryaevRoberts watching(double tolerated, List<Double> alternatives) {
        return new ShiryaevRoberts(
                tolerated, alternatives, alternatives.stream().map(_ -> 0.0).toList());
    }

    /** After one more review: M = L (M + 1) for each alternative. */
    public ShiryaevRoberts after(boolean error) {
        var next = new ArrayList<Double>();
        for (int k = 0; k < states.size(); k++) {
            double q = alternatives.get(k);
            double likelihood = error ? q / tolerated : (1 - q) / (1 - tolerated);
            next.add(Math.min(MOST, likelihood * (states.get(k) + 1)));
        }
        return new ShiryaevRoberts(tolerated, alternatives, next);
    }

    /** The mean over the alternatives; about the number of reviews as long as the share is tolerated. */
    public double statistic() {
        double sum = 0;
        for (double state : states) sum += state / states.size();
        return sum;
    }

    /** Whether it has reached a threshold, in reviews. */
    public boolean alarm(double threshold) {
        return statistic() >= threshold;
    }

    /** From the beginning again. */
    public ShiryaevRoberts reset() {
        return watching(tolerated, alternatives);
    }

    public Json.Obj toJson() {
        return Json.object("tolerated", tolerated, "alternatives", numbers(alternatives), "states", numbers(states));
    }

    /** Reads what {@link #toJson} wrote. */
    public static ShiryaevRoberts fromJson(Json.Obj json) {
        return new ShiryaevRoberts(
                json.number("tolerated", 0), doubles(json.array("alternatives")), doubles(json.array("states")));
    }

    private static Json numbers(List<Double> values) {
        return Json.array(values.stream().map(Json::of).toList());
    }

    private static List<Double> doubles(List<Json> values) {
        return values.stream().map(each -> ((Json.Num) each).number()).toList();
    }
}
