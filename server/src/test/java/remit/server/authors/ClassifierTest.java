package remit.server.authors;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.ports.Author;
import remit.ports.Author.Answer;
import remit.ports.Author.Proposal;
import remit.server.authors.embedding.Embeddings;

class ClassifierTest {
    private static final List<Example> LINES = new TestingLedger(7, 0.02).lines(3_000);
    private static final List<Example> HISTORY = LINES.subList(0, 2_000);
    private static final List<Example> LATER = LINES.subList(2_000, 3_000);

    private static Classifier trained(List<Example> history, double maxError) {
        return Authors.train(
                        history, TestingLedger.spec(maxError), TestingLedger.reporting("vendor"), Embeddings.miniLm())
                .orThrow();
    }

    private static Proposal proposal(Author author, Map<String, Value> inputs) {
        Answer answer = author.propose(new Author.Question("p", "c", inputs), Instant.MAX);
        return ((Answer.Answered) answer).proposal();
    }

    private record Outcome(int cleared, int wrong) {}

    private static Outcome outcome(Author author, List<Example> lines) {
        int cleared = 0;
        int wrong = 0;
        for (Example line : lines) {
            Proposal proposal = proposal(author, line.inputs());
            if (!proposal.confident()) continue;
            cleared++;
            if (!proposal.decision().equals(line.truth())) wrong++;
        }
        return new Outcome(cleared, wrong);
    }

    @Test
    void the_same_history_gives_the_same_model_byte_for_byte() {
        Classifier one = trained(HISTORY, 0.05);
        Classifier other = trained(new ArrayList<>(HISTORY), 0.05);
        assertThat(one.toJson().canonical()).isEqualTo(other.toJson().canonical());
        assertThat(one.version()).isEqualTo(other.version());
    }

    @Test
    void a_loaded_model_proposes_the_same_bit_for_bit() {
        Classifier trained = trained(HISTORY, 0.05);
        Classifier loaded = Authors.load(Json.parseObject(trained.toJson().canonical()), Embeddings.miniLm())
                .orThrow();
        assertThat(loaded.version()).isEqualTo(trained.version());
        assertThat(loaded.report()).isEqualTo(trained.report());
        for (Example line : LATER) {
            assertThat(proposal(loaded, line.inputs())).isEqualTo(proposal(trained, line.inputs()));
            assertThat(loaded.seenGroup(line.inputs())).isEqualTo(trained.seenGroup(line.inputs()));
        }
    }

    @Test
    void what_clears_later_stays_within_the_limit_that_was_fixed_on_history() {
        Classifier author = trained(HISTORY, 0.05);
        Outcome outcome = outcome(author, LATER);
        assertThat(outcome.cleared()).as(author.report().explain()).isGreaterThan(LATER.size() / 2);
        assertThat(outcome.wrong()).isLessThanOrEqualTo((int) (0.05 * outcome.cleared()));
    }

    @Test
    void nothing_clears_when_the_accounts_are_drawn_by_lot() {
        Classifier author = trained(new TestingLedger(11, 1.0).lines(1_500), 0.05);
        assertThat(author.report().threshold()).isNull();
        assertThat(author.report().explain()).startsWith("Nothing can clear safely");
        assertThat(outcome(author, new TestingLedger(12, 1.0).lines(300)).cleared())
                .isZero();
    }

    @Test
    void renaming_every_column_value_and_label_changes_no_proposal() {
        UnaryOperator<String> rename = text -> {
            var turned = new StringBuilder();
            for (char c : text.toCharArray()) turned.append(turned(c));
            return turned.toString();
        };
        Classifier author = trained(HISTORY, 0.05);
        String group = rename.apply("vendor");
        Classifier renamed = Authors.train(
                        TestingLedger.renamed(HISTORY, rename),
                        TestingLedger.spec(0.05, rename),
                        TestingLedger.reporting(group),
                        Embeddings.miniLm())
                .orThrow();
        assertThat(renamed.report()).isEqualTo(author.report());
        for (Example line : LATER) {
            Proposal before = proposal(author, line.inputs());
            Proposal after = proposal(
                    renamed,
                    TestingLedger.renamed(List.of(line), rename).getFirst().inputs());
            assertThat(after.decision()).isEqualTo(rename.apply(before.decision()));
            assertThat(after.confidence()).isEqualTo(before.confidence());
        }
    }

    /** Another letter for every letter, another digit for every digit. */
    private static char turned(char c) {
        if (c >= 'a' && c <= 'z') return (char) ('a' + ('z' - c));
        if (c >= 'A' && c <= 'Z') return (char) ('A' + ('Z' - c));
        return c >= '0' && c <= '9' ? (char) ('0' + ('9' - c)) : c;
    }

    @Test
    void a_group_counts_as_seen_even_when_its_outcome_is_unknown() {
        var history = new ArrayList<>(HISTORY);
        Example last = HISTORY.getLast();
        var inputs = new java.util.HashMap<>(last.inputs());
        inputs.put("vendor", Value.of("V-no-outcome"));
        history.add(new Example(inputs, null, last.at()));
        Classifier author = trained(history, 0.05);
        assertThat(author.seenGroup(inputs)).isTrue();
        inputs.put("vendor", Value.of("V-never"));
        assertThat(author.seenGroup(inputs)).isFalse();
        assertThat(author.report().rows()).isEqualTo(2_001);
        assertThat(author.report().labelled()).isEqualTo(2_000);
    }

    @Test
    void too_little_history_proposes_nothing_and_says_why() {
        Classifier author = trained(HISTORY.subList(0, 60), 0.05);
        Answer answer =
                author.propose(new Author.Question("p", "c", LATER.getFirst().inputs()), Instant.MAX);
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        assertThat(author.report().explain()).contains("only 60 past lines have a known outcome");
        assertThat(author.report().threshold()).isNull();
        assertThat(Authors.load(Json.parseObject(author.toJson().canonical()), Embeddings.miniLm())
                        .orThrow()
                        .version())
                .isEqualTo(author.version());
    }

    @Test
    void an_unseen_vendor_is_less_sure_than_one_with_many_clean_precedents() {
        Classifier author = trained(HISTORY, 0.05);
        var known = new java.util.HashMap<>(HISTORY.getFirst().inputs());
        known.put("vendor", Value.of("V0"));
        known.put("name", Value.of("north north"));
        var fresh = new java.util.HashMap<>(known);
        fresh.put("vendor", Value.of("V-never"));
        fresh.put("name", Value.of("unheard of"));
        Proposal sure = proposal(author, known);
        Proposal unsure = proposal(author, fresh);
        assertThat(sure.confidence()).isGreaterThan(unsure.confidence());
        assertThat(sure.basis()).matches("vendor seen \\d+ times, \\d+ on 400; vendor with department seen .*");
        assertThat(unsure.basis()).startsWith("vendor never seen");
        assertThat(unsure.confident()).isFalse();
    }

    @Test
    void a_file_that_is_not_a_model_is_refused_with_a_problem() {
        Json.Obj model = trained(HISTORY, 0.05).toJson();
        for (Json.Obj damaged : List.of(
                Json.EMPTY,
                model.with("weights", Json.of("AAAA")),
                model.with("labels", Json.array(List.of(Json.of(1)))),
                model.with("term_weights", Json.of("not base 64!")),
                model.with("precedents", Json.array(List.of(Json.of(true)))),
                model.with("judge", Json.object("blend", "x")))) {
            assertThat(Authors.load(damaged, Embeddings.miniLm()).problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.code()).isEqualTo("RMT-307"));
        }
    }

    @Test
    void a_broken_character_or_an_endless_value_still_gives_a_model_that_can_be_stored() {
        var history = new ArrayList<>(HISTORY.subList(0, 300));
        for (int i = 0; i < 3; i++) {
            var inputs = new java.util.HashMap<>(history.getFirst().inputs());
            inputs.put("vendor", Value.of("x".repeat(199) + "\ud83d\ude00" + i + "\ud800"));
            inputs.put("name", Value.of("\ud83d\ude00 \ud800 paper"));
            history.add(new Example(inputs, "401", history.getFirst().at()));
        }
        Classifier author = trained(history, 0.05);
        String stored = author.toJson().canonical();
        assertThat(new String(
                        stored.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(stored);
        assertThat(Authors.load(Json.parseObject(stored), Embeddings.miniLm())
                        .orThrow()
                        .seenGroup(history.getLast().inputs()))
                .isTrue();
    }

    @Test
    void a_model_without_precedent_columns_learns_from_words_alone() {
        var spec = new remit.process.AuthorSpec(
                "classifier", "account", 0.05, null, List.of(), Json.object("text", Json.strings(List.of("name"))));
        Checked<Classifier> author = Authors.train(HISTORY, spec, TestingLedger.reporting(null), Embeddings.miniLm());
        Proposal proposal = proposal(author.orThrow(), LATER.getFirst().inputs());
        assertThat(proposal.basis()).isNotBlank();
        assertThat(author.orThrow().seenGroup(LATER.getFirst().inputs())).isFalse();
    }
}
