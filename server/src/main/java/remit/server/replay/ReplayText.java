package remit.server.replay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.server.replay.Outcome.Difference;
import remit.server.replay.Outcome.Obstacle;

/** A replay as lines for a person, the sentence first. */
public final class ReplayText {
    private ReplayText() {}

    public static List<String> all(ReplayReport report) {
        var lines = new ArrayList<String>();
        lines.add(report.sentence());
        for (ReplayReport.Item item : report.listed()) named(item, lines);
        for (ReplayReport.Item item : report.erased()) named(item, lines);
        long unnamed = report.decisions()
                - report.counts().identical()
                - report.listed().size()
                - report.erased().size();
        if (unnamed > 0) lines.add(unnamed + " more are counted and not named here; name a process with --process");
        return lines;
    }

    private static void named(ReplayReport.Item item, List<String> lines) {
        String place = item.caseId() + " (" + item.process() + ", event " + item.event() + ")";
        switch (item.outcome()) {
            case Outcome.Identical _ -> lines.add(place + ": identical");
            case Outcome.Missed(Obstacle _, String why) -> lines.add(place + ": not replayed, " + why);
            case Outcome.Different(Json.Obj _, List<Difference> differences) -> {
                lines.add(place + ": different");
                differences(differences, lines);
            }
        }
    }

    private static void differences(List<Difference> differences, List<String> lines) {
        for (Difference difference : differences) {
            lines.add("  " + difference.field());
            lines.add("    recorded  " + difference.recorded());
            lines.add("    replayed  " + difference.replayed());
        }
    }

    /** Each decision on one case. */
    public static List<String> one(List<Replays.Told> told) {
        var lines = new ArrayList<String>();
        for (Replays.Told each : told) {
            if (!lines.isEmpty()) lines.add("");
            decision(each, lines);
        }
        return lines;
    }

    private static void decision(Replays.Told told, List<String> lines) {
        ReplayReport.Item item = told.item();
        Json.Obj recorded = told.recorded();
        String came = switch (item.outcome()) {
            case Outcome.Identical _ -> "came out identical";
            case Outcome.Different(Json.Obj _, List<Difference> differences) ->
                "came out different in " + differences.size() + (differences.size() == 1 ? " part" : " parts");
            case Outcome.Missed(Obstacle _, String why) -> "could not be decided again: " + why;
        };
        lines.add(item.caseId() + " of " + item.process() + ", decided " + recorded.text("verdict", "") + ", " + came);
        lines.add("event " + item.event() + " at " + told.at());
        if (item.outcome() instanceof Outcome.Different different) differences(different.differences(), lines);
        told(told.replayed() == null || told.identical() ? "" : "recorded ", recorded, lines);
        if (told.replayed() != null && !told.identical()) told("replayed ", told.replayed(), lines);
    }

    /** @param which goes before each line where there are two to tell apart */
    private static void told(String which, Json.Obj decision, List<String> lines) {
        lines.add(which + "verdict   " + decision.text("verdict", "") + part(" (", decision.text("disposition"), ")"));
        lines.add(which + "decision  " + decision.text("decision", "none"));
        lines.add(which + "reason    " + decision.text("reason", ""));
        lines.add(which + "approver  " + decision.text("approver", "none"));
        for (Json each : decision.array("checks")) {
            if (!(each instanceof Json.Obj check)) continue;
            lines.add(which + "  " + check.text("check", "") + "  " + check.text("verdict", "") + ": "
                    + check.text("reason", "") + part("; rows that matched: ", check.text("matched"), ""));
        }
    }

    private static String part(String before, @Nullable String text, String after) {
        return text == null ? "" : before + text + after;
    }
}
