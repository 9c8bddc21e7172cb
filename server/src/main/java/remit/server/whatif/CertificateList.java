package remit.server.whatif;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import remit.kernel.Json;
import remit.server.ledger.Ledger;

/**
 * The certificates of a process, the newest first: what was asked, what came out, and which of them still hold.
 *
 * @param process its id
 */
public record CertificateList(String process, List<Certificates.Issued> items) {
    public CertificateList {
        items = List.copyOf(items);
    }

    public Json.Obj toJson() {
        return Json.object(
                "process",
                process,
                "budget",
                Ledger.BUDGET,
                "items",
                Json.array(items.stream().map(Certificates.Issued::toJson).toList()),
                "next_cursor",
                null,
                "has_more",
                false);
    }

    /** As a person reads what {@link #toJson} wrote. */
    public static List<String> lines(Json.Obj told) {
        var lines = new ArrayList<String>();
        List<Json> items = told.array("items");
        if (items.isEmpty()) return List.of("Nothing was ever certified for " + told.text("process", "") + ".");
        long holding = items.stream()
                .filter(item -> item instanceof Json.Obj issued && holds(issued))
                .count();
        lines.add(holding + " of " + items.size() + " certificates of " + told.text("process", "") + " hold.");
        for (Json item : items) {
            if (item instanceof Json.Obj issued) lines.addAll(lines(issued, told.number("budget", 0)));
        }
        return lines;
    }

    /** What was not proven promises nothing that could hold. */
    private static boolean holds(Json.Obj issued) {
        return issued.text("certified") != null && issued.array("voided_by").isEmpty();
    }

    private static List<String> lines(Json.Obj issued, double budget) {
        Json.Obj question = issued.object("question");
        String proven = issued.text("certified");
        String result =
                proven == null ? "not proven" : proven + ", at most " + percent(issued.number("bound", 1)) + " wrong";
        var words = new ArrayList<String>();
        for (Json part : issued.array("voided_by")) {
            if (part instanceof Json.Str(String word))
                words.add(word.equals("demotion") ? "autonomy was taken back" : "another " + word);
        }
        String kept = proven == null ? "not proven" : "holds";
        String standing = words.isEmpty() ? kept : "void: " + String.join(", ", words) + " since";
        return List.of(
                "",
                issued.text("id", "") + "  " + standing,
                "  asked    " + question.text("text", "") + ", at most " + percent(question.number("alpha", 0))
                        + " wrong" + " at " + percent(1 - question.number("delta", 0)) + " confidence",
                "  answer   " + result + " (" + count(issued.number("errors", 0)) + " wrong of "
                        + count(issued.number("labels", 0)) + " known)",
                "  by       " + issued.text("asked_by", "") + " at " + issued.text("at", ""),
                "  labels   " + question.text("labels", "") + ", delta " + percent(question.number("delta", 0)) + ", "
                        + percent(issued.number("spent", 0)) + " of " + percent(budget) + " spent by then");
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    private static String count(double count) {
        return String.format(Locale.ROOT, "%,.0f", count);
    }
}
