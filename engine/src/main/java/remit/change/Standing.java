package remit.change;

/** Where a change stands. */
public enum Standing {
    /** Being written. */
    DRAFT,
    /** Handed to a second person, with a reason. */
    SUBMITTED,
    /** Approved, waiting for its time. */
    APPROVED,
    /** In force. */
    EFFECTIVE,
    /** Was in force until another version was. */
    SUPERSEDED,
    /** Was in force until it was taken back. */
    ROLLED_BACK,
    /** Refused by a second person. */
    REJECTED,
    /** Given up by its author. */
    WITHDRAWN;

    /** Whether it may still come into force. */
    public boolean open() {
        return switch (this) {
            case DRAFT, SUBMITTED, APPROVED -> true;
            case EFFECTIVE, SUPERSEDED, ROLLED_BACK, REJECTED, WITHDRAWN -> false;
        };
    }

    /** As evidence and pages spell it. */
    public String word() {
        return switch (this) {
            case DRAFT -> "draft";
            case SUBMITTED -> "submitted";
            case APPROVED -> "approved";
            case EFFECTIVE -> "effective";
            case SUPERSEDED -> "superseded";
            case ROLLED_BACK -> "rolled back";
            case REJECTED -> "rejected";
            case WITHDRAWN -> "withdrawn";
        };
    }
}
