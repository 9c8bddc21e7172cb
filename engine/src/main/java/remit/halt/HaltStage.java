package remit.halt;

import java.util.Locale;
import java.util.Optional;

/** How far what was halted has come back. Each follows the one before it, and none is left out. */
public enum HaltStage {
    /** Cases come in and are held. Nobody approves, and nothing is done. */
    HALTED,
    /** People decide what is held. Nothing is done yet. */
    HELD,
    /** What people approved is done. Nothing clears by itself. */
    REVIEWED,
    /** As before the halt. */
    OPEN;

    /** Whether people may approve what is held. */
    public boolean approves() {
        return this != HALTED;
    }

    /** Whether an effect may happen. @param approved whether a person decided the case that it belongs to */
    public boolean acts(boolean approved) {
        return switch (this) {
            case HALTED, HELD -> false;
            case REVIEWED -> approved;
            case OPEN -> true;
        };
    }

    /** The one after it; the last is its own. */
    public HaltStage next() {
        return values()[Math.min(ordinal() + 1, values().length - 1)];
    }

    /** As evidence and pages spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it means, as people are told. */
    public String meaning() {
        return switch (this) {
            case HALTED -> "cases come in and are held; nobody approves, nothing is done";
            case HELD -> "people decide what is held; nothing is done yet";
            case REVIEWED -> "what people approved is done; nothing clears by itself";
            case OPEN -> "as before the halt";
        };
    }

    /** Reads what {@link #word} wrote. */
    public static Optional<HaltStage> of(String word) {
        for (HaltStage stage : values()) if (stage.word().equals(word)) return Optional.of(stage);
        return Optional.empty();
    }
}
