package remit.server.authors;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.ports.Author;

/**
 * A trained author: a linear model proposes, a second stage says how likely the proposal is right, and a threshold that
 * was fixed on history says whether that is enough. Immutable; safe for many threads.
 */
public final class Classifier implements Author {
    /** Options stored with a proposal. */
    private static final int MOST_OPTIONS = 5;

    static final String KIND = "classifier";
    static final String NAME = "tfidf-logistic";

    private final Core core;
    private final Calibrator calibrator;
    private final TrainingReport report;
    private final int groupKey;
    private final Json.Obj model;
    private final AuthorVersion version;

    Classifier(Core core, Calibrator calibrator, TrainingReport report, int groupKey, Json.Obj model, String sha256) {
        this.core = core;
        this.calibrator = calibrator;
        this.report = report;
        this.groupKey = groupKey;
        this.model = model;
        this.version = new AuthorVersion(KIND, NAME, sha256);
    }

    @Override
    public Answer propose(Question question, Instant deadline) {
        if (core.labels().isEmpty()) return new Answer.Refused("too little history with a known outcome to learn from");
        Core.Look look = core.look(question.inputs());
        double confidence = calibrator.probability(look.signals());
        List<Option> options = options(look, confidence);
        String basis = Basis.of(core, look, question.inputs());
        return new Answer.Answered(
                new Proposal(options.getFirst().decision(), confidence, report.reaches(confidence), options, basis));
    }

    /** The proposal with its calibrated confidence, then the others in proportion to what is left. */
    private List<Option> options(Core.Look look, double confidence) {
        float[] probabilities = look.probabilities();
        double rest = Math.max(1 - probabilities[look.top()], 1e-9);
        var options = new ArrayList<Option>();
        options.add(new Option(core.labels().get(look.top()), confidence));
        IntStream.range(0, probabilities.length)
                .filter(k -> k != look.top() && probabilities[k] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -probabilities[k]))
                .limit(MOST_OPTIONS - 1L)
                .forEach(k -> options.add(new Option(
                        core.labels().get(k), Math.min(confidence, (1 - confidence) * probabilities[k] / rest))));
        return options;
    }

    @Override
    public AuthorVersion version() {
        return version;
    }

    /** Whether history held this case's value of the pack's group; false without a group. */
    public boolean seenGroup(Map<String, Value> inputs) {
        return groupKey >= 0 && core.precedents().seen(groupKey, inputs);
    }

    /** What training found: the threshold and why it is what it is, figures of the held-out folds, suspected leaks. */
    public TrainingReport report() {
        return report;
    }

    /** The labels it may propose. */
    public List<String> labels() {
        return core.labels();
    }

    /** The whole model; {@link Authors#load} of it proposes the same, bit for bit. */
    public Json.Obj toJson() {
        return model;
    }
}
