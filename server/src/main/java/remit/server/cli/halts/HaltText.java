package remit.server.cli.halts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import remit.halt.HaltScope;
import remit.halt.HaltStage;
import remit.kernel.Json;
import remit.server.changes.PartRollbacks;
import remit.server.halts.Drill;
import remit.server.halts.Exposure;
import remit.server.halts.HaltDesk;

/** Halts as a terminal shows them. */
final class HaltText {
    /** So many effects are told one by one. */
    private static final int TOLD = 10;

    private HaltText() {}

    /** How a scope is named to a server. */
    static Json.Obj named(HaltScope scope) {
        return Json.object("scope", scope.kind(), "id", scope.id());
    }

    private static String words(Json.Obj done) {
        return HaltScope.of(done.text("scope", ""), done.text("id", ""))
                .map(HaltScope::words)
                .orElse("");
    }

    /** @param done as {@link HaltDesk.Done} tells it, here or by a server */
    static List<String> done(Json.Obj done) {
        var lines = new ArrayList<String>();
        String stage = done.text("stage", "");
        lines.add(words(done) + " is " + stage + ": " + done.text("meaning", "") + ".");
        lines.add(shown(done.object("shown")));
        HaltStage now = HaltStage.of(stage).orElse(HaltStage.OPEN);
        if (now != HaltStage.OPEN)
            lines.add("What waits: remit halts. One stage back: remit resume "
                    + argument(done.text("scope", ""), done.text("id", "")) + " --to "
                    + now.next().word() + " --reason \"...\"");
        return lines;
    }

    private static String argument(String kind, String id) {
        return switch (kind) {
            case "process" -> id;
            case "everything" -> "--everything";
            default -> "--" + kind + " " + id;
        };
    }

    /** How fast it held, as it was measured. */
    private static String shown(Json.Obj shown) {
        int nodes = shown.array("nodes").size();
        int all = nodes + shown.array("silent").size();
        if (all == 0) return "No node is running, so nothing had to be waited for.";
        String silent = shown.array("silent").isEmpty()
                ? ""
                : "; not heard of any more, so it does nothing either: " + texts(shown.array("silent"));
        return nodes + " of " + all + (all == 1 ? " node" : " nodes") + " showed it after " + seconds(shown) + silent
                + ".";
    }

    private static String texts(List<Json> texts) {
        return texts.stream()
                .map(each -> each instanceof Json.Str(String text) ? text : each.compact())
                .collect(Collectors.joining(", "));
    }

    /** @param measured whose {@code millis} are meant */
    private static String seconds(Json.Obj measured) {
        return String.format(Locale.ROOT, "%.2f s", measured.number("millis", 0) / 1000.0);
    }

    /** {@code 2026-11-29T07:00:00Z} of a time with its fractions. */
    private static String second(Json.Obj measured) {
        return measured.text("at", "").replaceFirst("\\.\\d+Z$", "Z");
    }

    /** @param report as {@link Drill.Report} tells it */
    static List<String> drill(Json.Obj report) {
        var lines = new ArrayList<String>();
        lines.add("Drill of " + words(report) + " at " + second(report) + ".");
        lines.add(shown(report.object("shown")));
        for (Json each : report.object("shown").array("nodes"))
            if (each instanceof Json.Obj node) lines.add("  " + node.text("node", "") + ": " + seconds(node));
        lines.add(
                report.flag("open_again")
                        ? "It is open again, by all stages. Held meanwhile: " + (long) report.number("held", 0)
                                + " cases; they wait for people."
                        : "It is NOT open again: " + report.text("why_not", "") + ". See remit halts.");
        Json.Obj rollback = report.object("last_rollback");
        lines.add(
                rollback.fields().isEmpty()
                        ? "No rollback was ever measured, and a drill makes none."
                        : "Last rollback, made in earnest: " + seconds(rollback) + " at " + second(rollback)
                                + " (a drill makes none).");
        return lines;
    }

    /** @param done as {@link PartRollbacks.Done} tells it */
    static List<String> rollback(Json.Obj done) {
        var lines = new ArrayList<String>();
        lines.add("The " + done.text("part", "") + " of " + done.text("subject", "") + " is back from "
                + shortly(done.text("from", "")) + " to " + shortly(done.text("to", "")) + ", in force after "
                + (long) done.number("millis", 0) + " ms.");
        List<Json> with = done.array("with");
        if (!with.isEmpty()) lines.add("With it went back: " + texts(with) + ".");
        return lines;
    }

    private static String shortly(String hash) {
        return hash.length() > 12 ? hash.substring(0, 12) : hash;
    }

    /** @param exposure as {@link Exposure} tells it */
    static List<String> exposure(Json.Obj exposure) {
        var lines = new ArrayList<String>();
        lines.add(exposure.text("process", "") + ":");
        for (Json each : exposure.array("sentences"))
            if (each instanceof Json.Str(String sentence)) lines.add("  " + sentence);
        String red = exposure.text("red");
        if (red != null) lines.add("  RED: " + red);
        return lines;
    }

    static List<String> list(Json.Obj view, UnaryOperator<String> named) {
        if (view.array("halts").isEmpty()) return List.of("Nothing is halted.");
        var lines = new ArrayList<String>();
        for (Json each : view.array("halts")) {
            Json.Obj halt = (Json.Obj) each;
            String id = halt.text("id", "");
            String kind = halt.text("scope", "");
            lines.add(kind + (id.isEmpty() ? "" : " " + id) + ": " + halt.text("stage", "")
                    + (halt.flag("drill") ? " (a drill)" : "") + ": " + halt.text("meaning", ""));
            lines.add("  since " + halt.text("since", "") + " by " + named.apply(halt.text("by", "")));
            String reason = halt.text("reason");
            if (reason != null) lines.add("  because " + reason);
            lines.add("  waiting: " + waiting(halt.object("cases"), "case", "cases") + " for a person, "
                    + waiting(halt.object("effects"), "effect", "effects") + " to be done");
            lines.addAll(ranOn(halt.object("ran_on"), halt.object("undoable")));
            lines.add("  next: remit resume " + argument(kind, id) + " --to " + halt.text("next", "")
                    + " --reason \"...\"");
        }
        return lines;
    }

    /** What was done although it was halted, because it was under way by then, and how to take it back. */
    private static List<String> ranOn(Json.Obj all, Json.Obj undoable) {
        if (all.number("count", 0) == 0) return List.of();
        var lines = new ArrayList<String>();
        long possible = (long) undoable.number("count", 0);
        lines.add("  ran on: " + waiting(all, "effect", "effects") + " under way then "
                + (all.number("count", 0) == 1 ? "was" : "were") + " done; "
                + (possible == 0
                        ? "no tool can take that back"
                        : String.format(Locale.ROOT, "%,d can be taken back:", possible)));
        for (Json id : undoable.array("first").stream().limit(TOLD).toList())
            lines.add("    remit effects undo " + ((Json.Str) id).text() + " --reason \"...\"");
        if (possible > TOLD) lines.add("    ... more: remit halts --json names 100 of them");
        return lines;
    }

    private static String waiting(Json.Obj waiting, String one, String many) {
        long count = (long) waiting.number("count", 0);
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }
}
