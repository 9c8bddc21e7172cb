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
        if ((truth == Truth.UNKNOWN) != source.tellsNothing())
            throw new IllegalArgumentException("source: " + source + " of a truth that is " + truth);
    }

    public static Label known(boolean right, Source source) {
        return new Label(right ? Truth.RIGHT : Truth.WRONG, source);
    }

    /**
     * The same of a case of a kind whose truth only a draw brings to light. One that was not drawn stands for nobody: what came
     * to light all the same is left aside, unless it was wrong. One that was drawn is never left aside.
     */
    public Label drawn(boolean drawn) {
        if (drawn) return truth == Truth.UNKNOWN ? new Label(Truth.UNKNOWN, Source.DRAWN) : this;
        return truth == Truth.WRONG ? new Label(Truth.WRONG, Source.UNDRAWN) : UNKNOWN;
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
        /** It was not drawn for a check, and turned out to be wrong all the same. */
        UNDRAWN("errors that came to light beside a sample"),
        /** It was drawn for a check and nobody has looked yet. */
        DRAWN("drawn and not looked at yet"),
        /** It cannot be known yet. */
        LATER("not due yet"),
        /** It is not known. */
        NONE("not known");

        private final String words;

        Source(String words) {
            this.words = words;
        }

        private boolean tellsNothing() {
            return switch (this) {
                case DRAWN, LATER, NONE -> true;
                case OUTCOME, PERSON, SAMPLE, UNDRAWN -> false;
            };
        }

        /** For people. */
        public String words() {
            return words;
        }
    }
}
