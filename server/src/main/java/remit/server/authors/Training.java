package remit.server.authors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.process.AuthorSpec;
import remit.process.Reporting;

/**
 * Trains a classifier: folds blocked by time first (learn from the past, judge what came after), then the second stage
 * and the threshold on what the folds got right and wrong, last the model that will propose, on all of history.
 */
final class Training {
    /** Fewer cases with a truth than this teach nothing that could be checked. */
    static final int FEWEST = 50;

    /** Where the folds start, as shares of history; each is judged up to the next start. */
    private static final double[] STARTS = {0.40, 0.55, 0.70, 0.85};

    private static final double SHRINK = 1.0;

    private final FeatureSettings settings;
    private final @Nullable String group;
    private final double maxError;

    private Training(FeatureSettings settings, @Nullable String group, double maxError) {
        this.settings = settings;
        this.group = group;
        this.maxError = maxError;
    }

    static Classifier run(List<Example> history, FeatureSettings settings, AuthorSpec spec, Reporting reporting) {
        return new Training(settings, reporting.group(), spec.maxError()).run(List.copyOf(history));
    }

    private Classifier run(List<Example> history) {
        List<Example> labelled = history.stream().filter(e -> e.truth() != null).toList();
        if (labelled.size() < FEWEST) return untrained(history, labelled.size());
        var folds = new ArrayList<List<Judged>>();
        for (int i = 0; i < STARTS.length; i++) folds.add(fold(labelled, i));
        Core core = Core.learn(settings, group, history);
        List<Judged> all = folds.stream().flatMap(List::stream).toList();
        Calibrator calibrator = calibrate(all);
        Threshold threshold = Threshold.choose(crossFitted(folds), maxError);
        var report = new TrainingReport(
                history.size(),
                labelled.size(),
                threshold.at(),
                maxError,
                threshold.heldOut(),
                threshold.explain(),
                List.of());
        return ModelFile.write(core, calibrator, report, settings, group);
    }

    /** One proposal on a held-out case. */
    record Judged(double[] signals, boolean right) {}

    private List<Judged> fold(List<Example> rows, int number) {
        int start = (int) (rows.size() * STARTS[number]);
        int end = number + 1 < STARTS.length ? (int) (rows.size() * STARTS[number + 1]) : rows.size();
        Core past = Core.learn(settings, group, rows.subList(0, start));
        var judged = new ArrayList<Judged>();
        for (Example row : rows.subList(start, end)) {
            Core.Look look = past.look(row.inputs());
            judged.add(new Judged(look.signals(), past.labels().get(look.top()).equals(row.truth())));
        }
        return judged;
    }

    private static Calibrator calibrate(List<Judged> judged) {
        var right = new boolean[judged.size()];
        for (int i = 0; i < right.length; i++) right[i] = judged.get(i).right();
        var weight = new double[right.length];
        Arrays.fill(weight, 1);
        return Calibrator.learn(judged.stream().map(Judged::signals).toList(), right, weight, SHRINK);
    }

    /** Each fold's proposals with the confidence that a second stage fitted on the other folds gives them. */
    private static List<Threshold.Scored> crossFitted(List<List<Judged>> folds) {
        var scored = new ArrayList<Threshold.Scored>();
        for (List<Judged> fold : folds) {
            Calibrator others = calibrate(
                    folds.stream().filter(f -> f != fold).flatMap(List::stream).toList());
            for (Judged one : fold) scored.add(new Threshold.Scored(others.probability(one.signals()), one.right()));
        }
        return scored;
    }

    private Classifier untrained(List<Example> history, int labelled) {
        Core core = Core.learn(
                settings,
                group,
                history.stream().map(e -> new Example(e.inputs(), null, e.at())).toList());
        var report = new TrainingReport(
                history.size(),
                labelled,
                null,
                maxError,
                new TrainingReport.HeldOut(0, 0, 0, 0),
                "Nothing can clear: only " + labelled + " past cases have a known outcome, at least " + FEWEST
                        + " are needed to learn and check.",
                List.of());
        return ModelFile.write(core, calibrate(List.of()), report, settings, group);
    }
}
