package remit.decision;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import remit.authority.AuthorityTable;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.process.AuthorSpec;
import remit.process.Intake;
import remit.process.ProcessContract;
import remit.process.Reporting;
import remit.process.StopCondition;
import remit.process.ToolSpec;
import remit.rules.Condition;
import remit.rules.Facts;
import remit.rules.Input;

/** Checks what one part of a pack says about another, and compiles the conditions on the way. */
final class CrossCheck {
    private static final Set<String> PLACEHOLDERS = Set.of("$decision", "$case", "$key");

    private final ProcessContract contract;
    private final Intake intake;
    private final Facts facts;
    private final Map<String, Intake.Column> columns;
    private final List<Problem> problems = new ArrayList<>();

    CrossCheck(ProcessContract contract, Intake intake) {
        this.contract = contract;
        this.intake = intake;
        this.facts = RuleFacts.of(contract, intake);
        this.columns = intake.byName();
    }

    /** Everything but the table. */
    Checked<Pinned.Compiled> check() {
        names();
        List<Pinned.Stop> stops = stops();
        List<Pinned.Standing> drafts = drafts();
        tools();
        author();
        reporting();
        if (!problems.isEmpty()) return Checked.refused(problems);
        return Checked.ok(new Pinned.Compiled(stops, drafts));
    }

    /** Everything, the table included, which was perhaps read for other facts than these. */
    Checked<Pinned.Compiled> with(AuthorityTable table) {
        for (String fact : table.reads()) {
            if (facts.type(fact).isEmpty()) problems.add(facts.unknown("authority.dmn column " + fact, fact));
        }
        for (Input input : table.inputs()) {
            if (facts.type(input.fact()).filter(type -> type != input.type()).isEmpty()) continue;
            problem(
                    "RMT-106",
                    "authority.dmn column " + input.fact(),
                    "the table was read for " + input.type().words(),
                    "read it again for this intake");
        }
        return check();
    }

    private void problem(String code, String place, String what, String fix) {
        problems.add(new Problem(code, place, what, fix));
    }

    private <T> Optional<T> keep(Checked<T> checked) {
        problems.addAll(checked.problems());
        return checked instanceof Checked.Ok<T>(T value) ? Optional.of(value) : Optional.empty();
    }

    private void names() {
        var seen = new HashSet<String>();
        for (Intake.Column column : intake.columns()) {
            if (column.visible()) name("intake.yaml column " + column.header(), column.name(), seen);
        }
        for (Intake.Derived derived : intake.derived())
            name("intake.yaml derived " + derived.name(), derived.name(), seen);
    }

    private void name(String place, String name, Set<String> seen) {
        if (RuleFacts.COMPUTED.contains(name)) {
            problem("RMT-120", place, "the name " + name + " is that of a computed fact", "choose another name");
        }
        if (!seen.add(name)) problem("RMT-120", place, "the name " + name + " stands twice", "choose another name");
    }

    private List<Pinned.Stop> stops() {
        var stops = new ArrayList<Pinned.Stop>();
        var ids = new HashSet<>(Decider.CHECKS);
        for (StopCondition stop : contract.risk().stopConditions()) {
            String place = "process.yaml risk.stop_conditions " + stop.id();
            if (!ids.add(stop.id())) problem("RMT-121", place, "the id is taken by another check", "choose another id");
            keep(Condition.read(place, stop.when(), facts)).ifPresent(when -> stops.add(new Pinned.Stop(stop, when)));
        }
        return List.copyOf(stops);
    }

    private List<Pinned.Standing> drafts() {
        var drafts = new ArrayList<Pinned.Standing>();
        for (AuthorSpec.Draft draft : contract.author().drafts()) {
            String place = "process.yaml author.drafts \"" + draft.decision() + "\"";
            for (String fact : draft.when().keySet()) {
                if (RuleFacts.OF_THE_PROPOSAL.contains(fact)) {
                    problem(
                            "RMT-122",
                            place,
                            "a draft cannot depend on " + fact + ", which exists only after it",
                            "name inputs only");
                }
            }
            if (draft.decision().isBlank())
                problem("RMT-122", place, "the draft proposes nothing", "name its decision");
            keep(Condition.read(place, draft.when(), facts))
                    .ifPresent(when -> drafts.add(new Pinned.Standing(draft, when)));
        }
        return List.copyOf(drafts);
    }

    private void tools() {
        var ids = new HashSet<String>();
        for (ToolSpec tool : contract.flow().tools()) {
            String place = "process.yaml flow.tools " + tool.id();
            if (!ids.add(tool.id())) problem("RMT-123", place, "the id stands twice", "choose another id");
            tool.arguments().forEach((argument, fact) -> argument(place + " argument " + argument, fact));
        }
    }

    /** Keys may be arguments although rules do not see them: a system of record must know which one is meant. */
    private void argument(String place, String fact) {
        boolean key = intake.key().contains(fact);
        if (PLACEHOLDERS.contains(fact) || key || facts.type(fact).isPresent()) return;
        if (fact.startsWith("$")) {
            problem(
                    "RMT-123",
                    place,
                    fact + " stands for nothing",
                    Facts.suggest(fact, PLACEHOLDERS.stream().sorted().toList()));
        } else problems.add(facts.unknown(place, fact));
    }

    private void author() {
        column("author.target", contract.author().target(), c -> c.role() == Intake.Role.OUTCOME, "an outcome column");
    }

    private void reporting() {
        Reporting reporting = contract.reporting();
        Predicate<Intake.Column> amount = c -> switch (c.reading().type()) {
            case MONEY, NUMBER -> true;
            case TEXT, DATE, FLAG -> false;
        };
        column("reporting.group", reporting.group(), Intake.Column::visible, "an input");
        column("reporting.segment", reporting.segment(), Intake.Column::visible, "an input");
        column(
                "reporting.money",
                reporting.money(),
                amount.and(Intake.Column::visible),
                "an input that holds an amount");
        column("reporting.paid", reporting.paid(), amount.and(Intake.Column::visible), "an input that holds an amount");
        column(
                "reporting.would_have_paid",
                reporting.wouldHavePaid(),
                amount.and(c -> c.role() == Intake.Role.OUTCOME),
                "an outcome that holds an amount");
        column(
                "reporting.closed",
                reporting.closed(),
                c -> c.role() == Intake.Role.OUTCOME && c.reading().type() == Intake.Type.DATE,
                "an outcome that holds a date");
        Reporting.Baseline baseline = reporting.baseline();
        if (baseline != null) column("reporting.baseline.group", baseline.group(), Intake.Column::visible, "an input");
        boolean overpaid = reporting.error() == Reporting.Error.OVERPAID;
        if (overpaid && (reporting.paid() == null || reporting.wouldHavePaid() == null)) {
            String fix = "name reporting.paid and reporting.would_have_paid, or use error: differs";
            problem("RMT-124", "process.yaml reporting.error", "overpaid needs two amounts to compare", fix);
        }
    }

    private void column(String place, @Nullable String name, Predicate<Intake.Column> fits, String words) {
        if (name == null) return;
        List<String> fitting =
                columns.values().stream().filter(fits).map(Intake.Column::name).toList();
        if (fitting.contains(name)) return;
        String what = columns.containsKey(name) ? name + " is not " + words : "there is no column \"" + name + "\"";
        problem("RMT-124", "process.yaml " + place, what, Facts.suggest(name, fitting));
    }
}
