package remit.ladder;

/**
 * One thing that stands between a proposal and its effect, and may one day go: the comparison in shadow, a second look, the
 * review of each case, the raised sampling. What must never go is no checkpoint of the ladder.
 *
 * @param name as people call it
 * @param then the stage once it is gone
 */
public record Checkpoint(String name, Stage then) {
    public Checkpoint {
        if (name.isBlank()) throw new IllegalArgumentException("name: blank");
    }
}
