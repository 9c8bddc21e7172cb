package remit.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What came out of a check.
 *
 * @param findings the first hundred
 * @param found how many there are in all
 * @param contents what the pack says of itself; null where it could not be read through
 */
public record Report(
        Outcome outcome,
        List<Finding> findings,
        long found,
        @Nullable Contents contents,
        Cover cover) implements Answer {

    /** The answer, and the exit status that says it. */
    public enum Outcome {
        /** Nothing was found, and what is trusted covers the whole pack. */
        VERIFIED(0),
        /** Something is wrong with the pack. */
        FINDING(1),
        /** Nothing was found, but nothing that is trusted covers all of it. */
        SELF_CONSISTENT(4);

        private final int exitStatus;

        Outcome(int exitStatus) {
            this.exitStatus = exitStatus;
        }

        public int exitStatus() {
            return exitStatus;
        }
    }

    public Report {
        findings = List.copyOf(findings);
    }

    static Report of(Findings findings, @Nullable Contents contents, Cover cover) {
        boolean covered =
                contents != null && cover.authenticated() && cover.open().isEmpty();
        Outcome outcome = findings.count() > 0 || contents == null
                ? Outcome.FINDING
                : covered ? Outcome.VERIFIED : Outcome.SELF_CONSISTENT;
        return new Report(outcome, findings.kept(), findings.count(), contents, cover);
    }

    /**
     * What the pack says of itself.
     *
     * @param size of the tree: the positions that the pack reaches up to
     * @param head root and time of the head of that size; null where there is none
     * @param payloads how many are there, {@code erased} how many were erased
     */
    public record Contents(
            String origin, long from, long size, @Nullable TreeHead head, int payloads, int erased) {
        static Contents of(PackHeader pack, List<Heads.Head> heads, Entries entries) {
            TreeHead last = heads.stream()
                    .map(Heads.Head::head)
                    .filter(each -> each.size() == pack.size())
                    .findFirst()
                    .orElse(null);
            return new Contents(pack.origin(), pack.from(), pack.size(), last, entries.payloads(), entries.erased());
        }

        public long entries() {
            return size - from;
        }
    }

    /**
     * How far what is trusted reaches.
     *
     * @param below positions below this are authenticated; empty where nothing is
     * @param by the keys that are trusted in the end, in short; empty where only a head is
     * @param open why the whole pack is not authenticated
     */
    public record Cover(OptionalLong below, List<String> by, List<String> open) {
        static final Cover NONE = new Cover(OptionalLong.empty(), List.of(), List.of());

        public Cover {
            by = List.copyOf(by);
            open = List.copyOf(open);
        }

        static Cover of(PackHeader pack, Authentication authentication, Map<Entry.Rotation, Long> rotations) {
            var by = new ArrayList<String>();
            for (VerifierKey key : authentication.trusted()) if (pack.keys().contains(key)) by.add(key.label());
            return new Cover(authentication.covered(), by, authentication.open(rotations));
        }

        boolean authenticated() {
            return below.isPresent();
        }
    }

    @Override
    public List<String> text() {
        return ReportText.lines(this);
    }

    @Override
    public String json() {
        return ReportText.json(this);
    }
}
