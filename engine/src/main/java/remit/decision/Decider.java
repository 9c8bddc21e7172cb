package remit.decision;

/** Placeholder door, filled below. */
public final class Decider {
    private Decider() {}
}
