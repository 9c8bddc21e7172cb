package remit.ladder;

import java.util.Locale;

/** How far a segment's work is trusted, in rising order. */
public enum Stage {
    /** Proposals are recorded and compared; people do the work as before. */
    SHADOW,
    /** Proposals count, and a person sees every case. */
    CHECKPOINTED,
    /** Cases clear, and many of them are looked at afterwards. */
    SAMPLED,
    /** Cases clear, and a floor of them is looked at, for good. */
    AUTONOMOUS;

    /** Whether a case may clear without a person. */
    public boolean clears() {
        return switch (this) {
            case SHADOW, CHECKPOINTED -> false;
            case SAMPLED, AUTONOMOUS -> true;
        };
    }

    /** As evidence and pages spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link #word} wrote. @throws IllegalArgumentException for anything else */
    public static Stage of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
