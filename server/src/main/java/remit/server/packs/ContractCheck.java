package remit.server.packs;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import remit.kernel.WrittenShare;

/** Whether a contract means something: people can be reached, names exist in the intake, numbers are numbers. */
final class ContractCheck {
    private static final Set<String> ARGUMENT_WORDS = Set.of("$decision", "$case", "$key");

    private final YamlNode contract;
    private final Columns columns;
    private final Problems problems;

    ContractCheck(YamlNode contract, Columns columns, Problems problems) {
        this.contract = contract;
        this.columns = columns;
        this.problems = problems;
    }

    void check() {
        if (!contract.present()) return;
        zone();
        people();
        risk();
        flow();
        new TrailCheck(contract.at("flow").at("trail"), columns, problems).check();
        author();
        economics();
        new ReportingCheck(contract.at("reporting"), columns, problems).check();
        new RolloutCheck(contract, problems).check();
        new Retention(contract, problems).check();
        new WatchCheck(contract, problems).check();
    }

    private void zone() {
        String zone = contract.text("zone", "");
        if (zone.isEmpty()) return;
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            problems.add(
                    "RMT-413",
                    contract.at("zone"),
                    "zone",
                    "\"" + zone + "\" is no time zone",
                    DidYouMean.hint(zone, new java.util.TreeSet<>(ZoneId.getAvailableZoneIds())));
        }
    }

    private void people() {
        YamlNode escalation = contract.at("people").at("escalation");
        YamlNode first = escalation.at("owner");
        YamlNode backup = escalation.at("backup");
        boolean same = first.present()
                && backup.present()
                && (first.text("name", "1").equals(backup.text("name", "2"))
                        || first.text("contact", "1").equals(backup.text("contact", "2")));
        if (same) {
            problems.add(
                    "RMT-421",
                    backup,
                    "people.escalation.backup",
                    "is the escalation owner again",
                    "name another person with another contact: a backup answers when the first does not");
        }
        unique(contract.at("people").at("decision_points"), "name", "people.decision_points");
    }

    private void risk() {
        YamlNode risk = contract.at("risk");
        unique(risk.at("stop_conditions"), "id", "risk.stop_conditions");
        unique(risk.at("checkpoints"), "id", "risk.checkpoints");
        unique(risk.at("adverse"), "decision", "risk.adverse");
        share(risk, "max_moved_error", "risk.max_moved_error");
        int position = 0;
        for (YamlNode condition : risk.at("stop_conditions").items()) {
            facts(condition.at("when"), "risk.stop_conditions." + position++ + ".when");
        }
    }

    private void flow() {
        YamlNode tools = contract.at("flow").at("tools");
        unique(contract.at("flow").at("steps"), "id", "flow.steps");
        unique(tools, "id", "flow.tools");
        for (YamlNode tool : tools.items()) {
            wayBack(tool);
            String field = "flow.tools." + tool.text("id", "") + ".arguments";
            tool.at("arguments").fields().forEach((argument, node) -> {
                String fact = node.text();
                if (fact.startsWith("$") && !ARGUMENT_WORDS.contains(fact)) {
                    problems.add(
                            "RMT-408",
                            node,
                            field + "." + argument,
                            "\"" + fact + "\" is not a known word",
                            DidYouMean.hint(fact, List.of("$decision", "$case", "$key")));
                } else if (!fact.isEmpty() && !fact.startsWith("$") && columns.known()) {
                    argument(fact, node, field + "." + argument);
                }
            });
        }
    }

    /** Of what cannot be undone nobody may read that it can. */
    private void wayBack(YamlNode tool) {
        if (!tool.at("compensation").present() || !tool.text("effect", "").equals("irreversible")) return;
        problems.add(
                "RMT-472",
                tool.at("compensation"),
                "flow.tools." + tool.text("id", "") + ".compensation",
                "the tool is irreversible, so nothing takes back what it did",
                "leave compensation out, or write effect: reversible where the tool itself can take it back");
    }

    private void argument(String fact, YamlNode node, String field) {
        var usable = new java.util.LinkedHashSet<>(columns.facts());
        usable.addAll(columns.names("key"));
        if (columns.names("outcome").contains(fact)) {
            problems.add(
                    "RMT-419",
                    node,
                    field,
                    "\"" + fact + "\" is an outcome: it is not known when the tool is called",
                    "use an input, or $decision for the decided value");
        } else if (!usable.contains(fact)) {
            problems.add("RMT-419", node, field, "\"" + fact + "\" is not a fact", DidYouMean.hint(fact, usable));
        }
    }

    private void author() {
        YamlNode author = contract.at("author");
        String target = author.text("target", "");
        Set<String> outcomes = columns.names("outcome");
        if (!target.isEmpty() && columns.known() && !outcomes.contains(target)) {
            String role =
                    columns.byName().containsKey(target) ? "is not an outcome column" : "is not the name of a column";
            problems.add(
                    "RMT-417",
                    author.at("target"),
                    "author.target",
                    "\"" + target + "\" " + role,
                    outcomes.isEmpty() ? "give the column to learn role: outcome" : DidYouMean.hint(target, outcomes));
        }
        share(author, "max_error", "author.max_error");
        String refit = author.text("refit", "P1D");
        if (Durations.parse(refit).filter(d -> d.toHours() >= 24).isEmpty()) {
            problems.add(
                    "RMT-414",
                    author.at("refit"),
                    "author.refit",
                    "\"" + refit + "\" is not a duration of a day or more",
                    "write P30D for thirty days (a month has no fixed length)");
        }
        int position = 0;
        for (YamlNode draft : author.at("drafts").items()) {
            String field = "author.drafts." + position++ + ".when";
            facts(draft.at("when"), field);
            for (String fact : Set.of("proposal", "confidence", "confident", "adverse")) {
                if (draft.at("when").at(fact).present()) {
                    problems.add(
                            "RMT-419",
                            draft.at("when").at(fact),
                            field,
                            "\"" + fact + "\" is not known before there is a proposal",
                            "use inputs, derived inputs, within_handling_cost or new_group");
                }
            }
        }
        settings(author);
    }

    private void settings(YamlNode author) {
        YamlNode settings = author.at("settings");
        String kind = author.text("kind", "");
        for (String name : List.of("text", "category", "number", "embedding"))
            feature(settings.at(name), "author.settings." + name);
        for (YamlNode pair : settings.at("cross").items()) feature(pair, "author.settings.cross");
        boolean features = List.of("text", "category", "number", "embedding").stream()
                .anyMatch(n -> !settings.at(n).items().isEmpty());
        if (kind.equals("classifier") && !features) {
            problems.add(
                    "RMT-417",
                    author,
                    "author.settings",
                    "a classifier needs inputs to learn from",
                    "name inputs under text, category, number or embedding");
        }
        if ((kind.equals("http") || kind.equals("chat"))
                && settings.text("url", "").isEmpty()) {
            problems.add(
                    "RMT-417",
                    author,
                    "author.settings.url",
                    "an author behind an endpoint needs an address",
                    "add settings: {url: https://...}");
        }
    }

    private void feature(YamlNode list, String field) {
        for (YamlNode item : list.items()) {
            boolean usable =
                    columns.visible().contains(item.text()) || columns.derived().contains(item.text());
            if (item.items().isEmpty() && columns.known() && !usable) {
                problems.add(
                        "RMT-417",
                        item,
                        field,
                        "\"" + item.text() + "\" is not the name of an input",
                        DidYouMean.hint(item.text(), columns.visible()));
            }
        }
    }

    private void economics() {
        YamlNode economics = contract.at("economics");
        unique(economics.at("kpis"), "id", "economics.kpis");
        for (YamlNode kpi : economics.at("kpis").items()) {
            String field = "economics.kpis." + kpi.text("id", "");
            number(kpi, "baseline", field, false);
            number(kpi, "target", field, false);
            String due = kpi.text("due", "");
            if (due.matches("\\d{4}-\\d{2}-\\d{2}") && !isDay(due)) {
                problems.add(
                        "RMT-414",
                        kpi.at("due"),
                        field + ".due",
                        "\"" + due + "\" is not a day of the calendar",
                        "write yyyy-MM-dd");
            }
        }
        YamlNode cost = economics.at("cost");
        for (String name : List.of("handling_minutes", "hourly_cost", "productive_hours")) {
            number(cost, name, "economics.cost", true);
        }
    }

    private static boolean isDay(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private void number(YamlNode parent, String name, String field, boolean positive) {
        if (!parent.at(name).present()) return;
        String text = parent.text(name, "");
        boolean right = ContractReader.isDecimal(text) && (!positive || new BigDecimal(text).signum() > 0);
        if (!right) {
            problems.add(
                    "RMT-414",
                    parent.at(name),
                    field + "." + name,
                    "\"" + text + "\" is not a number" + (positive ? " above 0" : ""),
                    "write it with a point and without thousands signs: 1234.50");
        }
    }

    private void share(YamlNode parent, String name, String field) {
        if (!parent.at(name).present()) return;
        String text = parent.text(name, "");
        if (ContractReader.share(text).isEmpty()) {
            problems.add("RMT-414", parent.at(name), field, WrittenShare.WHOLE.what(text), WrittenShare.FIX);
        }
    }

    private void facts(YamlNode when, String field) {
        if (!columns.known()) return;
        when.fields().forEach((fact, node) -> {
            if (!columns.facts().contains(fact)) {
                boolean outcome = columns.names("outcome").contains(fact);
                problems.add(
                        "RMT-419",
                        node,
                        field,
                        "\"" + fact + (outcome ? "\" is an outcome, hidden from rules" : "\" is not a fact"),
                        outcome
                                ? "reveal one finding of it under derived in intake.yaml"
                                : DidYouMean.hint(fact, columns.facts()));
            }
        });
    }

    private void unique(YamlNode list, String key, String field) {
        var seen = new HashSet<String>();
        for (YamlNode item : list.items()) {
            String name = item.text(key, "");
            if (!name.isEmpty() && !seen.add(name)) {
                problems.add("RMT-412", item.at(key), field, "\"" + name + "\" stands twice", "keep one of them");
            }
        }
    }
}
