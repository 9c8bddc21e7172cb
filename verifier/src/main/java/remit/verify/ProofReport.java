package remit.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came out of the check of one proof.
 *
 * @param findings the first hundred
 * @param found how many there are in all
 * @param claim what the proof says; null where it could not be read
 * @param by what authenticates it: keys in short, and heads that were given
 * @param open why it is not authenticated; empty where it is
 */
public record ProofReport(
        List<Finding> findings, long found, @Nullable Claim claim, List<String> by, List<String> open)
        implements Answer {
    public ProofReport {
        findings = List.copyOf(findings);
        by = List.copyOf(by);
        open = List.copyOf(open);
    }

    /**
     * What a proof says.
     *
     * @param sentence as a person would
     * @param head under which
     */
    public record Claim(String sentence, TreeHead head) {}

    static ProofReport of(Findings findings, @Nullable Claim claim, List<String> by, List<String> open) {
        return new ProofReport(findings.kept(), findings.count(), claim, by, open);
    }

    @Override
    public Report.Outcome outcome() {
        if (found > 0 || claim == null) return Report.Outcome.FINDING;
        return open.isEmpty() && !by.isEmpty() ? Report.Outcome.VERIFIED : Report.Outcome.SELF_CONSISTENT;
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
