package remit.server.authors;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.ports.Author.Answer;
import remit.ports.Author.Proposal;
import remit.ports.Author.Question;
import remit.process.AuthorSpec;
import remit.server.authors.embedding.Embeddings;

/** What words and meaning together reach on customer messages of 77 kinds, held out by a seeded draw. */
class MessagesSharedIT {
    private static final String WORDS = "{\"text\":[\"message\"]}";
    private static final String BOTH = "{\"text\":[\"message\"],\"embedding\":[\"message\"]}";
    private static final int HISTORY = 7_503;

    private static AuthorSpec spec(String settings) {
        return new AuthorSpec("classifier", "kind", 0.02, null, List.of(), Json.parseObject(settings));
    }

    static List<Example> messages() throws Exception {
        var rows = new ArrayList<>(ClassifierSharedIT.rows("banking77/train.csv"));
        Collections.shuffle(rows, new Random(42));
        var messages = new ArrayList<Example>();
        for (int i = 0; i < rows.size(); i++) {
            messages.add(new Example(
                    Map.of("message", Value.of(rows.get(i).getField("text"))),
                    rows.get(i).getField("category"),
                    Instant.parse("2026-01-01T00:00:00Z").plusSeconds(60L * i)));
        }
        return messages;
    }

    private record Result(double accuracy, double cleared, double wrong) {}

    private static Result result(Classifier author, List<Example> later) {
        int right = 0;
        int cleared = 0;
        int wrong = 0;
        for (Example message : later) {
            Proposal proposal = ((Answer.Answered)
                            author.propose(new Question("p", "c", message.inputs()), Instant.MAX))
                    .proposal();
            boolean good = proposal.decision().equals(message.truth());
            if (good) right++;
            if (proposal.confident()) cleared++;
            if (proposal.confident() && !good) wrong++;
        }
        return new Result((double) right / later.size(), (double) cleared / later.size(), (double) wrong / cleared);
    }

    @Test
    void meaning_beside_words_helps_customer_messages() throws Exception {
        List<Example> all = messages();
        List<Example> past = all.subList(0, HISTORY);
        List<Example> later = all.subList(HISTORY, all.size());
        try (var embeddings = Embeddings.miniLm()) {
            Result words = result(
                    Authors.train(past, spec(WORDS), TestingLedger.reporting(null), embeddings)
                            .orThrow(),
                    later);
            Result both = result(
                    Authors.train(past, spec(BOTH), TestingLedger.reporting(null), embeddings)
                            .orThrow(),
                    later);
            assertThat(both.accuracy()).isGreaterThan(0.915).isGreaterThan(words.accuracy() + 0.035);
            assertThat(both.wrong()).isLessThan(0.02);
            assertThat(both.cleared()).isGreaterThan(words.cleared() + 0.08);
        }
    }

    private static double right(List<Example> past, AuthorSpec spec, String group, Embeddings embeddings) {
        TrainingReport.HeldOut held = Authors.train(past, spec, TestingLedger.reporting(group), embeddings)
                .orThrow()
                .report()
                .heldOut();
        return (double) held.right() / held.cases();
    }

    @Test
    void history_says_that_meaning_helps_messages_and_hurts_names_of_vendors() throws Exception {
        List<Example> messages = messages().subList(0, 4_000);
        Map<String, AuthorSpec> ofMessages = Authors.candidates(spec(BOTH)).orThrow();
        List<Example> ledger = ClassifierSharedIT.ledger();
        List<Example> lines = ledger.subList(0, ledger.size() / 2);
        Map<String, AuthorSpec> ofLines = Authors.candidates(spec("""
                        {"text":["vendor"],"category":["directorate"],"number":["amount"]}""")).orThrow();
        try (var embeddings = Embeddings.miniLm()) {
            assertThat(right(messages, ofMessages.get("both"), null, embeddings))
                    .isGreaterThan(right(messages, ofMessages.get("words"), null, embeddings) + 0.03);
            assertThat(right(lines, ofLines.get("meaning"), null, embeddings))
                    .isLessThan(right(lines, ofLines.get("words"), null, embeddings));
        }
    }
}
