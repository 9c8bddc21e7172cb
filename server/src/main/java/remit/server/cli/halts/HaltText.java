package remit.server.cli.halts;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import remit.halt.HaltStage;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.changes.PartRollbacks;
import remit.server.halts.Drill;
import remit.server.halts.Exposure;
import remit.server.halts.HaltDesk;
import remit.server.halts.Nodes;

/** Halts as a terminal shows them. */
final class HaltText {
    /** So many effects are told one by one. */
    private static final int TOLD = 10;

    private HaltText() {}

    static List<String> done(HaltDesk.Done done) {
        var lines = new ArrayList<String>();
        lines.add(done.scope().words() + " is " + done.stage().word() + ": "
                + done.stage().meaning() + ".");
        lines.add(shown(done.shown()));
        if (done.stage() != HaltStage.OPEN)
            lines.add("What waits: remit halts. One stage back: remit resume "
                    + argument(done.scope().kind(), done.scope().id()) + " --to "
                    + done.stage().next().word() + " --reason \"...\"");
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
    static String shown(Nodes.Shown shown) {
        if (shown.all() == 0) return "No node is running, so nothing had to be waited for.";
        String all = shown.nodes().size() + " of " + shown.all() + (shown.all() == 1 ? " node" : " nodes");
        String silent = shown.silent().isEmpty()
                ? ""
                : "; not heard of any more, so it does nothing either: " + String.join(", ", shown.silent());
        return all + " showed it after " + seconds(shown.millis()) + silent + ".";
    }

    static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.2f s", millis / 1000.0);
    }

    static List<String> drill(Drill.Report report) {
        var lines = new ArrayList<String>();
        lines.add("Drill of " + report.scope().words() + " at " + report.at().truncatedTo(ChronoUnit.SECONDS) + ".");
        lines.add(shown(report.shown()));
        for (Nodes.Shown.One each : report.shown().nodes())
            lines.add("  " + each.name() + ": " + seconds(each.millis()));
        Problem back = report.back();
        lines.add(
                back == null
                        ? "It is open again, by all stages. Held meanwhile: " + report.held()
                                + " cases; they wait for people."
                        : "It is NOT open again: " + back.what() + ". See remit halts.");
        lines.add(
                report.rollback() == null
                        ? "No rollback was ever measured, and a drill makes none."
                        : "Last rollback, made in earnest: "
                                + seconds(report.rollback().millis()) + " at "
                                + report.rollback().at().truncatedTo(ChronoUnit.SECONDS)
                                + " (a drill makes none).");
        return lines;
    }

    static List<String> rollback(PartRollbacks.Done done) {
        var lines = new ArrayList<String>();
        lines.add("The " + done.part().word() + " of " + done.done().subject() + " is back from "
                + shortly(done.done().from()) + " to " + shortly(done.done().to()) + ", in force after "
                + done.done().took().toMillis() + " ms.");
        if (!done.with().isEmpty()) lines.add("With it went back: " + String.join(", ", done.with()) + ".");
        return lines;
    }

    private static String shortly(String hash) {
        return hash.length() > 12 ? hash.substring(0, 12) : hash;
    }

    static List<String> exposure(Exposure exposure) {
        var lines = new ArrayList<String>();
        lines.add(exposure.process() + ":");
        exposure.sentences().forEach(sentence -> lines.add("  " + sentence));
        if (exposure.red() != null) lines.add("  RED: " + exposure.red());
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
