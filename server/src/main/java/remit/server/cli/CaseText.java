package remit.server.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import remit.kernel.Json;
import remit.server.cases.CaseStory;

/** A case's story as lines for a person. */
final class CaseText {
    /** How an action ended: what the system of record said of it is in the payload. */
    private static final Set<String> ENDINGS = Set.of(
            "ActionVerified",
            "ActionFailed",
            "ActionRefused",
            "ActionUnknown",
            "CompensationVerified",
            "CompensationFailed",
            "CompensationRefused",
            "CompensationUnknown");

    private CaseText() {}

    static List<String> why(Json.Obj story) {
        var lines = new ArrayList<String>();
        lines.add(story.text("process", "") + "/" + story.text("key", "(erased)") + "  " + story.text("case", ""));
        lines.add("It is " + story.text("phase", "") + ". Business time " + story.text("at", "") + ".");
        lines.addAll(who(story.object("who")));
        lines.add("");
        lines.add("Inputs");
        if (story.object("inputs").fields().isEmpty()) lines.add("  (erased)");
        Json.Obj currencies = story.object("currencies");
        story.object("inputs").fields().forEach((name, value) -> {
            String shown = CaseStory.amount(currencies, name, value).orElseGet(() -> show(value));
            lines.add("  " + name + " = " + shown);
        });
        for (Json item : story.array("timeline")) event((Json.Obj) item, lines);
        return lines;
    }

    static List<String> who(Json.Obj who) {
        return List.of(
                "author:   " + who.text("author", ""),
                "approver: " + who.text("approver", ""),
                "liable:   " + who.text("liable", ""));
    }

    private static void event(Json.Obj event, List<String> lines) {
        lines.add("");
        lines.add((int) event.number("seq", 0) + "  " + event.text("type", "") + "  " + event.text("recorded_at", "")
                + "  by " + event.text("actor", "") + (event.flag("intact") ? "" : "  LEAF HASH DOES NOT AGREE"));
        Json.Obj body = event.object("body");
        Json.Obj payload = event.object("payload");
        switch (event.text("type", "")) {
            case "Proposed" -> proposed(body, payload, lines);
            case "Decided" -> decided(body, payload, lines);
            case "Sampled" -> lines.add("   " + sampled(body));
            case "SampleJudged" -> lines.add("   " + judged(body));
            case "Challenged" -> lines.add("   " + challenged(body));
            case "HistoryRecorded", "CaseOpened" ->
                lines.add("   versions " + event.object("versions").compact());
            default ->
                body.fields().forEach((name, value) -> {
                    if (!(value instanceof Json.Null)) lines.add("   " + name + " = " + show(value));
                });
        }
        if (ENDINGS.contains(event.text("type", ""))) {
            payload.fields().forEach((name, value) -> lines.add("   " + name + " = " + show(value)));
        }
        if (event.text("type", "").equals("CompensationPrepared") && payload.text("note") != null)
            lines.add("   note = " + payload.text("note", ""));
        if (event.text("type", "").equals("OutcomeObserved")) {
            payload.object("outcomes").fields().forEach((name, value) -> lines.add("   " + name + " = " + show(value)));
        }
        if (event.flag("erased")) lines.add("   (its payload was erased; the leaf still proves that it happened)");
    }

    private static String sampled(Json.Obj body) {
        return String.format(
                Locale.ROOT,
                "drawn by chance (%.1f%%, secret of %s) to be looked at%s",
                100 * body.number("probability", 0),
                body.text("day", ""),
                body.flag("blind") ? ", without showing the proposal" : "");
    }

    private static String judged(Json.Obj body) {
        String decision = body.text("decision", "");
        return "a person looked and would have decided " + (decision.isEmpty() ? "otherwise" : decision)
                + (body.flag("right") ? ": right" : ": wrong")
                + (body.flag("severe") ? ", an error of the gravest kind" : "");
    }

    private static String challenged(Json.Obj body) {
        return body.text("answer", "").equals("answered")
                ? String.format(
                        Locale.ROOT,
                        "in shadow, a model that challenges the serving one: %s, confidence %.4f (%s)",
                        body.text("decision", ""),
                        body.number("confidence", 0),
                        body.flag("confident") ? "confident" : "below the threshold")
                : "in shadow, a model that challenges the serving one gave no answer (" + body.text("answer", "") + ")";
    }

    private static void proposed(Json.Obj body, Json.Obj payload, List<String> lines) {
        if (!body.text("answer", "").equals("answered")) {
            lines.add("   " + body.text("answer", "") + ": " + payload.text("reason", ""));
            return;
        }
        lines.add(String.format(
                Locale.ROOT,
                "   %s, confidence %.4f (%s)",
                body.text("decision", ""),
                body.number("confidence", 0),
                body.flag("confident") ? "confident" : "below the threshold"));
        if (!payload.text("basis", "").isEmpty()) lines.add("   " + payload.text("basis", ""));
        for (Json option : payload.array("options")) {
            Json.Obj each = (Json.Obj) option;
            lines.add(String.format(
                    Locale.ROOT, "     %.4f  %s", each.number("probability", 0), each.text("decision", "")));
        }
    }

    private static void decided(Json.Obj body, Json.Obj payload, List<String> lines) {
        Map<String, String> details = new LinkedHashMap<>();
        for (Json item : payload.array("checks")) {
            Json.Obj detail = (Json.Obj) item;
            details.put(detail.text("check", ""), detail.object("detail").compact());
        }
        lines.add("   " + body.text("verdict", "") + ": " + body.text("reason", ""));
        int longest = body.array("checks").stream()
                .mapToInt(item -> ((Json.Obj) item).text("check", "").length())
                .max()
                .orElse(0);
        for (Json item : body.array("checks")) {
            Json.Obj check = (Json.Obj) item;
            String name = check.text("check", "");
            lines.add(String.format(
                    Locale.ROOT,
                    "     %-10s  %-" + Math.max(16, longest) + "s %s",
                    check.text("verdict", ""),
                    name,
                    check.text("reason", "")));
            if (details.containsKey(name)) lines.add("                 " + details.get(name));
        }
    }

    private static String show(Json value) {
        return switch (value) {
            case Json.Str(String text) -> text;
            case Json.Null() -> "(empty)";
            case Json.Num _, Json.Bool _, Json.Obj _, Json.Arr _ -> value.compact();
        };
    }
}
