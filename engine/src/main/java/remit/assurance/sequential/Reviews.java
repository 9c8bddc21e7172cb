package remit.assurance.sequential;

/** What reviews found so far. @param errors cases found wrong @param correct cases found right */
public record Reviews(long errors, long correct) {
    public static final Reviews NONE = new Reviews(0, 0);

    public Reviews {
        if (errors < 0 || correct < 0) throw new IllegalArgumentException("reviews: " + errors + " and " + correct);
    }

    /** After one more. */
    public Reviews with(boolean error) {
        return error ? new Reviews(errors + 1, correct) : new Reviews(errors, correct + 1);
    }

    public long count() {
        return errors + correct;
    }
}
