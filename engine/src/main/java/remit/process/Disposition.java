package remit.process;

/** What becomes of a stopped case. */
public enum Disposition {
    /** It stays, and the escalation owner is paged. */
    STOPPED,
    /** It goes back to its sender with the reason; paged as a daily digest. */
    RETURNED;

    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
