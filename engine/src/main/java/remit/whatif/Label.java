package remit.whatif;

/**
 * Whether acting on a case's proposal would have been right, and how that is known. What a person decided while seeing the
 * proposal is not kept apart from an outcome here: both are known for every case of their kind, whatever the rules.
 *
 * @param truth what is known
 * @param source how
 */
public record Label(Truth truth, Source source) {
    /** Nothing is known. */
    public static final Label UNKNOWN = new Label(Truth.UNKNOWN, Source.NONE);

    /** Nothing is known yet: the outcome is not due. */
    public static final Label PENDING = new Label(Truth.UNKNOWN, Source.LATER);

    public Label {
        if ((truth == Truth.UNKNOWN) != (source == Source.NONE || source == Source.LATER))
            throw new IllegalArgumentException("source: " + source + " of a truth that is " + truth);
    }

    /** What acting on the proposal would have been. */
    public enum Truth {
        RIGHT,
        WRONG,
        UNKNOWN
    }

    /** How a truth is known. */
    public enum Source {
        /** The source reported what became of it. */
        OUTCOME("outcomes"),
        /** A person decided the case. */
        PERSON("people's decisions"),
        /** It cleared and was drawn for a check. */
        SAMPLE("checks of a sample"),
        /** It cannot be known yet. */
        LATER("not due yet"),
        /** It is not known. */
        NONE("not known");

        private final String words;

        Source(String words) {
            this.words = words;
        }

        /** For people. */
        public String words() {
            return words;
        }
    }
}
