package remit.server.authors;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import remit.process.AuthorSpec;
import remit.process.Reporting;

/**
 * Trains a classifier: folds blocked by time first (learn from the past, judge what came after), then the second stage
 * and the threshold on what the folds got right and wrong, last the model that will propose, on all of history.
 *
 * <p>Folds are trained side by side; each is a pure function of its rows, so the result does not depend on that.
 */
final class Training {
    /** Fewer cases with a truth than this teach nothing that could be checked. */
    static final int FEWEST = 100;

    /** Where the folds start, as shares of history; each is judged up to the next start. */
    static final double[] STARTS = {0.45, 0.56, 0.67, 0.78, 0.89};

    /** Cases that one fold judges at most, near and far: evenly spread, so that memory stays bounded. */
    private static final int MOST_JUDGED = 4_000;

    private static final int THREADS = 2;

    private final Core.Sight sight;
    private final Reporting reporting;
    private final AuthorSpec spec;
    private final double maxError;

    private Training(Core.Sight sight, Reporting reporting, AuthorSpec spec) {
        this.spec = spec;
        this.sight = sight;
        this.reporting = reporting;
        this.maxError = spec.maxError();
    }

    static Classifier run(List<Example> history, Core.Sight sight, AuthorSpec spec, Reporting reporting) {
        return new Training(sight, reporting, spec).run(List.copyOf(history));
    }

    private Classifier run(List<Example> history) {
        List<Example> labelled = history.stream().filter(e -> e.truth() != null).toList();
        if (labelled.size() < FEWEST) return untrained(history, labelled.size());
        List<Example> newest = labelled.subList(Math.max(0, labelled.size() - Core.MOST_ROWS), labelled.size());
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            Future<Core> model = threads.submit(() -> Core.learn(sight, history));
            var running = new ArrayList<Future<Fold>>();
            for (int i = STARTS.length - 1; i >= 0; i--) {
                int number = i;
                running.addFirst(threads.submit(() -> fold(newest, number)));
            }
            var folds = new ArrayList<Fold>();
            for (Future<Fold> fold : running) folds.add(fold.get());
            return finish(history, labelled, model.get(), folds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while training", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("training failed", e.getCause());
        }
    }

    private @Nullable String group() {
        return sight.group();
    }

    /**
     * What the past of one fold made of the cases after it.
     *
     * @param tried those up to the next fold, with their {@code groups}
     * @param later those after that, up to the end of history: how the same model ages
     */
    private record Fold(List<Judge.Tried> tried, List<String> groups, List<Judge.Tried> later) {}

    private Classifier finish(List<Example> history, List<Example> labelled, Core core, List<Fold> folds) {
        Judge judge = Judge.learn(tried(folds, -1), core.prior());
        List<Threshold.Scored> scored = crossFitted(folds, core.prior());
        var certified = Certified.of(scored, maxError, spec.promise().delta());
        Threshold threshold = spec.promise().only()
                ? Threshold.certified(certified, scored, reporting.units())
                : new Threshold.Choice(scored, aged(folds, judge), maxError, reporting.units()).choose();
        var report = new TrainingReport(
                history.size(),
                labelled.size(),
                threshold.at(),
                maxError,
                threshold.heldOut(),
                threshold.explain(),
                Leaks.find(labelled),
                certified);
        return ModelFile.write(core, judge, report, sight);
    }

    private Fold fold(List<Example> rows, int number) {
        int start = (int) (rows.size() * STARTS[number]);
        int end = number + 1 < STARTS.length ? (int) (rows.size() * STARTS[number + 1]) : rows.size();
        Core past = Core.learn(sight, rows.subList(0, start));
        List<Example> near = spread(rows.subList(start, end));
        var tried = new ArrayList<Judge.Tried>();
        for (Example row : near) tried.add(tried(past, row));
        var later = new ArrayList<Judge.Tried>();
        for (Example row : spread(rows.subList(end, rows.size()))) later.add(tried(past, row));
        List<String> groups = near.stream()
                .map(row -> group() == null ? "" : Terms.key(row.inputs(), group()))
                .toList();
        return new Fold(tried, groups, later);
    }

    private static List<Example> spread(List<Example> rows) {
        if (rows.size() <= MOST_JUDGED) return rows;
        var chosen = new ArrayList<Example>();
        for (int i = 0; i < MOST_JUDGED; i++) chosen.add(rows.get((int) ((long) i * rows.size() / MOST_JUDGED)));
        return chosen;
    }

    private static Judge.Tried tried(Core past, Example row) {
        Core.Look look = past.look(row.inputs());
        int truth = -1;
        for (int c = 0; c < look.candidates().length; c++) {
            if (past.labels().get(look.candidates()[c]).equals(row.truth())) truth = c;
        }
        return new Judge.Tried(look, truth);
    }

    /** The folds' cases, near and far together, as the model ages without being trained again. */
    private static List<Threshold.Scored> aged(List<Fold> folds, Judge judge) {
        var scored = new ArrayList<Threshold.Scored>();
        for (Fold fold : folds) {
            for (Judge.Tried one : fold.tried()) scored.add(scored(one, judge, ""));
            for (Judge.Tried one : fold.later()) scored.add(scored(one, judge, ""));
        }
        return scored;
    }

    private static Threshold.Scored scored(Judge.Tried one, Judge judge, String group) {
        Judge.Opinion opinion = judge.of(one.look());
        return new Threshold.Scored(opinion.confidence(), opinion.top() == one.truth(), group);
    }

    /** @param except number of the fold that is left out; -1 for none */
    private static List<Judge.Tried> tried(List<Fold> folds, int except) {
        return IntStream.range(0, folds.size())
                .filter(number -> number != except)
                .boxed()
                .flatMap(number -> folds.get(number).tried().stream())
                .toList();
    }

    /** Each fold's proposals with the confidence that a second stage fitted on the other folds gives them. */
    private static List<Threshold.Scored> crossFitted(List<Fold> folds, double[] prior) {
        var scored = new ArrayList<Threshold.Scored>();
        for (int number = 0; number < folds.size(); number++) {
            Fold fold = folds.get(number);
            Judge others = Judge.learn(tried(folds, number), prior);
            for (int i = 0; i < fold.tried().size(); i++) {
                scored.add(scored(fold.tried().get(i), others, fold.groups().get(i)));
            }
        }
        return scored;
    }

    /** Knows which values exist, proposes nothing. */
    private Classifier untrained(List<Example> history, int labelled) {
        List<Example> blind =
                history.stream().map(e -> new Example(e.inputs(), null, e.at())).toList();
        Core core = Core.learn(sight, blind);
        var report = new TrainingReport(
                history.size(),
                labelled,
                null,
                maxError,
                new TrainingReport.HeldOut(0, 0, 0, 0),
                "Nothing can clear: only " + labelled + " past " + reporting.units()
                        + " have a known outcome, at least " + FEWEST + " are needed to learn and check."
                        + " What was learned stands for this data directory: to begin with more history, name another"
                        + " --data-dir.",
                List.of(),
                Certified.of(List.of(), maxError, spec.promise().delta()));
        return ModelFile.write(core, Judge.learn(List.of(), core.prior()), report, sight);
    }
}
