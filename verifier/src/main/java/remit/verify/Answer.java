package remit.verify;

import java.util.List;

/** What a check says, of a pack or of a proof. */
public sealed interface Answer permits Report, ProofReport {
    Report.Outcome outcome();

    /** What a person reads: the result in one sentence, then what it rests on. */
    List<String> text();

    /** The same as one JSON object. */
    String json();

    default int exitStatus() {
        return outcome().exitStatus();
    }
}
