package remit.authority;

import java.util.Optional;
import remit.kernel.Verdict;
import remit.process.Disposition;

/** What a row may say of a case: a verdict, and with a stop what becomes of the case. */
public enum Ruling {
    AUTO_CLEAR(Verdict.AUTO_CLEAR),
    CHECKPOINT(Verdict.CHECKPOINT),
    STOP(Verdict.STOP),
    /** A stop that sends the case back to its sender. */
    RETURN(Verdict.STOP);

    private final Verdict verdict;

    Ruling(Verdict verdict) {
        this.verdict = verdict;
    }

    public Verdict verdict() {
        return verdict;
    }

    /** What becomes of the case; empty unless it stops. */
    public Optional<Disposition> disposition() {
        return switch (this) {
            case AUTO_CLEAR, CHECKPOINT -> Optional.empty();
            case STOP -> Optional.of(Disposition.STOPPED);
            case RETURN -> Optional.of(Disposition.RETURNED);
        };
    }

    /** {@code auto_clear}, {@code checkpoint}, {@code stop}, {@code return}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Reads the form that {@link #word} writes. */
    public static Optional<Ruling> of(String word) {
        for (Ruling ruling : values()) if (ruling.word().equals(word)) return Optional.of(ruling);
        return Optional.empty();
    }
}
