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
    static final String WORDS = "tfidf-logistic";
    static final String MEANING = "minilm-logistic";
    static final String BOTH = "tfidf-minilm-logistic";

    private final Core core;
    private final Judge judge;
    private final TrainingReport report;
    private final Json.Obj model;
    private final AuthorVersion version;

    Classifier(Core core, Judge judge, TrainingReport report, Json.Obj model, String sha256) {
        this.core = core;
        this.judge = judge;
        this.report = report;
        this.model = model;
        this.version = new AuthorVersion(KIND, name(core), sha256);
    }

    private static String name(Core core) {
        if (core.meaning() == null) return WORDS;
        return core.vocabulary().size() == 0 ? MEANING : BOTH;
    }

    @Override
    public Answer propose(Question question, Instant deadline) {
        if (core.labels().isEmpty()) return new Answer.Refused("too little history with a known outcome to learn from");
        Core.Look look = core.look(question.inputs());
        Judge.Opinion opinion = judge.of(look);
        List<Option> options = options(look, opinion);
        return new Answer.Answered(new Proposal(
                options.getFirst().decision(),
                opinion.confidence(),
                report.reaches(opinion.confidence()),
                options,
                Basis.of(core, look, opinion.top())));
    }

    /** The proposal with its calibrated confidence, then the others in proportion to what is left. */
    private List<Option> options(Core.Look look, Judge.Opinion opinion) {
        double[] probabilities = opinion.probabilities();
        int top = opinion.top();
        double left = 1 - opinion.confidence();
        double rest = Math.max(1 - probabilities[top], 1e-9);
        var options = new ArrayList<Option>();
        options.add(new Option(core.labels().get(look.candidates()[top]), opinion.confidence()));
        IntStream.range(0, probabilities.length)
                .filter(c -> c != top)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -probabilities[c]))
                .limit(MOST_OPTIONS - 1L)
                .forEach(c -> options.add(new Option(
                        core.labels().get(look.candidates()[c]),
                        Math.min(opinion.confidence(), left * probabilities[c] / rest))));
        return options;
    }

    @Override
    public AuthorVersion version() {
        return version;
    }

    /** Whether history held this case's value of the pack's group; false without a group. */
    public boolean seenGroup(Map<String, Value> inputs) {
        return model.text("group") != null && core.precedents().seen(0, inputs);
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
