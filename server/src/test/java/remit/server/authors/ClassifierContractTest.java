package remit.server.authors;

import java.util.List;
import remit.ports.Author;
import remit.server.authors.embedding.Embeddings;
import remit.testkit.AuthorContract;

class ClassifierContractTest extends AuthorContract {
    private static final List<Example> LINES = new TestingLedger(3, 0.05).lines(600);
    private static final Author AUTHOR = Authors.train(
                    LINES, TestingLedger.spec(0.05), TestingLedger.reporting("vendor"), Embeddings.miniLm())
            .orThrow();

    @Override
    protected Author author() {
        return AUTHOR;
    }

    @Override
    protected Author.Question answerable() {
        return new Author.Question("ledger", "case-1", LINES.getLast().inputs());
    }
}
