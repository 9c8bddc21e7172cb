package remit.server.audit;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import remit.assurance.sampling.SamplePlan;
import remit.assurance.sampling.SequentialPlan;
import remit.assurance.sequential.ConfidenceSequence;
import remit.assurance.sequential.Mixture;
import remit.assurance.sequential.Reviews;
import remit.kernel.Json;

/**
 * What the looks of a sample prove so far.
 *
 * @param result {@code open}, {@code proven} or {@code not_proven}
 * @param looked cases that count, {@code deviations} those of them that were wrong
 * @param upper the upper deviation limit, 1 while nothing is known
 */
record SampleResult(String result, long looked, long deviations, double upper, String sentence) {
    /** @param looks by case, whether it was right */
    static SampleResult of(Sample sample, Map<String, Boolean> looks) {
        SampleResult plain = plain(sample, looks);
        long erased = sample.unseen();
        if (erased == 0) return plain;
        String told = say(
                erased == 1
                        ? " %,d case was erased before anybody had looked, and counts as wrong."
                        : " %,d cases were erased before anybody had looked, and count as wrong.",
                erased);
        return new SampleResult(plain.result, plain.looked, plain.deviations, plain.upper, plain.sentence + told);
    }

    private static SampleResult plain(Sample sample, Map<String, Boolean> looks) {
        List<String> drawn = sample.cases();
        long population = (long) sample.planned().body().number("population", 0);
        if (sample.terms().sequential()) return sequential(sample.terms(), drawn, looks);
        long looked = drawn.stream().filter(looks::containsKey).count();
        long deviations = drawn.stream()
                .filter(each -> Boolean.FALSE.equals(looks.get(each)))
                .count();
        SamplePlan plan = sample.plan();
        if (drawn.size() >= population) return census(plan, drawn.size(), looked, deviations);
        String tolerable = PlanTerms.percent(plan.tolerableRate());
        if (!plan.passes(deviations)) {
            return new SampleResult(
                    "not_proven",
                    looked,
                    deviations,
                    plan.upperDeviationLimit(deviations),
                    say(
                            "%,d deviations are more than the %,d that the plan allows: less than %s%% is not proven. The plan"
                                    + " is not begun again until it passes.",
                            deviations, plan.allowedDeviations(), tolerable));
        }
        if (looked < drawn.size()) {
            return new SampleResult(
                    "open",
                    looked,
                    deviations,
                    1,
                    say(
                            "%,d of %,d are looked at, %,d of them wrong; %,d are allowed. Look at all the others before you say"
                                    + " anything.",
                            looked, (long) drawn.size(), deviations, plan.allowedDeviations()));
        }
        double upper = plan.upperDeviationLimit(deviations);
        return new SampleResult(
                "proven",
                looked,
                deviations,
                upper,
                say(
                        "%,d of %,d wrong: at most %.2f%% are, and less than %s%%, at %s%% confidence.",
                        deviations, looked, 100 * upper, tolerable, PlanTerms.sure(1 - plan.risk())));
    }

    /** Everything is looked at, so that nothing is inferred. */
    private static SampleResult census(SamplePlan plan, long all, long looked, long deviations) {
        boolean done = looked == all;
        double share = all == 0 ? 0 : (double) deviations / all;
        String result = !done ? "open" : share < plan.tolerableRate() ? "proven" : "not_proven";
        String sentence = done
                ? say("All %,d cases are looked at: %,d are wrong, %.2f%%.", all, deviations, 100 * share)
                : say(
                        "%,d of all %,d cases are looked at, %,d of them wrong: there are no more than the plan needs.",
                        looked, all, deviations);
        return new SampleResult(result, looked, deviations, done ? share : 1, sentence);
    }

    /** Looks count in the order of the draw, up to the first that is missing: nobody chooses which come first. */
    private static SampleResult sequential(PlanTerms terms, List<String> drawn, Map<String, Boolean> looks) {
        SequentialPlan open = terms.open();
        long looked = 0;
        long deviations = 0;
        boolean proven = false;
        for (String each : drawn) {
            Boolean right = looks.get(each);
            if (right == null || proven) break;
            looked++;
            if (!right) deviations++;
            proven = open.proven(deviations, looked);
        }
        double upper =
                ConfidenceSequence.upper(new Reviews(deviations, looked - deviations), open.alpha(), Mixture.UNIFORM);
        String wrong = say("%,d of %,d wrong, in the order of the draw", deviations, looked);
        if (proven) {
            return new SampleResult(
                    "proven",
                    looked,
                    deviations,
                    upper,
                    wrong
                            + say(
                                    ": less than %s%% are, at %s%% confidence.",
                                    PlanTerms.percent(open.target()), PlanTerms.sure(1 - open.alpha())));
        }
        boolean over = looked == drawn.size();
        boolean hopeless = !open.proven(deviations, Math.min(drawn.size(), PlanTerms.MOST));
        String next = hopeless
                ? say(
                        ": there are only %,d cases, too few to prove anything even if all the others are right.",
                        (long) drawn.size())
                : ": go on with the next.";
        return new SampleResult(
                over ? "not_proven" : "open",
                looked,
                deviations,
                upper,
                wrong + (over ? ": the sample ends, and nothing is proven." : next));
    }

    private static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    Json.Obj into(Json.Obj json) {
        return json.with("looked", Json.of(looked))
                .with("deviations", Json.of(deviations))
                .with("upper", Json.of(upper))
                .with("result", Json.of(result))
                .with("sentence", Json.of(sentence));
    }
}
