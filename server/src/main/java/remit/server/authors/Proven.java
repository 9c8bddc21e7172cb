package remit.server.authors;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import remit.ports.Author;

/**
 * An author that was made elsewhere, confident from what is proven of it on and from nothing else: what it says of itself is a
 * score, not a probability.
 *
 * @param from the certified confidence; null where nothing is proven, and nothing is confident
 */
record Proven(Author author, @Nullable Double from) implements Author {
    @Override
    public Answer propose(Question question, Instant deadline) {
        return switch (author.propose(question, deadline)) {
            case Answer.Answered(Proposal said, Usage usage) -> new Answer.Answered(judged(said), usage);
            case Answer.Refused refused -> refused;
            case Answer.Failed failed -> failed;
            case Answer.Unknown unknown -> unknown;
        };
    }

    private Proposal judged(Proposal said) {
        boolean confident = from != null && said.confidence() >= from;
        return new Proposal(said.decision(), said.confidence(), confident, said.options(), said.basis());
    }

    @Override
    public AuthorVersion version() {
        return author.version();
    }
}
