package remit.scorecard;

import remit.kernel.Json;
import remit.kernel.Share;

/**
 * What became of a set of live cases: cleared + held + stopped = cases.
 *
 * @param returned stopped cases that went back to their sender (within {@code stopped})
 * @param known cleared cases with a known outcome
 * @param errors cleared cases with a known outcome that were wrong
 * @param adverse cleared cases whose decision the contract declares adverse
 */
public record Tally(long cleared, long held, long stopped, long returned, long known, long errors, long adverse) {
    public Tally {
        if (returned > stopped || known > cleared || errors > known || adverse > cleared) {
            throw new IllegalArgumentException("a part exceeds its whole");
        }
    }

    public long cases() {
        return cleared + held + stopped;
    }

    /** Cleared cases whose truth the file does not give. */
    public long unknown() {
        return cleared - known;
    }

    public Share clearShare() {
        return new Share(cleared, cases());
    }

    /** Wrong among cleared cases with a known outcome; without a value where none is known. */
    public Share errorShare() {
        return new Share(errors, known);
    }

    /** Cleared and not known to be wrong: what has to be cleaned up does not count as throughput. */
    public Share qualityAdjustedShare() {
        return new Share(cleared - errors, cases());
    }

    /** The short form that stands inside other objects. */
    public Json.Obj toJson() {
        return Json.object(
                "cases",
                cases(),
                "auto_cleared",
                cleared,
                "auto_clear_share",
                clearShare().toJson(),
                "auto_clear_known",
                known,
                "auto_clear_errors",
                errors,
                "auto_clear_error_share",
                errorShare().toJson());
    }

    /** Counts up; a fold keeps one for each set. */
    static final class Counter {
        private long cleared;
        private long held;
        private long stopped;
        private long returned;
        private long known;
        private long errors;
        private long adverse;

        void add(ScoredCase scored, Hindsight hindsight) {
            switch (scored.ruling().verdict()) {
                case AUTO_CLEAR -> {
                    cleared++;
                    if (hindsight.known()) known++;
                    if (hindsight.wrong()) errors++;
                    if (scored.ruling().adverse()) adverse++;
                }
                case CHECKPOINT -> held++;
                case STOP -> {
                    stopped++;
                    if (scored.ruling().disposition() == remit.process.Disposition.RETURNED) returned++;
                }
            }
        }

        long cases() {
            return cleared + held + stopped;
        }

        Tally tally() {
            return new Tally(cleared, held, stopped, returned, known, errors, adverse);
        }

        /** All but {@code part}. */
        Tally tallyWithout(Counter part) {
            return new Tally(
                    cleared - part.cleared,
                    held - part.held,
                    stopped - part.stopped,
                    returned - part.returned,
                    known - part.known,
                    errors - part.errors,
                    adverse - part.adverse);
        }
    }
}
