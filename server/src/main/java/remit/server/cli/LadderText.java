package remit.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/** Says for a terminal how the ladders of a process stand. Told by a server or read here, the lines are the same. */
final class LadderText {
    private LadderText() {}

    /** @param named what a person is called; themselves where that is not known */
    static List<String> of(Json.Obj view, UnaryOperator<String> named) {
        String process = view.text("process", "");
        var lines = new ArrayList<String>();
        if (!view.flag("begun")) {
            lines.add(process + " has not begun to earn its way: its rules alone decide (remit ladder start " + process
                    + ")");
        } else if (view.array("segments").isEmpty()) {
            lines.add(process + " has begun; no case has come in since");
        }
        for (Json each : view.array("segments")) lines.addAll(segment(process, (Json.Obj) each, named));
        return lines;
    }

    private static List<String> segment(String process, Json.Obj segment, UnaryOperator<String> named) {
        String name = segment.text("segment", "");
        var lines = new ArrayList<String>();
        boolean clears = !segment.text("stage", "").matches("shadow|checkpointed");
        String sampled = clears
                ? String.format(
                        Locale.ROOT,
                        ", %.1f%% of what clears is looked at%s",
                        100 * segment.number("sampling_rate", 0),
                        segment.flag("sampling_raised") ? ", raised" : "")
                : "";
        lines.add((name.isEmpty() ? "all cases" : name) + ": " + segment.text("stage", "")
                + (segment.flag("killed") ? ", kill switch pulled" : "") + sampled);
        if (segment.get("taken_back") instanceof Json.Obj back) lines.add("  " + takenBack(back, named));
        lines.add(String.format(
                Locale.ROOT,
                "  seen since the last move: %,d of %,d reviews wrong, between %.2f%% and %.2f%% at any time (95%%)",
                (long) segment.number("errors", 0),
                (long) segment.number("reviews", 0),
                100 * segment.number("error_lower", 0),
                100 * segment.number("error_upper", 1)));
        for (Json each : segment.array("authorised")) {
            Json.Obj granted = (Json.Obj) each;
            double limit = granted.number("limit", 1);
            lines.add(String.format(
                    Locale.ROOT,
                    "  signed beforehand by %s: up to %s%s, on reviews from then on",
                    named.apply(granted.text("by", "")),
                    granted.text("up_to", ""),
                    limit >= 1 ? "" : String.format(Locale.ROOT, ", where at most %.2f%% is wrong", 100 * limit)));
        }
        String next = next(segment);
        if (next != null) lines.add("  " + next);
        if (segment.get("proposed") instanceof Json.Obj proposed) lines.add("  " + sign(process, segment, proposed));
        return lines;
    }

    private static String takenBack(Json.Obj back, UnaryOperator<String> named) {
        String reason = back.text("reason", "");
        return "taken back on " + back.text("at", "").replaceFirst("T.*", "") + " by "
                + named.apply(back.text("by", "")) + " ("
                + back.text("cause", "").replace('_', ' ') + ")" + (reason.isEmpty() ? "" : ": " + reason);
    }

    private static @Nullable String next(Json.Obj segment) {
        if (segment.get("proposed") instanceof Json.Obj proposed) {
            return "proposed: remove \"" + proposed.text("checkpoint", "") + "\", then " + proposed.text("then", "")
                    + String.format(
                            Locale.ROOT,
                            " (%,d of %,d reviews wrong, at most %.2f%%); it waits for a signature",
                            (long) proposed.number("errors", 0),
                            (long) proposed.number("reviews", 0),
                            100 * proposed.number("error_upper", 1));
        }
        String checkpoint = segment.text("next");
        if (checkpoint == null) return null;
        List<String> missing = segment.array("missing").stream()
                .map(each -> ((Json.Str) each).text())
                .toList();
        return "next: remove \"" + checkpoint + "\", then " + segment.text("then", "")
                + (missing.isEmpty() ? "" : "; missing: " + String.join(", ", missing));
    }

    /** The command that signs exactly this. */
    private static String sign(String process, Json.Obj segment, Json.Obj proposed) {
        String name = segment.text("segment", "");
        return "sign it: remit ladder sign " + process + (name.isEmpty() ? "" : " --segment " + quoted(name))
                + " --remove " + quoted(proposed.text("checkpoint", "")) + " --seen " + segment.text("seen", "");
    }

    /** As a shell takes it. */
    private static String quoted(String text) {
        return text.matches("[\\w.-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
