package remit.halt;

/** What somebody wants of a halt. */
public sealed interface HaltCommand {
    /**
     * Pull the plug.
     *
     * @param reason the person's own words
     * @param drill whether it is only to see how fast that is
     */
    record Halt(HaltScope scope, String reason, boolean drill) implements HaltCommand {}

    /**
     * Bring it one stage further back.
     *
     * @param to the stage after the present one
     * @param reason the person's own words
     * @param drill whether only what a drill halted is meant; a person may end a drill that was broken off, too
     */
    record Resume(HaltScope scope, HaltStage to, String reason, boolean drill) implements HaltCommand {}
}
