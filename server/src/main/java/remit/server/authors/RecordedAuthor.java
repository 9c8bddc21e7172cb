package remit.server.authors;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import remit.kernel.Value;
import remit.ports.Author;

/** Replays stored proposals: what another model said of these cases, or this one at another time. */
final class RecordedAuthor implements Author {
    static final String KIND = "recorded";

    private final List<String> key;
    private final Map<String, Proposal> proposals;
    private final AuthorVersion version;

    /**
     * @param key inputs that identify a case; empty when the case id does
     * @param proposals by {@link #key} of the key, or by case id
     */
    RecordedAuthor(List<String> key, Map<String, Proposal> proposals, String name, String sha256) {
        this.key = List.copyOf(key);
        this.proposals = Map.copyOf(proposals);
        this.version = new AuthorVersion(KIND, name, sha256);
    }

    @Override
    public Answer propose(Question question, Instant deadline) {
        String which = key.isEmpty() ? question.caseId() : key(question.inputs(), key);
        Proposal proposal = proposals.get(which);
        return proposal == null
                ? new Answer.Refused("no proposal is recorded for this case")
                : new Answer.Answered(proposal);
    }

    /** The values of the key as they are shown: numbers with a decimal point and the scale of the file. */
    static String key(Map<String, Value> inputs, List<String> names) {
        return names.stream()
                .map(name -> inputs.getOrDefault(name, Value.ABSENT).show().strip())
                .collect(Collectors.joining("\u001f"));
    }

    @Override
    public AuthorVersion version() {
        return version;
    }
}
