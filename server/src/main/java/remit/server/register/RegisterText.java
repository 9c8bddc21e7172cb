package remit.server.register;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/** The register, its check and the hygiene of rules as lines for a person. */
public final class RegisterText {
    private static final int SHORT = 12;
    private static final String COLUMNS = "%5s  %-11s %9s  %-10s %11s %11s %9s  %s";

    private RegisterText() {}

    public static List<String> register(Json.Obj register) {
        var lines = new ArrayList<String>();
        for (Json item : register.array("items")) entry((Json.Obj) item, lines);
        if (lines.isEmpty()) lines.add("No row: nobody is called so here, or nothing is published.");
        long unlimited = count(register, "unlimited");
        if (unlimited > 0) {
            lines.add("");
            lines.add(number(unlimited) + (unlimited == 1 ? " row lets" : " rows let")
                    + " cases through whatever their amount.");
        }
        for (Json item : register.array("unreadable")) {
            lines.add("cannot be told: " + ((Json.Obj) item).text("what", ""));
        }
        return lines;
    }

    private static void entry(Json.Obj entry, List<String> lines) {
        boolean clears = "clears".equals(entry.text("power"));
        if (!lines.isEmpty()) lines.add("");
        String row = entry.get("row") instanceof Json.Num(double number) ? "row " + (long) number : "no row";
        lines.add(entry.text("process", "") + "  " + row
                + (clears ? "  clears by itself: " : "  a person decides: ") + entry.text("case_type", "")
                + (clears ? "; limit " + entry.text("limit_words", "none") : ""));
        lines.add("  who     " + entry.text("actor", "") + part(", proposed by ", entry.text("proposed_by"))
                + part(", on behalf of ", entry.text("on_behalf_of")));
        String excluded = joined(entry.array("excluded"));
        if (!excluded.isEmpty()) lines.add("  not     " + excluded);
        lines.add("  when    " + entry.text("condition", ""));
        String unless = joined(entry.array("unless"));
        if (!unless.isEmpty()) lines.add("  unless  " + unless);
        lines.add("  rules   " + shortened(entry.text("rule_version", "")));
    }

    private static String part(String before, @Nullable String text) {
        return text == null ? "" : before + text;
    }

    private static String joined(List<Json> texts) {
        return texts.stream()
                .map(each -> each instanceof Json.Str(String text) ? text : each.compact())
                .collect(Collectors.joining("; "));
    }

    public static List<String> check(Json.Obj report) {
        var lines = new ArrayList<String>();
        lines.add(report.text("sentence", ""));
        for (Json item : report.array("listed")) {
            Json.Obj orphan = (Json.Obj) item;
            lines.add("  " + orphan.text("case", "") + "  " + orphan.text("process", "") + "  "
                    + orphan.text("approver", "no row") + "  " + orphan.text("reason", ""));
        }
        long more = count(report, "orphans") - report.array("listed").size();
        if (more > 0) lines.add("  and " + number(more) + " more");
        return lines;
    }

    public static List<String> hygiene(Json.Obj report) {
        var lines = new ArrayList<String>();
        lines.add(report.text("process", "") + "  version " + shortened(report.text("version", "")) + "  owner "
                + report.text("owner", ""));
        lines.add(report.text("sentence", ""));
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                COLUMNS,
                "row",
                "verdict",
                "hits",
                "last hit",
                "exceptions",
                "overridden",
                "outdated",
                "stands since"));
        for (Json item : report.array("rows")) {
            Json.Obj row = (Json.Obj) item;
            String since = row.text("since", "");
            long days = count(row, "days");
            lines.add(figures(
                    number(count(row, "row")),
                    row.text("verdict", ""),
                    row,
                    day(since) + " (" + number(days) + (days == 1 ? " day)" : " days)")));
            lines.add("       " + row.text("condition", ""));
        }
        rest(report, "no_row", "no row", lines);
        rest(report, "rows_gone", "gone", lines);
        rest(report, "erased", "erased", lines);
        return lines;
    }

    private static void rest(Json.Obj report, String name, String shown, List<String> lines) {
        Json.Obj figures = report.object(name);
        if (count(figures, "hits") > 0) lines.add(figures("", shown, figures, ""));
    }

    private static String figures(String row, String what, Json.Obj figures, String since) {
        String last = figures.text("last_hit");
        return String.format(
                        Locale.ROOT,
                        COLUMNS,
                        row,
                        what,
                        number(count(figures, "hits")),
                        last == null ? "never" : day(last),
                        number(count(figures, "exceptions")),
                        number(count(figures, "overrides")),
                        number(count(figures, "rule_outdated")),
                        since)
                .stripTrailing();
    }

    private static String day(String instant) {
        return instant.length() < 10 ? instant : instant.substring(0, 10);
    }

    private static String shortened(String hash) {
        return hash.length() > SHORT ? hash.substring(0, SHORT) : hash;
    }

    private static long count(Json.Obj object, String name) {
        return (long) object.number(name, -1);
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
