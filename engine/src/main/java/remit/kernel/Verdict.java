package remit.kernel;

/** What may happen to a case, in rising strictness. The strictest of all checks is the case's verdict. */
public enum Verdict {
    /** It clears by itself. */
    AUTO_CLEAR,
    /** A person must see it. */
    CHECKPOINT,
    /** Nothing happens; the escalation owner is paged. */
    STOP;

    /** The stricter of the two: nothing loosens another. */
    public Verdict strictest(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** {@code auto_clear}, {@code checkpoint}, {@code stop}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
