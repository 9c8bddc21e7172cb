package remit.server.web;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.kernel.Money;
import remit.process.AdverseDecision;
import remit.process.AuthorSpec;
import remit.process.Disposition;
import remit.process.Economics;
import remit.process.Intake;
import remit.process.ProcessContract;
import remit.process.Reporting;
import remit.process.StopCondition;
import remit.process.Tier;
import remit.process.ToolSpec;
import remit.register.Statement;

/** A small invoice process. */
final class TestingContracts {
    static final String VERSION = "5f".repeat(32);
    private static final String TABLE = "7a".repeat(32);

    private TestingContracts() {}

    static PublishedProcess invoices(Set<Actor> rulesBy) {
        var rules = new PublishedProcess.Rules(
                "authority",
                TABLE,
                "F",
                List.of("confident", "amount", "new_group"),
                List.of(
                        new PublishedProcess.Row(
                                1, List.of("-", "> 100000", "-"), "checkpoint", "large lines stay human"),
                        new PublishedProcess.Row(
                                2, List.of("-", "-", "true"), "checkpoint", "supplier never seen before"),
                        new PublishedProcess.Row(
                                3, List.of("true", "<= 100000", "-"), "auto_clear", "confident and small")));
        var statement = new Statement(
                "On behalf of Mira Okafor, a line may be coded and posted",
                List.of("row 3: every line, up to 100,000 GBP", "row 4: every line of Transport"),
                "A reviewer decides every other line.");
        return new PublishedProcess(VERSION, contract(), intake(), rules, rulesBy, statement);
    }

    private static ProcessContract contract() {
        var owner = new ProcessContract.Person("Mira Okafor", "finance", "mira@example.org");
        var backup = new ProcessContract.Person("Jon Lind", "finance", "jon@example.org");
        var clerk = new ProcessContract.Person("Accounts payable", "finance", "ap@example.org");
        return new ProcessContract(
                "invoices",
                "Invoice coding",
                ZoneId.of("Europe/London"),
                new ProcessContract.Purpose(
                        "Code each purchase line to an account and post it.",
                        List.of("coding purchase lines"),
                        List.of("changing bank details", "paying"),
                        List.of("a line is posted once"),
                        List.of("lines above 100,000 GBP")),
                new ProcessContract.People(
                        owner,
                        new ProcessContract.Escalation(backup, owner, "Mon-Fri 08:00-18:00"),
                        List.of(clerk),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(new ProcessContract.DecisionPoint(
                                "account of a line", owner, "a wrong account in the books"))),
                new ProcessContract.Risk(
                        Tier.WORKFLOW_ACTION,
                        "it writes to the ledger, and a posting can be reversed",
                        List.of(new StopCondition(
                                "no-amount", "an amount is missing", Map.of("amount", "null"), Disposition.STOPPED)),
                        List.of(new AdverseDecision("Refuse", "a supplier is not paid")),
                        List.of(new ProcessContract.Checkpoint("unsure", "a clerk looks at every unsure line")),
                        Optional.empty(),
                        "Reverse the postings of the last pack version."),
                new ProcessContract.Flow(
                        List.of(new ProcessContract.Step("code", "propose an account")),
                        List.of(
                                new ToolSpec(
                                        "post_line",
                                        "ledger",
                                        ToolSpec.Effect.REVERSIBLE,
                                        Map.of("account", "$decision"),
                                        Set.of()),
                                new ToolSpec(
                                        "pay_supplier",
                                        "bank",
                                        ToolSpec.Effect.IRREVERSIBLE,
                                        Map.of("account", "$decision"),
                                        Set.of("400100"))),
                        Set.of()),
                new AuthorSpec("classifier", "account", 0.03, null, List.of(), Json.EMPTY),
                economics(),
                reporting(),
                ProcessContract.Governance.DEFAULT,
                remit.process.Rollout.usual(Tier.WORKFLOW_ACTION, 0.03));
    }

    private static Economics economics() {
        return new Economics(
                List.of(new Economics.Kpi(
                        "auto_clear",
                        "Auto-cleared share",
                        "%",
                        BigDecimal.ZERO,
                        new BigDecimal("60"),
                        LocalDate.of(2026, 12, 31),
                        "Mira Okafor")),
                new Economics.CostModel(
                        new BigDecimal("6"), new Money(new BigDecimal("30.00"), "GBP"), new BigDecimal("1650"), 60000L),
                new Economics.Budget("Mira Okafor", "CC-100", "finance"));
    }

    private static Reporting reporting() {
        return new Reporting(
                "line",
                "lines",
                "coded and posted",
                "vendor_id",
                "amount",
                "directorate",
                Reporting.Error.DIFFERS,
                Reporting.Headline.SHARE,
                null,
                null,
                null,
                null);
    }

    private static Intake intake() {
        var money = new Intake.Reading(Intake.Type.MONEY, List.of(), Set.of(), Set.of(), false, "GBP", null, Set.of());
        var text = new Intake.Reading(Intake.Type.TEXT, List.of(), Set.of(), Set.of(), false, null, null, Set.of());
        return new Intake(
                new Intake.Format(',', "UTF-8"),
                List.of(
                        column("Document", "document_no", Intake.Role.KEY, text),
                        column("Vendor", "vendor", Intake.Role.INPUT, text),
                        column("Amount", "amount", Intake.Role.INPUT, money),
                        column("Account", "account", Intake.Role.OUTCOME, text)),
                List.of("document_no"),
                "clearing_date",
                false,
                List.of(),
                Duration.ofDays(30),
                false);
    }

    private static Intake.Column column(String header, String name, Intake.Role role, Intake.Reading reading) {
        return new Intake.Column(header, name, role, false, reading, true, Disposition.STOPPED, "internal", false);
    }
}
