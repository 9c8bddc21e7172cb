package remit.server.cli.effects;

import java.util.Map;
import remit.kernel.Json;

/** Effects as a terminal shows them. */
final class EffectText {
    /** What the state of a taking back means for the effect. */
    private static final Map<String, String> BACK = Map.of(
            "prepared", "being taken back",
            "verified", "taken back",
            "failed", "not taken back yet (failed)",
            "refused", "not taken back (refused)",
            "unknown", "unknown whether taken back");

    private static final Map<String, String> WAYS = Map.of(
            "by_tool", "can be taken back",
            "by_hand", "can be taken back by hand alone",
            "none", "cannot be undone");

    private EffectText() {}

    /** {@code act_... unknown since ... invoices/post_line case_...}. */
    static String line(Json.Obj effect) {
        String state = effect.text("state", "");
        boolean back = effect.text("kind", "").equals("compensation");
        String way = effect.text("way_back");
        return effect.text("action", "") + "  " + (back ? BACK.getOrDefault(state, state) : state) + " since "
                + effect.text("since", "") + "  " + effect.text("process", "") + "/" + effect.text("tool", "") + "  "
                + effect.text("case", "") + (way == null ? "" : "  " + WAYS.getOrDefault(way, way));
    }
}
