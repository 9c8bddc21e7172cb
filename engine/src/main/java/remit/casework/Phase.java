package remit.casework;

/** Where a case stands. */
public enum Phase {
    /** A row the author learned from; it gets no verdict. */
    HISTORY,
    /** Opened, not decided. */
    OPEN,
    /** Waits for a person. */
    HELD,
    /** Stopped; its escalation owner is paged. */
    STOPPED,
    /** Went back to its sender. */
    RETURNED,
    /** Cleared by rule, without a person. */
    CLEARED,
    /** Approved by a person, as proposed or edited. */
    APPROVED,
    /** Rejected by a person. */
    REJECTED,
    /** Rejected because nobody decided it in time. */
    EXPIRED;

    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    public static Phase of(String word) {
        return valueOf(word.toUpperCase(java.util.Locale.ROOT));
    }
}
