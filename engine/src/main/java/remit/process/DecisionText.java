package remit.process;

import org.jspecify.annotations.Nullable;

/**
 * What a decision that somebody wrote may look like. It goes into leaves, which are for ever, and as an argument into
 * systems of record: one line, and no longer than a label is.
 */
public final class DecisionText {
    /** The most characters of a decision. */
    public static final int LONGEST = 200;

    private DecisionText() {}

    /** What is wrong with {@code decision}, without repeating it; null when nothing is. */
    public static @Nullable String wrong(String decision) {
        if (decision.isBlank()) return "is empty";
        if (decision.length() > LONGEST) return "is longer than " + LONGEST + " characters";
        return decision.codePoints().anyMatch(DecisionText::breaks)
                ? "holds a line end or another control character"
                : null;
    }

    private static boolean breaks(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        };
    }
}
