package remit.server.replay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/**
 * A decision part by part, as evidence keeps it or as a replay gives it. Of the details only the rows that matched are
 * part of it: what they quote of the case, and rows that nearly matched, are told to readers and decide nothing.
 */
record Recorded(Json.Obj body, Json.Obj details) {
    private static final List<String> PLAIN = List.of("verdict", "disposition", "decision", "approver", "reason");
    private static final String NONE = "none";

    /** {@code {verdict, disposition, decision, approver, reason, propensity, checks[{check, verdict, reason, matched}]}}. */
    Json.Obj toJson() {
        Map<String, String> matched = matched();
        var checks = new ArrayList<Json>();
        for (Json each : body.array("checks")) {
            if (!(each instanceof Json.Obj check)) continue;
            String rows = matched.get(check.text("check", ""));
            checks.add(rows == null ? check : check.with("matched", Json.of(rows)));
        }
        Json.Obj json = Json.EMPTY;
        for (String name : PLAIN) json = json.with(name, orNull(body.get(name)));
        return json.with("propensity", body.object("propensity")).with("checks", Json.array(checks));
    }

    private static Json orNull(@Nullable Json json) {
        return json == null ? Json.NULL : json;
    }

    /** Its parts by name, in the order in which a reader wants them. */
    Map<String, String> parts() {
        var parts = new LinkedHashMap<String, String>();
        for (String name : PLAIN) parts.put(name, body.text(name, NONE));
        var names = new ArrayList<String>();
        for (Json each : body.array("checks")) {
            if (!(each instanceof Json.Obj check)) continue;
            String name = check.text("check", "");
            names.add(name);
            parts.put("check " + name, check.text("verdict", "") + ": " + check.text("reason", ""));
        }
        matched().forEach((check, rows) -> parts.put("rows that matched in " + check, rows));
        parts.put("propensity", body.object("propensity").canonical());
        parts.put("order of checks", String.join(", ", names));
        return parts;
    }

    /** By the name of a check that asked a table: the rows that matched, {@code 3, 5}. */
    private Map<String, String> matched() {
        var matched = new LinkedHashMap<String, String>();
        for (Json each : details.array("checks")) {
            if (!(each instanceof Json.Obj check)) continue;
            Json.Obj detail = check.object("detail");
            if (!(detail.get("matched") instanceof Json.Arr)) continue;
            String rows = detail.array("matched").stream().map(Json::compact).collect(Collectors.joining(", "));
            matched.put(check.text("check", ""), rows.isEmpty() ? NONE : rows);
        }
        return matched;
    }

    /** Where two maps of parts disagree. */
    static List<Outcome.Difference> differences(Map<String, String> recorded, Map<String, String> replayed) {
        var names = new LinkedHashSet<>(recorded.keySet());
        names.addAll(replayed.keySet());
        var differences = new ArrayList<Outcome.Difference>();
        for (String name : names) {
            String then = recorded.getOrDefault(name, NONE);
            String now = replayed.getOrDefault(name, NONE);
            if (!then.equals(now)) differences.add(new Outcome.Difference(name, then, now));
        }
        return differences;
    }
}
