package remit.server.notices;

import org.jspecify.annotations.Nullable;

/** Says in a few words, on one line, why something failed. */
final class Reasons {
    private static final int LONGEST = 300;

    private Reasons() {}

    /** The kind of failure and its message, or that of its cause where it has none. */
    static String of(@Nullable Throwable failure) {
        if (failure == null) return "no reason was given";
        String kind = failure.getClass().getSimpleName().replaceFirst("Exception$", "");
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getCause() == null ? kind : kind + ": " + of(failure.getCause());
        }
        return kind + ": " + oneLine(message);
    }

    /** No control characters, at most 300 characters. */
    static String oneLine(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }
}
