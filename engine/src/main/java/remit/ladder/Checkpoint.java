package remit.ladder;

import org.jspecify.annotations.Nullable;

/**
 * One thing that stands between a proposal and its effect, and may one day go: the comparison in shadow, a second look, the
 * review of each case, the raised sampling. What must never go is no checkpoint of the ladder.
 *
 * @param name as people call it
 * @param then the stage once it is gone
 * @param target the error share that must be proven not to be reached before it goes; null for that of the terms
 */
public record Checkpoint(String name, Stage then, @Nullable Double target) {
    public Checkpoint {
        if (name.isBlank()) throw new IllegalArgumentException("name: blank");
        if (target != null && !(target > 0 && target < 1)) {
            throw new IllegalArgumentException("target: not in (0, 1): " + target);
        }
    }

    /** One that goes by the target of the terms. */
    public Checkpoint(String name, Stage then) {
        this(name, then, null);
    }
}
