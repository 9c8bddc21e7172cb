package remit.server.telemetry;

import java.time.Instant;
import remit.ports.Author;

/** An author whose calls are told. */
public record TracedAuthor(Author author, Telemetry telemetry) implements Author {
    @Override
    public Answer propose(Question question, Instant deadline) {
        return telemetry.span(
                Spans.author(question, version()), () -> author.propose(question, deadline), Spans::answered);
    }

    @Override
    public AuthorVersion version() {
        return author.version();
    }
}
