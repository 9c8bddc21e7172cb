package remit.server.authors;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.Value;
import remit.ports.Author.Answer;
import remit.ports.Author.Proposal;
import remit.ports.Author.Question;
import remit.process.AuthorSpec;
import remit.server.authors.embedding.Embeddings;
import remit.server.authors.embedding.TestingEncoder;

/** A classifier that goes by what made support messages mean. */
class MeaningTest {
    private static final Map<String, List<String>> SAID = Map.of(
            "refund",
            List.of("i want my money back", "please refund the payment", "return what i paid", "reimburse me"),
            "delivery",
            List.of("where is my parcel", "the package has not arrived", "my order is late", "track the shipment"),
            "password",
            List.of("i cannot log in", "reset my password", "my account is locked", "the sign in fails"));
    private static final List<String> BEFORE = List.of("hello", "good morning", "excuse me", "dear team", "hi there");
    private static final List<String> AFTER =
            List.of("thanks", "please hurry", "kind regards", "since monday", "again");

    /** @param kept of the ways to say something, those from here on */
    private static List<Example> messages(int count, int from, int to) {
        var chance = new SplittableRandom(7);
        List<String> kinds = SAID.keySet().stream().sorted().toList();
        var messages = new ArrayList<Example>();
        for (int i = 0; i < count; i++) {
            String kind = kinds.get(chance.nextInt(kinds.size()));
            String text = BEFORE.get(chance.nextInt(BEFORE.size())) + ", "
                    + SAID.get(kind).get(chance.nextInt(from, to)) + ", " + AFTER.get(chance.nextInt(AFTER.size()));
            messages.add(new Example(
                    Map.of("message", Value.of(text)),
                    kind,
                    Instant.parse("2026-01-01T00:00:00Z").plusSeconds(60L * i)));
        }
        return messages;
    }

    private static AuthorSpec spec(String settings) {
        return new AuthorSpec("classifier", "kind", 0.05, null, List.of(), Json.parseObject(settings));
    }

    private static Checked<Classifier> trained(String settings, Embeddings embeddings) {
        return Authors.train(messages(400, 0, 2), spec(settings), TestingLedger.reporting(null), embeddings);
    }

    private static Embeddings testing(String runtime) {
        return new Embeddings(() -> Checked.ok(new TestingEncoder(runtime)));
    }

    private static Embeddings none() {
        return new Embeddings(() -> Checked.refused(new Problem("RMT-317", "here", "no embeddings", "none")));
    }

    private static Proposal proposal(Classifier author, Example message) {
        return ((Answer.Answered) author.propose(new Question("p", "c", message.inputs()), Instant.MAX)).proposal();
    }

    private static double right(Classifier author) {
        List<Example> unheard = messages(100, 2, 4);
        return unheard.stream()
                        .filter(each -> proposal(author, each).decision().equals(each.truth()))
                        .count()
                / (double) unheard.size();
    }

    @Test
    void what_was_never_said_in_these_words_is_known_by_its_meaning() {
        try (var embeddings = Embeddings.miniLm()) {
            Classifier words = trained("{\"text\":[\"message\"]}", embeddings).orThrow();
            Classifier both = trained("{\"text\":[\"message\"],\"embedding\":[\"message\"]}", embeddings)
                    .orThrow();
            assertThat(right(both)).isGreaterThan(right(words) + 0.1).isGreaterThan(0.7);
            assertThat(words.version().name()).isEqualTo("tfidf-logistic");
            assertThat(both.version().name()).isEqualTo("tfidf-minilm-logistic");
        }
    }

    @Test
    void the_same_history_gives_the_same_model_and_it_is_read_as_it_was_written() {
        String settings = "{\"text\":[\"message\"],\"embedding\":[\"message\"]}";
        Classifier author = trained(settings, testing("a")).orThrow();
        assertThat(trained(settings, testing("a")).orThrow().version()).isEqualTo(author.version());
        Classifier read = Authors.load(Json.parseObject(author.toJson().canonical()), testing("a"))
                .orThrow();
        assertThat(read.version()).isEqualTo(author.version());
        for (Example message : messages(20, 2, 4)) {
            assertThat(proposal(read, message)).isEqualTo(proposal(author, message));
        }
    }

    @Test
    void a_model_is_refused_where_other_embeddings_are_computed_than_it_learned_from() {
        Json.Obj model =
                trained("{\"embedding\":[\"message\"]}", testing("a")).orThrow().toJson();
        assertThat(Authors.load(model, testing("b")).problems())
                .extracting(Problem::code)
                .containsExactly("RMT-318");
        assertThat(Authors.load(model, none()).problems())
                .extracting(Problem::code)
                .containsExactly("RMT-317");
    }

    @Test
    void without_embeddings_training_is_refused_unless_the_pack_lets_words_do() {
        assertThat(trained("{\"text\":[\"message\"],\"embedding\":[\"message\"]}", none())
                        .problems())
                .extracting(Problem::code)
                .containsExactly("RMT-317");
        String settings = "{\"text\":[\"message\"],\"embedding\":[\"message\"],\"fallback\":\"words\"}";
        assertThat(trained(settings, none()).orThrow().version().name()).isEqualTo("tfidf-logistic");
        assertThat(Authors.check(spec("{\"embedding\":[\"message\"],\"fallback\":\"words\"}"), List.of("message")))
                .extracting(Problem::code)
                .containsExactly("RMT-302");
        assertThat(Authors.check(spec("{\"embedding\":[\"message\"],\"fallback\":\"guess\"}"), List.of("message")))
                .extracting(Problem::code)
                .containsExactly("RMT-301");
    }

    @Test
    void the_candidates_go_by_words_by_meaning_and_by_both() {
        var candidates = Authors.candidates(spec("{\"text\":[\"message\"],\"category\":[\"country\"]}"))
                .orThrow();
        assertThat(candidates.keySet()).containsExactly("words", "meaning", "both");
        assertThat(candidates.get("meaning").settings().array("text")).isEmpty();
        assertThat(candidates.get("meaning").settings().array("category")).hasSize(1);
        assertThat(Authors.candidates(spec("{\"category\":[\"country\"]}")).orThrow())
                .containsOnlyKeys("words");
    }
}
