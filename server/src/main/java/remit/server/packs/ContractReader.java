package remit.server.packs;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.kernel.Money;
import remit.kernel.WrittenShare;
import remit.process.AdverseDecision;
import remit.process.AuthorSpec;
import remit.process.Disposition;
import remit.process.Economics;
import remit.process.ProcessContract;
import remit.process.Reporting;
import remit.process.StopCondition;
import remit.process.Tier;
import remit.process.ToolSpec;

/** Makes the record of a contract that has passed its checks. */
final class ContractReader {
    private ContractReader() {}

    static ProcessContract read(YamlNode contract) {
        return new ProcessContract(
                contract.text("id", ""),
                contract.text("name", ""),
                ZoneId.of(contract.text("zone", "UTC")),
                purpose(contract.at("purpose")),
                people(contract.at("people"), ZoneId.of(contract.text("zone", "UTC"))),
                risk(contract.at("risk")),
                flow(contract.at("flow")),
                author(contract.at("author")),
                economics(contract.at("economics")),
                reporting(contract.at("reporting")),
                governance(contract.at("governance")),
                RolloutReader.read(
                        contract.at("rollout"),
                        risk(contract.at("risk")).tier(),
                        author(contract.at("author")).maxError()),
                Retention.period(contract.text("retention", "")).orElse(null));
    }

    private static ProcessContract.Governance governance(YamlNode node) {
        boolean files = node.text("changes", "").equals(ProcessContract.Changes.FILES.word());
        return new ProcessContract.Governance(
                node.text("domain", ""), files ? ProcessContract.Changes.FILES : ProcessContract.Changes.APPROVED);
    }

    private static ProcessContract.Purpose purpose(YamlNode node) {
        return new ProcessContract.Purpose(
                node.text("statement", ""),
                node.texts("inside"),
                node.texts("outside"),
                node.texts("constraints"),
                node.texts("stays_human"));
    }

    private static ProcessContract.People people(YamlNode node, ZoneId zone) {
        YamlNode escalation = node.at("escalation");
        return new ProcessContract.People(
                person(node.at("owner")),
                new ProcessContract.Escalation(
                        person(escalation.at("owner")),
                        person(escalation.at("backup")),
                        escalation.text("hours", ""),
                        WatchCheck.paging(escalation, zone)),
                each(node.at("responsible"), ContractReader::person),
                each(node.at("consulted"), ContractReader::person),
                each(node.at("informed"), ContractReader::person),
                each(node.at("rule_authors"), ContractReader::person),
                each(
                        node.at("decision_points"),
                        point -> new ProcessContract.DecisionPoint(
                                point.text("name", ""), person(point.at("owner")), point.text("consequences", ""))));
    }

    private static ProcessContract.Person person(YamlNode node) {
        return new ProcessContract.Person(node.text("name", ""), node.text("function", ""), node.text("contact", ""));
    }

    private static ProcessContract.Risk risk(YamlNode node) {
        return new ProcessContract.Risk(
                Tier.values()[Integer.parseInt(node.text("tier", "4"))],
                node.text("rationale", ""),
                each(
                        node.at("stop_conditions"),
                        stop -> new StopCondition(
                                stop.text("id", ""),
                                stop.text("reason", ""),
                                stop.textMap("when"),
                                stop.text("then", "").equals("return") ? Disposition.RETURNED : Disposition.STOPPED)),
                each(
                        node.at("adverse"),
                        adverse -> new AdverseDecision(adverse.text("decision", ""), adverse.text("rationale", ""))),
                each(
                        node.at("checkpoints"),
                        checkpoint -> new ProcessContract.Checkpoint(
                                checkpoint.text("id", ""), checkpoint.text("description", ""))),
                share(node.text("max_moved_error", "")).map(BigDecimal::doubleValue),
                node.text("rollback", ""));
    }

    private static ProcessContract.Flow flow(YamlNode node) {
        return new ProcessContract.Flow(
                each(
                        node.at("steps"),
                        step -> new ProcessContract.Step(step.text("id", ""), step.text("description", ""))),
                each(
                        node.at("tools"),
                        tool -> new ToolSpec(
                                tool.text("id", ""),
                                tool.text("connector", ""),
                                ToolSpec.Effect.valueOf(tool.text("effect", "").toUpperCase(Locale.ROOT)),
                                tool.textMap("arguments"),
                                new LinkedHashSet<>(tool.texts("decisions")),
                                optional(tool, "compensation", text -> text))),
                new LinkedHashSet<>(node.texts("without_effect")),
                node.at("trail").present() ? TrailCheck.read(node.at("trail")) : null,
                WatchCheck.watch(node));
    }

    private static AuthorSpec author(YamlNode node) {
        return new AuthorSpec(
                node.text("kind", ""),
                node.text("target", ""),
                share(node.text("max_error", "0")).orElse(BigDecimal.ZERO).doubleValue(),
                node.at("refit").present()
                        ? Durations.parse(node.text("refit", "")).orElse(null)
                        : null,
                each(
                        node.at("drafts"),
                        draft -> new AuthorSpec.Draft(
                                draft.textMap("when"), draft.text("decision", ""), draft.text("basis", ""))),
                node.at("settings").toJson() instanceof Json.Obj settings ? settings : Json.EMPTY,
                new AuthorSpec.Promise(
                        node.text("threshold", "").equals("certified"),
                        1
                                - share(node.text("confidence", "90%"))
                                        .filter(share -> share.signum() > 0 && share.compareTo(BigDecimal.ONE) < 0)
                                        .orElse(new BigDecimal("0.9"))
                                        .doubleValue()));
    }

    private static Economics economics(YamlNode node) {
        YamlNode cost = node.at("cost");
        YamlNode budget = node.at("budget");
        return new Economics(
                each(
                        node.at("kpis"),
                        kpi -> new Economics.Kpi(
                                kpi.text("id", ""),
                                kpi.text("name", ""),
                                kpi.text("unit", ""),
                                optional(kpi, "baseline", BigDecimal::new),
                                optional(kpi, "target", BigDecimal::new),
                                optional(kpi, "due", LocalDate::parse),
                                kpi.text("owner", ""))),
                new Economics.CostModel(
                        new BigDecimal(cost.text("handling_minutes", "")),
                        new Money(new BigDecimal(cost.text("hourly_cost", "")), cost.text("currency", "")),
                        new BigDecimal(cost.text("productive_hours", "")),
                        optional(cost, "yearly_cases", text -> new BigDecimal(text).longValueExact())),
                new Economics.Budget(
                        budget.text("owner", ""), budget.text("cost_center", ""), budget.text("function", "")));
    }

    private static Reporting reporting(YamlNode node) {
        YamlNode baseline = node.at("baseline");
        return new Reporting(
                node.text("unit", ""),
                node.text("units", ""),
                node.text("cleared", ""),
                optional(node, "group", text -> text),
                optional(node, "money", text -> text),
                optional(node, "segment", text -> text),
                Reporting.Error.valueOf(node.text("error", "").toUpperCase(Locale.ROOT)),
                Reporting.Headline.valueOf(node.text("headline", "").toUpperCase(Locale.ROOT)),
                optional(node, "paid", text -> text),
                optional(node, "would_have_paid", text -> text),
                optional(node, "closed", text -> text),
                !baseline.present()
                        ? null
                        : new Reporting.Baseline(
                                baseline.text("group", ""),
                                Integer.parseInt(baseline.text("seen", "1")),
                                share(baseline.text("share", "")).orElse(BigDecimal.ONE)));
    }

    /** A share written as "3%" or "0.03", in [0, 1]; empty when it is neither. */
    static Optional<BigDecimal> share(String text) {
        return WrittenShare.WHOLE.read(text);
    }

    static boolean isDecimal(String text) {
        return text.matches("-?\\d{1,15}(\\.\\d{1,10})?");
    }

    private static <T> List<T> each(YamlNode list, Function<YamlNode, T> read) {
        return list.items().stream().map(read).toList();
    }

    private static <T> @Nullable T optional(YamlNode node, String key, Function<String, T> read) {
        String text = node.text(key, "");
        return text.isEmpty() ? null : read.apply(text);
    }
}
