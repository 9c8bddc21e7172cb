package remit.server.checkpoints;

import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;
import remit.checkpoints.Learner;
import remit.checkpoints.LoggedCase;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.ports.Author;
import remit.process.AuthorSpec;
import remit.process.ProcessContract;
import remit.server.authors.Authors;
import remit.server.authors.Classifier;
import remit.server.authors.Example;
import remit.server.authors.embedding.Embeddings;

/**
 * How likely a checkpoint is to reject a case, by the classifier that the process's author is made of, trained on what that
 * checkpoint decided before. Where the author is of another kind, nobody can tell.
 */
final class RiskModel implements Learner {
    private static final String REJECTED = "rejected";
    private static final String APPROVED = "approved";

    private final ProcessContract contract;
    private final Embeddings embeddings;

    RiskModel(ProcessContract contract, Embeddings embeddings) {
        this.contract = contract;
        this.embeddings = embeddings;
    }

    @Override
    public ToDoubleFunction<LoggedCase> learn(String checkpoint, List<Known> earlier) {
        AuthorSpec spec = contract.author();
        List<Example> examples = earlier.stream()
                .map(known -> new Example(
                        known.item().inputs(),
                        known.rejected() ? REJECTED : APPROVED,
                        known.item().at()))
                .toList();
        if (examples.stream().map(Example::truth).distinct().count() < 2) return _ -> Double.NaN;
        return switch (Authors.train(examples, spec, contract.reporting(), embeddings)) {
            case Checked.Ok<Classifier>(Classifier trained) -> item -> risk(trained, item);
            case Checked.Refused<Classifier>(List<Problem> _) -> _ -> Double.NaN;
        };
    }

    private double risk(Classifier trained, LoggedCase item) {
        var question = new Author.Question(contract.id(), item.id(), item.inputs());
        return switch (trained.propose(question, Instant.MAX)) {
            case Author.Answer.Answered answered -> risk(answered.proposal());
            case Author.Answer.Refused _, Author.Answer.Failed _, Author.Answer.Unknown _ -> Double.NaN;
        };
    }

    private static double risk(Author.Proposal proposal) {
        for (Author.Option option : proposal.options()) {
            if (option.decision().equals(REJECTED)) return option.probability();
        }
        return proposal.decision().equals(APPROVED) ? 1 - proposal.confidence() : proposal.confidence();
    }
}
