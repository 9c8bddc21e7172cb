package remit.decision;

import org.jspecify.annotations.Nullable;
import remit.kernel.CheckResult;
import remit.kernel.Verdict;
import remit.process.Disposition;

/** A check's result together with what its stop does with the case; null unless it stops. */
record Ruled(CheckResult result, @Nullable Disposition disposition) {
    Ruled {
        if ((result.verdict() == Verdict.STOP) != (disposition != null))
            throw new IllegalArgumentException("disposition");
    }

    Verdict verdict() {
        return result.verdict();
    }

    /** The check has nothing against the case; alone that clears nothing. */
    static Ruled pass(String check, String reason) {
        return new Ruled(new CheckResult(check, Verdict.AUTO_CLEAR, reason), null);
    }

    static Ruled checkpoint(String check, String reason) {
        return checkpoint(new CheckResult(check, Verdict.CHECKPOINT, reason));
    }

    static Ruled checkpoint(CheckResult result) {
        return new Ruled(result, null);
    }

    static Ruled stop(CheckResult result, Disposition disposition) {
        return new Ruled(result, disposition);
    }
}
