package remit.testing;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.decision.Pinned;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Money;
import remit.process.AdverseDecision;
import remit.process.AuthorSpec;
import remit.process.Disposition;
import remit.process.Economics;
import remit.process.Intake;
import remit.process.Intake.Column;
import remit.process.Intake.Role;
import remit.process.Intake.Type;
import remit.process.ProcessContract;
import remit.process.Reporting;
import remit.process.StopCondition;
import remit.process.Tier;
import remit.process.ToolSpec;

/** A small claims process, built in code; each part can be replaced before {@link #pin}. */
public final class TestingPack {
    public Tier tier = Tier.WORKFLOW_ACTION;
    public List<StopCondition> stops = new ArrayList<>();
    public Optional<Double> maxMovedError = Optional.empty();
    public List<AdverseDecision> adverse =
            new ArrayList<>(List.of(new AdverseDecision("Deny", "the claimant gets nothing")));
    public List<AuthorSpec.Draft> drafts = new ArrayList<>();
    public List<ToolSpec> tools = new ArrayList<>();
    public List<Column> columns = new ArrayList<>(List.of(
            column("claim_no", Role.KEY, Type.TEXT),
            column("vendor", Role.INPUT, Type.TEXT),
            column("amount", Role.INPUT, Type.MONEY),
            column("received", Role.INPUT, Type.DATE),
            column("status", Role.OUTCOME, Type.TEXT),
            column("closed_at", Role.OUTCOME, Type.MONEY)));
    public List<Intake.Derived> derived =
            new ArrayList<>(List.of(new Intake.Derived("missing_item", "status", "Insufficient")));
    public ProcessContract.Person owner = new ProcessContract.Person("Olive Owner", "finance", "olive@example.org");
    public List<ProcessContract.Person> ruleAuthors = new ArrayList<>();
    public @Nullable String group = "vendor";
    public @Nullable String segment;
    public @Nullable String money = "amount";
    public String target = "status";
    public Reporting.Error error = Reporting.Error.DIFFERS;
    public String table = TestingTables.dmn(
            "FIRST",
            List.of(
                    new TestingTables.In("amount", "number"),
                    new TestingTables.In("confident", "boolean"),
                    new TestingTables.In("new_group", "boolean")),
            List.of(
                    List.of("> 1000", "-", "-", "\"checkpoint\"", "\"too large\""),
                    List.of("<= 0", "-", "-", "\"return\"", "\"no amount to pay\""),
                    List.of("-", "true", "false", "\"auto_clear\"", "\"small, sure and known\"")));

    /** A required column whose name is its header; amounts are in USD. */
    public static Column column(String name, Role role, Type type) {
        return column(name, role, type, new Needs(true, Disposition.STOPPED), null);
    }

    /** Whether a value must be there, and what becomes of a case that lacks it. */
    public record Needs(boolean required, Disposition whenMissing) {}

    public static Column column(String name, Role role, Type type, Needs needs, @Nullable String currencyColumn) {
        String currency = type == Type.MONEY ? "USD" : null;
        var reading = new Intake.Reading(
                type, List.of(), Set.of("Y"), Set.of("N"), false, currency, currencyColumn, Set.of());
        return new Column(name, name, role, false, reading, needs.required(), needs.whenMissing(), "internal", false);
    }

    /** Replaces the column of that name. */
    public TestingPack with(Column column) {
        columns.replaceAll(old -> old.name().equals(column.name()) ? column : old);
        return this;
    }

    public Intake intake() {
        return new Intake(
                new Intake.Format(',', "UTF-8"),
                columns,
                List.of("claim_no"),
                "received",
                false,
                derived,
                Duration.ofDays(30),
                true);
    }

    public ProcessContract contract() {
        var people = new ProcessContract.People(
                owner,
                new ProcessContract.Escalation(owner, owner, "Mon-Fri 08:00-18:00"),
                List.of(),
                List.of(),
                List.of(),
                ruleAuthors,
                List.of());
        var cost = new Economics.CostModel(
                new BigDecimal("30"), new Money(new BigDecimal("40.00"), "USD"), new BigDecimal("1650"), 60_000L);
        return new ProcessContract(
                "claims",
                "Claims",
                ZoneId.of("UTC"),
                new ProcessContract.Purpose("Decide claims.", List.of(), List.of(), List.of(), List.of()),
                people,
                new ProcessContract.Risk(tier, "test", stops, adverse, List.of(), maxMovedError, "stop paying"),
                new ProcessContract.Flow(List.of(), tools, Set.of()),
                new AuthorSpec("classifier", target, 0.03, null, drafts, Json.EMPTY),
                new Economics(List.of(), cost, new Economics.Budget("olive", "1", "finance")),
                new Reporting(
                        "claim",
                        "claims",
                        "paid",
                        group,
                        money,
                        segment,
                        error,
                        Reporting.Headline.SHARE,
                        null,
                        null,
                        null,
                        null),
                ProcessContract.Governance.DEFAULT,
                remit.process.Rollout.usual(tier, 0.03));
    }

    public Checked<Pinned> check() {
        return Pinned.of(
                contract(),
                intake(),
                table.getBytes(StandardCharsets.UTF_8),
                "authority.dmn",
                Json.object("contract", "c1"));
    }

    public Pinned pin() {
        return check().orThrow();
    }

    /** Adds a stop condition on one fact. */
    public TestingPack stop(String id, String fact, String cell, Disposition then) {
        stops.add(new StopCondition(id, "because of " + id, Map.of(fact, cell), then));
        return this;
    }
}
