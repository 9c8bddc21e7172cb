package remit.incident;

import java.util.Locale;
import java.util.Optional;

/** What is wrong. */
public enum Cause {
    /** A case came to a boundary and was stopped. */
    BOUNDARY(2, false),
    /** An author gave no answer: it declined, failed, or was too late. */
    UNCERTAINTY(3, false),
    /** Held cases wait longer than the contract says. */
    OVERDUE(3, true),
    /** Actions of a tool stay unknown, or failed: what was decided is not done, or nobody knows whether it is. */
    EFFECTS(2, true),
    /** A tool refused actions: they were not done and will not be. */
    REFUSED(3, false),
    /** Fewer cases come in, or are decided, than are expected. */
    SILENCE(1, true),
    /** More cases wait for a person, or one waits longer, than is expected. */
    BACKLOG(1, true);

    private final int severity;
    private final boolean passes;

    Cause(int severity, boolean passes) {
        this.severity = severity;
        this.passes = passes;
    }

    /** 1 is the gravest: work stalls. */
    public int severity() {
        return severity;
    }

    /**
     * Whether it is a state that can be looked at, so that it is known when it has passed. Of such there is one incident
     * until it has passed. What merely happened is over at once: only a person can say that it was dealt with, and what
     * happens after somebody took the incident up is another one.
     */
    public boolean passes() {
        return passes;
    }

    /** As evidence and commands write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Cause> ofWord(String word) {
        for (Cause cause : values()) if (cause.word().equals(word)) return Optional.of(cause);
        return Optional.empty();
    }
}
