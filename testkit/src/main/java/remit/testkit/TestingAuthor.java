package remit.testkit;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import remit.kernel.Digest;
import remit.ports.Author;

/** An author that answers as its script says and remembers what it was asked. */
public final class TestingAuthor implements Author {
    private final Function<Question, Answer> script;
    private final List<Question> asked = new CopyOnWriteArrayList<>();

    private TestingAuthor(Function<Question, Answer> script) {
        this.script = script;
    }

    /** Answers each question by {@code script}. */
    public static TestingAuthor answering(Function<Question, Answer> script) {
        return new TestingAuthor(script);
    }

    /** Proposes the same for every case. */
    public static TestingAuthor always(String decision, double confidence, boolean confident) {
        var proposal = new Proposal(
                decision, confidence, confident, List.of(new Option(decision, confidence)), "scripted for a test");
        return new TestingAuthor(question -> new Answer.Answered(proposal));
    }

    @Override
    public Answer propose(Question question, Instant deadline) {
        asked.add(question);
        return script.apply(question);
    }

    @Override
    public AuthorVersion version() {
        return new AuthorVersion("recorded", "testing", Digest.sha256Hex("testing"));
    }

    /** Every question so far, in order. */
    public List<Question> asked() {
        return List.copyOf(asked);
    }
}
