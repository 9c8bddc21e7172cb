package remit.scorecard;

import java.math.BigDecimal;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;
import remit.kernel.Verdict;
import remit.process.Disposition;

/**
 * One live case beside its truth, as the scorer sees it after the last decision.
 *
 * @param proposed what the author suggested, or null when it gave nothing
 * @param truth what the outcome columns say, or null when they give no truth
 * @param precedent what the precedent rule would have done, or null when the pack declares none
 */
public record ScoredCase(
        Ruling ruling,
        @Nullable Proposed proposed,
        @Nullable Truth truth,
        Setting setting,
        @Nullable Precedent precedent) {

    /**
     * @param disposition what a STOP did with the case; null for the other verdicts
     * @param decision what was decided, null when there was no proposal
     * @param adverse whether the contract declares that decision adverse
     * @param takenBack whether what was done of it had to be taken back
     */
    public record Ruling(
            Verdict verdict,
            @Nullable Disposition disposition,
            @Nullable String decision,
            boolean adverse,
            boolean takenBack) {
        public Ruling {
            if ((verdict == Verdict.STOP) != (disposition != null)) throw new IllegalArgumentException("disposition");
            if (verdict == Verdict.AUTO_CLEAR && decision == null) throw new IllegalArgumentException("decision");
        }

        /** One of which nothing was taken back. */
        public Ruling(Verdict verdict, @Nullable Disposition disposition, @Nullable String decision, boolean adverse) {
            this(verdict, disposition, decision, adverse, false);
        }
    }

    /** @param confidence calibrated, in [0, 1]; {@code confident} whether it reaches the threshold of its version */
    public record Proposed(String label, double confidence, boolean confident) {}

    /**
     * @param label the value of the author's target column
     * @param adverse whether the contract declares that label adverse: then nothing was paid when no amount is given
     * @param paid what officers paid, or null when the file does not say
     */
    public record Truth(
            String label, boolean adverse, @Nullable BigDecimal paid) {}

    /**
     * @param group value of the pack's group column, or null when empty or undeclared; {@code segment} likewise
     * @param month of business time, in the zone of the process
     * @param money the amount at stake, or null; {@code payable} what clearing pays, or null
     */
    public record Setting(
            YearMonth month,
            @Nullable String group,
            @Nullable String segment,
            @Nullable BigDecimal money,
            @Nullable BigDecimal payable) {}

    /** @param label the group's label in history; {@code wouldClear} whether it was seen often and one-sided enough */
    public record Precedent(boolean wouldClear, @Nullable String label) {
        public Precedent {
            if (wouldClear && label == null) throw new IllegalArgumentException("label");
        }
    }
}
