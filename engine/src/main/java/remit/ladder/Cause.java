package remit.ladder;

import java.util.Locale;

/** Why autonomy is taken back. */
public enum Cause {
    /** More errors than are tolerated: the detector's alarm. */
    ALARM,
    /** The review of the process is overdue. */
    REVIEW_OVERDUE,
    /** The author's model or what it is asked is another. */
    NEW_MODEL,
    /** An error of the gravest kind. */
    SEVERE_ERROR,
    /** A control that the process rests on does not work. */
    CONTROL_LAPSED,
    /** Somebody pulled the kill switch. */
    KILL_SWITCH;

    /** Whether somebody or something may say so from outside; the others follow from what was observed or put in force. */
    public boolean fromOutside() {
        return switch (this) {
            case REVIEW_OVERDUE, SEVERE_ERROR, CONTROL_LAPSED, KILL_SWITCH -> true;
            case ALARM, NEW_MODEL -> false;
        };
    }

    /**
     * How many of the checkpoints that are gone come back: one; or as many as it takes for a person to see every case
     * again, one at least; or all.
     */
    int restores(Terms terms, int removed) {
        return switch (this) {
            case ALARM, REVIEW_OVERDUE, NEW_MODEL -> Math.min(1, removed);
            case SEVERE_ERROR, CONTROL_LAPSED -> {
                int left = Math.max(0, removed - 1);
                while (terms.stage(left).clears()) left--;
                yield removed - left;
            }
            case KILL_SWITCH -> removed;
        };
    }

    /** As evidence and pages spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link #word} wrote. @throws IllegalArgumentException for anything else */
    public static Cause of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
