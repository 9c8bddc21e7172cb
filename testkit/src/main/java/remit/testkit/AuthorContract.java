package remit.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import remit.kernel.Value;
import remit.ports.Author;
import remit.ports.Author.Answer;
import remit.ports.Author.Question;

/** What every {@link Author} must do. Extend it and give it an author with a question that it can answer. */
public abstract class AuthorContract {
    private static final String SECRET = "marker-4711-of-a-private-value";

    /** The author under test. */
    protected abstract Author author();

    /** A question that {@link #author} answers with a proposal. */
    protected abstract Question answerable();

    private static Instant soon() {
        return Instant.now().plusSeconds(20);
    }

    private Author.Proposal proposal() {
        Answer answer = author().propose(answerable(), soon());
        return assertInstanceOf(Answer.Answered.class, answer, () -> "answered: " + answer)
                .proposal();
    }

    @Test
    void its_version_names_kind_and_name_and_a_sha256_and_never_changes() {
        Author.AuthorVersion version = author().version();
        assertFalse(version.kind().isBlank());
        assertFalse(version.name().isBlank());
        assertTrue(version.sha256().matches("[0-9a-f]{64}"), version.sha256());
        author().propose(answerable(), soon());
        assertEquals(version, author().version());
    }

    @Test
    void a_proposal_names_a_decision_and_what_it_rests_on() {
        Author.Proposal proposal = proposal();
        assertFalse(proposal.decision().isBlank());
        assertFalse(proposal.basis().isBlank());
    }

    @Test
    void options_start_with_the_proposal_and_grow_less_probable() {
        Author.Proposal proposal = proposal();
        assertFalse(proposal.options().isEmpty());
        assertEquals(proposal.decision(), proposal.options().getFirst().decision());
        double before = 1;
        double sum = 0;
        for (Author.Option option : proposal.options()) {
            assertTrue(option.probability() >= 0 && option.probability() <= before, () -> "order: " + proposal);
            before = option.probability();
            sum += option.probability();
        }
        assertTrue(sum <= 1 + 1e-9, () -> "probabilities sum to more than 1: " + proposal);
        long distinct = proposal.options().stream()
                .map(Author.Option::decision)
                .distinct()
                .count();
        assertEquals(proposal.options().size(), distinct, "an option is named twice");
    }

    @Test
    void a_proposal_survives_being_stored() {
        Author.Proposal proposal = proposal();
        assertEquals(proposal, Author.Proposal.fromJson(proposal.toJson()));
    }

    @Test
    void the_same_question_gets_the_same_answer() {
        assertEquals(proposal(), proposal());
    }

    @Test
    void many_threads_get_the_same_answer() throws InterruptedException, ExecutionException {
        Author.Proposal expected = proposal();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<Author.Proposal>>();
            for (int i = 0; i < 32; i++) running.add(threads.submit(this::proposal));
            for (Future<Author.Proposal> one : running) assertEquals(expected, one.get());
        }
    }

    @Test
    void missing_and_ill_typed_inputs_are_answered_not_thrown() {
        var absent = new HashMap<String, Value>();
        var wrong = new HashMap<String, Value>();
        for (String name : answerable().inputs().keySet()) {
            absent.put(name, Value.ABSENT);
            wrong.put(name, new Value.IllTyped("5k", "not a number"));
        }
        for (Map<String, Value> inputs : List.<Map<String, Value>>of(Map.of(), absent, wrong)) {
            assertNotNull(author().propose(asking(inputs), soon()));
        }
    }

    @Test
    void a_long_odd_text_is_answered_not_thrown() {
        var odd = new HashMap<String, Value>();
        String text = "\u0000\ud83d\ude00 \"}]{\\ \u202e " + "x ".repeat(20_000) + "\ud800";
        for (String name : answerable().inputs().keySet()) odd.put(name, Value.of(text));
        assertNotNull(author().propose(asking(odd), soon()));
    }

    @Test
    void a_deadline_in_the_past_is_answered_not_thrown() {
        assertNotNull(author().propose(answerable(), Instant.EPOCH));
    }

    @Test
    void a_reason_for_not_proposing_repeats_no_input() {
        var inputs = new HashMap<String, Value>();
        for (String name : answerable().inputs().keySet()) inputs.put(name, Value.of(SECRET));
        String reason = switch (author().propose(asking(inputs), soon())) {
            case Answer.Answered answered -> answered.proposal().basis();
            case Answer.Refused(String why, Author.Usage _) -> why;
            case Answer.Failed(String why, Author.Usage _) -> why;
            case Answer.Unknown(String why) -> why;
        };
        assertFalse(reason.contains(SECRET), reason);
        assertFalse(reason.isBlank());
    }

    private Question asking(Map<String, Value> inputs) {
        return new Question(answerable().process(), "a-case-nobody-recorded", inputs);
    }
}
