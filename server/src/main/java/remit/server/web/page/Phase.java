package remit.server.web.page;

import java.util.Locale;
import java.util.Optional;

/** Where a case stands, with its word, shape and tone: never colour alone (WCAG 1.4.1). */
public enum Phase {
    HISTORY("history", "history", "○", "neutral"),
    OPEN("open", "open", "○", "neutral"),
    HELD("held", "waits for a person", "◐", "human"),
    STOPPED("stopped", "stopped", "■", "stop"),
    RETURNED("returned", "returned to sender", "■", "stop"),
    CLEARED("cleared", "cleared by itself", "●", "clear"),
    APPROVED("approved", "approved by a person", "●", "person"),
    REJECTED("rejected", "rejected by a person", "■", "person"),
    EXPIRED("expired", "rejected: nobody decided", "■", "stop");

    private final String word;
    private final String label;
    private final String shape;
    private final String tone;

    Phase(String word, String label, String shape, String tone) {
        this.word = word;
        this.label = label;
        this.shape = shape;
        this.tone = tone;
    }

    public String word() {
        return word;
    }

    public String label() {
        return label;
    }

    public String shape() {
        return shape;
    }

    public String tone() {
        return tone;
    }

    public static Optional<Phase> ofWord(String word) {
        for (Phase phase : values()) if (phase.word.equals(word.toLowerCase(Locale.ROOT))) return Optional.of(phase);
        return Optional.empty();
    }
}
