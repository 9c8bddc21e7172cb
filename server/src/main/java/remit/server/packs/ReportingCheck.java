package remit.server.packs;

import java.util.List;
import java.util.Set;
import remit.kernel.WrittenShare;

/** Whether the reporting section names what the intake has, and what its error needs. */
final class ReportingCheck {
    private final YamlNode reporting;
    private final Columns columns;
    private final Problems problems;

    ReportingCheck(YamlNode reporting, Columns columns, Problems problems) {
        this.reporting = reporting;
        this.columns = columns;
        this.problems = problems;
    }

    void check() {
        for (String name : List.of("group", "money", "segment", "paid")) {
            named(reporting, name, "reporting." + name, columns.visible(), "an input");
        }
        for (String name : List.of("money", "paid")) money(name);
        named(reporting, "would_have_paid", "reporting.would_have_paid", columns.names("outcome"), "an outcome column");
        money("would_have_paid");
        named(reporting, "closed", "reporting.closed", columns.names("outcome"), "an outcome column");
        typed("closed", Set.of("date"), "date");
        if (reporting.text("error", "").equals("overpaid")) {
            for (String name : List.of("paid", "would_have_paid")) {
                if (reporting.text(name, "").isEmpty()) {
                    problems.add(
                            "RMT-415",
                            reporting,
                            "reporting." + name,
                            "is missing: error: overpaid compares two amounts",
                            name.equals("paid")
                                    ? "name the input that is paid in full"
                                    : "name the outcome that says what officers paid");
                }
            }
        }
        if (reporting.text("headline", "").equals("net")
                && !reporting.text("error", "").equals("overpaid")) {
            problems.add(
                    "RMT-415",
                    reporting.at("headline"),
                    "reporting.headline",
                    "net needs error: overpaid",
                    "write headline: share, or error: overpaid with paid and would_have_paid");
        }
        baseline();
    }

    private void baseline() {
        YamlNode baseline = reporting.at("baseline");
        named(baseline, "group", "reporting.baseline.group", columns.visible(), "an input");
        if (baseline.at("share").present()
                && ContractReader.share(baseline.text("share", "")).isEmpty()) {
            problems.add(
                    "RMT-414",
                    baseline.at("share"),
                    "reporting.baseline.share",
                    WrittenShare.WHOLE.what(baseline.text("share", "")),
                    WrittenShare.FIX);
        }
    }

    private void named(YamlNode parent, String key, String field, Set<String> names, String what) {
        String name = parent.text(key, "");
        if (!name.isEmpty() && columns.known() && !names.contains(name)) {
            problems.add(
                    "RMT-415",
                    parent.at(key),
                    field,
                    "\"" + name + "\" is not the name of " + what,
                    DidYouMean.hint(name, names));
        }
    }

    private void money(String key) {
        typed(key, Set.of("money", "number"), "money");
    }

    private void typed(String key, Set<String> types, String wanted) {
        String name = reporting.text(key, "");
        Columns.Declared column = columns.byName().get(name);
        if (column != null && !types.contains(column.type())) {
            problems.add(
                    "RMT-415",
                    reporting.at(key),
                    "reporting." + key,
                    "\"" + name + "\" is of type " + column.type(),
                    "name a column of type " + wanted);
        }
    }
}
