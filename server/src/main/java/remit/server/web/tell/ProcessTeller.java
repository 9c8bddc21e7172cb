package remit.server.web.tell;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import remit.process.Economics;
import remit.process.ProcessContract;
import remit.process.StopCondition;
import remit.process.ToolSpec;
import remit.server.halts.Exposure;
import remit.server.web.Figure;
import remit.server.web.PublishedProcess;
import remit.server.web.page.CasePage.Pair;
import remit.server.web.page.ProcessPage;
import remit.server.web.query.Totals;

/** Tells a contract and its rules in words. */
public final class ProcessTeller {
    private ProcessTeller() {}

    public static ProcessPage page(
            PublishedProcess process, Exposure exposure, Totals.Total total, Map<Integer, Long> hits) {
        ProcessContract contract = process.contract();
        var rules = process.rules();
        var rows = rules.rows().stream()
                .map(row -> new ProcessPage.Row(
                        row.number(),
                        row.cells().stream().map(ProcessTeller::cell).toList(),
                        Labels.ofCell(row.verdict()),
                        row.reason(),
                        Numbers.count(hits.getOrDefault(row.number(), 0L))))
                .toList();
        String policy = rules.hitPolicy().equals("U")
                ? "At most one row may match (unique); two matches stop the case, no match sends it to a person."
                : "The first row that matches decides; no match sends the case to a person.";
        String base = "Hits among " + Numbers.of(total.live(), "live case", "live cases") + ".";
        var table = new ProcessPage.Table(rules.name(), policy, rules.inputs(), rows, base);
        var versions = List.of(
                new Pair("Pack version", process.version()),
                new Pair(
                        "Author",
                        contract.author().kind() + ", learns to predict "
                                + contract.author().target()));
        var exposed = new ProcessPage.Exposed(exposure.sentences(), exposure.red());
        return new ProcessPage(contract.id(), process.statement(), exposed, told(contract), table, versions);
    }

    /** A long list of literals shows its first two; the rest opens. */
    private static ProcessPage.Cell cell(String text) {
        List<String> literals = literals(text);
        boolean brief = literals.size() > 3 && text.length() > 48;
        return new ProcessPage.Cell(
                text,
                brief ? String.join(", ", literals.subList(0, 2)) + " and " + (literals.size() - 2) + " more" : null);
    }

    /** What commas outside quotation marks part. */
    private static List<String> literals(String text) {
        var literals = new ArrayList<String>();
        var literal = new StringBuilder();
        boolean quoted = false;
        for (char each : text.toCharArray()) {
            if (each == '"') quoted = !quoted;
            if (each == ',' && !quoted) {
                literals.add(literal.toString().strip());
                literal.setLength(0);
            } else {
                literal.append(each);
            }
        }
        literals.add(literal.toString().strip());
        return literals;
    }

    private static ProcessPage.Contract told(ProcessContract contract) {
        return new ProcessPage.Contract(
                purpose(contract), people(contract), risk(contract), tools(contract), kpis(contract));
    }

    private static List<Pair> purpose(ProcessContract contract) {
        var purpose = contract.purpose();
        var pairs = new ArrayList<Pair>();
        pairs.add(new Pair("Purpose", purpose.statement()));
        list(pairs, "Inside", purpose.inside());
        list(pairs, "Outside", purpose.outside());
        list(pairs, "Constraints", purpose.constraints());
        list(pairs, "Stays human", purpose.staysHuman());
        list(
                pairs,
                "Steps",
                contract.flow().steps().stream()
                        .map(ProcessContract.Step::description)
                        .toList());
        return pairs;
    }

    private static List<Pair> people(ProcessContract contract) {
        var people = contract.people();
        var pairs = new ArrayList<Pair>();
        pairs.add(new Pair("Accountable owner", person(people.owner())));
        pairs.add(new Pair(
                "Escalation owner",
                person(people.escalation().owner()) + ", " + people.escalation().hours()));
        pairs.add(new Pair("Backup", person(people.escalation().backup())));
        list(
                pairs,
                "Responsible",
                people.responsible().stream().map(ProcessTeller::person).toList());
        list(
                pairs,
                "Consulted",
                people.consulted().stream().map(ProcessTeller::person).toList());
        list(
                pairs,
                "Informed",
                people.informed().stream().map(ProcessTeller::person).toList());
        for (var point : people.decisionPoints()) {
            pairs.add(
                    new Pair("Decides " + point.name(), person(point.owner()) + ". If wrong: " + point.consequences()));
        }
        var budget = contract.economics().budget();
        pairs.add(
                new Pair("Budget", budget.owner() + ", " + budget.function() + ", cost centre " + budget.costCenter()));
        return pairs;
    }

    private static List<Pair> risk(ProcessContract contract) {
        var risk = contract.risk();
        var pairs = new ArrayList<Pair>();
        pairs.add(new Pair("Tier", risk.tier().number() + ": " + risk.rationale()));
        list(
                pairs,
                "Stops when",
                risk.stopConditions().stream().map(StopCondition::reason).toList());
        list(
                pairs,
                "Adverse decisions",
                risk.adverse().stream()
                        .map(a -> a.decision() + ": " + a.rationale())
                        .toList());
        list(
                pairs,
                "Checkpoints",
                risk.checkpoints().stream()
                        .map(ProcessContract.Checkpoint::description)
                        .toList());
        pairs.add(new Pair("Rollback", risk.rollbackPlan()));
        return pairs;
    }

    private static List<Pair> tools(ProcessContract contract) {
        var tools = new ArrayList<Pair>();
        for (ToolSpec tool : contract.flow().tools()) tools.add(tool(tool));
        var idle = new TreeSet<>(contract.flow().withoutEffect());
        if (!idle.isEmpty()) tools.add(new Pair("none", "nothing has to be done for " + String.join(", ", idle)));
        return tools;
    }

    private static Pair tool(ToolSpec tool) {
        String effect = switch (tool.effect()) {
            case DRAFT -> "drafts only";
            case REVERSIBLE -> "reversible";
            case IRREVERSIBLE -> "irreversible";
        };
        String back = switch (tool.wayBack()) {
            case BY_TOOL -> " (when asked: " + tool.compensation() + ")";
            case BY_HAND -> tool.effect() == ToolSpec.Effect.REVERSIBLE ? " by hand" : "";
            case NONE -> " (cannot be undone)";
        };
        return new Pair(tool.id(), effect + back + ", through " + tool.connector() + ", " + when(tool));
    }

    private static String when(ToolSpec tool) {
        return tool.decisions().isEmpty()
                ? "for every decision"
                : "for " + tool.decisions().stream().sorted().collect(Collectors.joining(", "));
    }

    /** The tools whose effect nobody can take back, each with the decisions that it carries out. */
    public static List<Pair> forGood(ProcessContract contract) {
        return contract.flow().irreversible().stream()
                .map(tool -> new Pair(tool.id(), when(tool)))
                .toList();
    }

    private static List<Figure> kpis(ProcessContract contract) {
        ZoneId zone = contract.zone();
        return contract.economics().kpis().stream().map(kpi -> kpi(kpi, zone)).toList();
    }

    private static Figure kpi(Economics.Kpi kpi, ZoneId zone) {
        String target = kpi.target() == null ? "–" : Numbers.plain(kpi.target()) + unit(kpi);
        String baseline = kpi.baseline() == null ? "no baseline" : "from " + Numbers.plain(kpi.baseline()) + unit(kpi);
        String due = kpi.due() == null
                ? "no date"
                : "by " + Dates.day(kpi.due().atStartOfDay(zone).toInstant(), zone);
        return new Figure(kpi.name(), target, baseline + ", " + due + ", owner " + kpi.owner(), null, null);
    }

    private static String unit(Economics.Kpi kpi) {
        return kpi.unit().equals("%") ? "%" : " " + kpi.unit();
    }

    private static String person(ProcessContract.Person person) {
        return person.name() + ", " + person.function() + ", " + person.contact();
    }

    private static void list(List<Pair> pairs, String name, List<String> values) {
        if (values.isEmpty()) return;
        boolean sentences = values.stream().allMatch(value -> value.endsWith("."));
        pairs.add(new Pair(name, String.join(sentences ? " " : "; ", values)));
    }
}
