package remit.bench;

import java.time.Instant;
import java.util.List;
import remit.kernel.Digest;
import remit.kernel.Value;
import remit.ports.Author;

/** An author whose answers exist already, so that a load measures deciding and writing and not a model. */
final class ScriptedAuthor implements Author {
    private final AuthorVersion version = new AuthorVersion("recorded", "scripted", Digest.sha256Hex("scripted"));
    private final String input;

    /** @param input whose value the answer hangs on: seven of ten values get a confident proposal */
    ScriptedAuthor(String input) {
        this.input = input;
    }

    @Override
    public Answer propose(Question question, Instant deadline) {
        int number = Math.floorMod(
                question.inputs().getOrDefault(input, Value.ABSENT).show().hashCode(), 1000);
        boolean confident = number % 10 < 7;
        double confidence = confident ? 0.9 + number / 10_100.0 : 0.3 + number / 2_000.0;
        String decision = Integer.toString(400_000 + number % 50);
        return new Answer.Answered(new Proposal(
                decision,
                confidence,
                confident,
                List.of(
                        new Option(decision, confidence),
                        new Option("410001", (1 - confidence) * 0.6),
                        new Option("410002", (1 - confidence) * 0.2)),
                "the same supplier was coded so before"));
    }

    @Override
    public AuthorVersion version() {
        return version;
    }
}
