package remit.decision;

import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.ladder.LadderState;
import remit.ladder.Stage;

/**
 * How far the work of a case's segment was trusted when it came in.
 *
 * @param stage of the ladder
 * @param killed whether the kill switch was pulled
 * @param samplingRate the chance with which the case is looked at if it clears, in [0, 1]
 */
public record Autonomy(Stage stage, boolean killed, double samplingRate) {
    private static final String HELD = "the stage is ";
    private static final String KILLED = "the kill switch is pulled, a person decides";

    public Autonomy {
        if (!(samplingRate >= 0 && samplingRate <= 1))
            throw new IllegalArgumentException("samplingRate: " + samplingRate);
    }

    /** As a ladder stands. */
    public static Autonomy of(LadderState state) {
        return new Autonomy(state.stage(), state.killed(), state.samplingRate());
    }

    /** Whether a case may clear without a person. */
    boolean clears() {
        return stage.clears() && !killed;
    }

    String reason() {
        if (killed) return KILLED;
        return stage.clears()
                ? "the stage " + stage.word() + " lets cases clear"
                : HELD + stage.word() + ", a person decides";
    }

    /** Whether nothing but the stage held a case, by the reason that its decision gave first. */
    public static boolean held(@Nullable String reason) {
        return reason != null && (reason.startsWith(HELD) || reason.equals(KILLED));
    }

    /** As a decision's details keep it. */
    public Json.Obj toJson() {
        return Json.object("stage", stage.word(), "killed", killed, "sampling_rate", samplingRate);
    }

    /** Reads what {@link #toJson} wrote; null where nothing was. */
    static @Nullable Autonomy from(@Nullable Json json) {
        return json instanceof Json.Obj kept
                ? new Autonomy(Stage.of(kept.text("stage", "")), kept.flag("killed"), kept.number("sampling_rate", 0))
                : null;
    }
}
