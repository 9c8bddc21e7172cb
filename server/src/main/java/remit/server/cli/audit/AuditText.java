package remit.server.cli.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import remit.kernel.Json;
import remit.server.audit.PlanTerms;

/** Says for a terminal what was found. */
final class AuditText {
    private AuditText() {}

    private static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static long count(Json.Obj json, String name) {
        return (long) json.number(name, 0);
    }

    private static double percent(Json.Obj json, String name) {
        return 100 * json.number(name, 0);
    }

    static List<String> plan(Json.Obj plan) {
        var lines = new ArrayList<String>();
        Json.Obj fixed = plan.object("fixed");
        Json.Obj open = plan.object("sequential");
        lines.add(say(
                "To prove that less than %s%% of %s are wrong, at %s%% confidence, where %s%% are expected (%,d cases to"
                        + " draw from):",
                PlanTerms.percent(plan.number("tolerable", 0)),
                plan.text("units", ""),
                PlanTerms.sure(plan.number("confidence", 0)),
                PlanTerms.percent(plan.number("expected", 0)),
                count(plan, "population")));
        lines.add(say(
                "  fixed: look at %,d cases, once, all of them; up to %,d may be wrong. A plan that failed is not begun again.",
                count(fixed, "size"), count(fixed, "allowed")));
        if (count(plan, "population") <= count(fixed, "size"))
            lines.add("    there are no more than that: all of them are drawn, and nothing has to be inferred");
        lines.add(say(
                "  at any time (--sequential): on average %,.0f looks if the expected share is true; proven in %.0f of 100.",
                open.number("mean", 0), percent(open, "proven")));
        for (Json each : open.array("looks")) {
            Json.Obj look = (Json.Obj) each;
            lines.add(say(
                    "    with %,d wrong: proven from %,d looks on%s, else go on",
                    count(look, "errors"),
                    count(look, "looks"),
                    count(look, "looks") > count(plan, "population") ? " (more than there are cases)" : ""));
        }
        lines.add("Draw it with remit sample draw " + plan.text("process", "") + " and the same options.");
        return lines;
    }

    static List<String> sample(Json.Obj sample) {
        var lines = new ArrayList<String>();
        String segment = sample.text("segment", "");
        lines.add(say(
                "%s of %s%s: %,d of %,d %s cases, drawn on %s to prove less than %s%% at %s%% confidence",
                sample.text("sample", ""),
                sample.text("process", ""),
                segment.isEmpty() ? "" : ", " + segment,
                count(sample, "drawn"),
                count(sample, "population"),
                sample.text("of", ""),
                sample.text("planned_at", "").replaceFirst("T.*", ""),
                PlanTerms.percent(sample.number("tolerable", 0)),
                PlanTerms.sure(sample.number("confidence", 0))));
        int earlier = sample.array("earlier").size();
        if (earlier > 0)
            lines.add(say("  sample %,d that may be of these cases: %,d were drawn before it", earlier + 1, earlier));
        lines.add("  " + sample.text("result", "").replace('_', ' ') + ": " + sample.text("sentence", ""));
        int waiting = sample.array("waiting").size();
        if (sample.text("result", "").equals("open"))
            lines.add(say(
                    "  %,d cases wait for a look (remit sample record %s FILE)", waiting, sample.text("sample", "")));
        return lines;
    }

    static List<String> agreement(Json.Obj report) {
        var lines = new ArrayList<String>();
        long cases = count(report, "cases");
        if (cases == 0) {
            lines.add("No case of " + report.text("process", "")
                    + " was judged by two people. Let somebody look at what others" + " decided: remit sample draw "
                    + report.text("process", "") + " --of reviewed");
        } else {
            lines.add(say(
                    "%,d cases were judged by two or more of %,d people: they agree in %,d and disagree in between %.1f%% and"
                            + " %.1f%% of such cases (95%%)%s",
                    cases,
                    count(report, "people"),
                    count(report, "agreed"),
                    percent(report, "disagreement_lower"),
                    percent(report, "disagreement_upper"),
                    few(report)));
            lines.add("  Krippendorff's alpha " + bounded(report.get("krippendorff")));
            for (Json each : report.array("pairs")) {
                Json.Obj pair = (Json.Obj) each;
                lines.add(say(
                        "  %s and %s: %,d of %,d alike, Cohen's kappa %s%s",
                        pair.text("one", ""),
                        pair.text("other", ""),
                        count(pair, "agreed"),
                        count(pair, "cases"),
                        bounded(pair.get("kappa")),
                        few(pair)));
            }
        }
        Json.Obj blind = report.object("blind");
        lines.add(say(
                "Looks at what cleared: %,d of %,d would have decided otherwise without seeing the proposal, %,d of %,d with it"
                        + " in sight%s",
                count(blind, "otherwise"),
                count(blind, "looks"),
                count(blind, "shown_otherwise"),
                count(blind, "shown_looks"),
                blind.flag("few") ? few(blind) : say(" (by chance: %.3f)", blind.number("p_value", 1))));
        return lines;
    }

    private static String few(Json.Obj json) {
        return json.flag("few") ? "; too few to rest on" : "";
    }

    private static String bounded(@org.jspecify.annotations.Nullable Json value) {
        if (!(value instanceof Json.Obj told)) return "is not defined: there was only one answer";
        return told.get("lower") instanceof Json.Num
                ? say("%.2f (%.2f to %.2f)", told.number("value", 0), told.number("lower", 0), told.number("upper", 0))
                : say("%.2f", told.number("value", 0));
    }

    static List<String> overrides(Json.Obj report) {
        var lines = new ArrayList<String>();
        lines.add(say(
                "%,d of %,d cases that a person judged were decided otherwise than proposed",
                count(report, "overridden"), count(report, "cases")));
        if (report.flag("few")) {
            lines.add("  too few to tell a place where it happens more from chance");
            return lines;
        }
        for (Json each : report.array("groups")) {
            Json.Obj group = (Json.Obj) each;
            String reason = group.text("reason");
            lines.add(say(
                    "  %s%s: %,d of %,d, elsewhere %,d of %,d; mostly to %s (by chance: %.2g)",
                    group.text("segment", ""),
                    reason == null ? "" : ", for the reason " + reason,
                    count(group, "overridden"),
                    count(group, "cases"),
                    count(group, "elsewhere_overridden"),
                    count(group, "elsewhere_cases"),
                    group.text("mostly", ""),
                    group.number("p_value", 1)));
            lines.add(todo(group));
        }
        for (Json each : report.array("conditions")) {
            Json.Obj found = (Json.Obj) each;
            lines.add(say(
                    "  where %s: %,d of %,d in the half that confirms it; mostly to %s (by chance: %.2g)",
                    found.text("when", ""),
                    count(found, "overridden"),
                    count(found, "cases"),
                    found.text("mostly", ""),
                    found.number("p_value", 1)));
            lines.add(todo(found));
        }
        if (lines.size() == 1) lines.add("  nowhere more often than chance explains");
        return lines;
    }

    /** A change of the rules begins with a case. */
    private static String todo(Json.Obj found) {
        return "    hold such cases by a rule: remit rules propose " + found.text("example", "")
                + " --wanted checkpoint";
    }
}
