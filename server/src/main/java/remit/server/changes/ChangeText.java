package remit.server.changes;

import java.util.ArrayList;
import java.util.List;
import remit.kernel.Json;

/** Changes as lines for a person, from the JSON that programs get. */
public final class ChangeText {
    private static final int SHORT = 12;

    private ChangeText() {}

    /** Every change of a list on a line of its own. */
    public static List<String> list(Json.Obj list) {
        return list.array("items").stream().map(item -> line((Json.Obj) item)).toList();
    }

    /** {@code chg_...  invoices  submitted  1a2b3c4d5e6f -> 6f5e4d3c2b1a.2  why}: what an approval names, then why. */
    public static String line(Json.Obj change) {
        String base = change.text("base", "");
        String reason = change.text("reason", "");
        return change.text("id", "") + "  " + change.text("subject", "") + "  " + change.text("standing", "")
                + (change.flag("suspended") ? ", suspended" : "") + "  "
                + (base.isEmpty() ? "first version" : shortly(base)) + " -> " + shortly(change.text("proposed", ""))
                + "."
                + (long) change.number("seq", 0)
                + (change.text("effective_from", "").isEmpty() ? "" : "  from " + change.text("effective_from", ""))
                + (reason.isEmpty() ? "" : "  " + reason);
    }

    /** A change with its story and what an approver looks at. */
    public static List<String> one(Json.Obj change) {
        var lines = new ArrayList<String>();
        lines.add(line(change));
        for (Json item : change.array("story")) {
            Json.Obj moment = (Json.Obj) item;
            String note = moment.text("note", "");
            lines.add("  " + moment.text("recorded_at", "") + "  " + moment.text("actor", "") + "  "
                    + moment.text("type", "") + (note.isEmpty() ? "" : "  " + note));
            givenUp(moment, lines);
        }
        Json.Obj wanted = change.object("wanted");
        for (Json item : change.array("cases")) {
            String id = ((Json.Str) item).text();
            String verdict = wanted.text(id);
            lines.add("  case " + id + "  " + (verdict == null ? "only looked at" : "should get " + verdict));
        }
        Json.Obj look = change.object("look");
        each(look, "rules", "  ", lines);
        each(look, "files", "  ", lines);
        if (look.get("newly_clears") instanceof Json.Arr clears) {
            if (clears.items().isEmpty()) lines.add("  nothing newly clears by itself");
            clears.items().forEach(line -> lines.add("  " + ((Json.Obj) line).text("text", "")));
        }
        each(look, "findings", "  finding: ", lines);
        if (look.get("scenarios") instanceof Json.Obj scenarios) {
            lines.add("  scenarios: " + (long) scenarios.number("passed", 0) + " passed, "
                    + (long) scenarios.number("failed", 0) + " failed");
            each(scenarios, "rows_moved", "    rows they expect: ", lines);
        }
        return lines;
    }

    /** Told on a line of its own: whoever approves takes it over. */
    private static void givenUp(Json.Obj moment, List<String> lines) {
        var cases = new ArrayList<String>();
        moment.array("cases_given_up").forEach(each -> cases.add(((Json.Str) each).text()));
        String text = new Change.GivenUp(
                        (int) moment.number("examples_given_up", 0),
                        cases,
                        moment.text("account_by_author", ""),
                        moment.text("account_by_edit", ""))
                .text();
        if (!text.isEmpty()) lines.add("    " + text);
    }

    private static void each(Json.Obj look, String name, String before, List<String> lines) {
        for (Json text : look.array(name)) lines.add(before + ((Json.Str) text).text());
    }

    public static String shortly(String sha256) {
        return sha256.substring(0, Math.min(SHORT, sha256.length()));
    }
}
