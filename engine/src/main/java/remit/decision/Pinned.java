package remit.decision;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.authority.AuthorityTable;
import remit.authority.RuleBook;
import remit.authority.Ruling;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Money;
import remit.kernel.Value;
import remit.process.AdverseDecision;
import remit.process.AuthorSpec;
import remit.process.Disposition;
import remit.process.Intake;
import remit.process.ProcessContract;
import remit.process.StopCondition;
import remit.rules.Condition;
import remit.rules.FactLayout;
import remit.rules.Facts;

/**
 * Every part of a pack that has a say in a verdict, checked against each other and compiled: what a case is pinned to.
 * Immutable and safe for use by many threads.
 */
public final class Pinned {
    private final ProcessContract contract;
    private final Intake intake;
    private final FactLayout layout;
    private final AuthorityTable table;
    private final Json.Obj versions;
    private final List<Level> levels;
    private final List<Stop> stops;
    private final List<Standing> drafts;
    private final Set<String> inputs;
    private final Set<String> reads;
    private final List<Required> required;
    private final Intake.@Nullable Column amount;
    private final Map<String, AdverseDecision> adverse;

    /** A stop condition, compiled. */
    record Stop(StopCondition declared, Condition when) {
        Stop on(FactLayout layout) {
            return new Stop(declared, when.on(layout));
        }
    }

    /** A standing proposal, compiled. */
    record Standing(AuthorSpec.Draft declared, Condition when) {
        Standing on(FactLayout layout) {
            return new Standing(declared, when.on(layout));
        }
    }

    /** An input that the decision cannot do without, and what becomes of a case that lacks it. */
    record Required(String name, String words, Disposition whenMissing) {}

    private Pinned(
            ProcessContract contract, Intake intake, AuthorityTable table, Json.Obj versions, Compiled compiled) {
        this.contract = contract;
        this.intake = intake;
        this.layout = FactLayout.of(facts(contract, intake), table.tables(), compiled.conditions());
        this.table = table.on(layout);
        this.versions = versions.with("authority", Json.of(table.version()));
        this.levels = List.of();
        this.stops = compiled.stops().stream().map(stop -> stop.on(layout)).toList();
        this.drafts = compiled.drafts().stream().map(draft -> draft.on(layout)).toList();
        this.amount = RuleFacts.amount(contract, intake);
        var names = new LinkedHashSet<String>();
        intake.columns().stream().filter(Intake.Column::visible).forEach(column -> names.add(column.name()));
        intake.derived().forEach(derived -> names.add(derived.name()));
        this.inputs = java.util.Collections.unmodifiableSet(names);
        Set<String> read = Reads.names(contract, intake, table, compiled.stops());
        this.required = Reads.required(intake, read);
        compiled.drafts().forEach(draft -> read.addAll(draft.when().facts()));
        read.retainAll(this.inputs);
        this.reads = Set.copyOf(read);
        var folded = new LinkedHashMap<String, AdverseDecision>();
        for (AdverseDecision each : contract.risk().adverse())
            folded.putIfAbsent(RuleFacts.folded(each.decision()), each);
        this.adverse = Map.copyOf(folded);
    }

    private Pinned(Pinned own, List<Level> levels) {
        this.contract = own.contract;
        this.intake = own.intake;
        this.layout = own.layout;
        this.table = own.table;
        Json.Obj named = own.versions;
        for (Level level : levels)
            named = named.with(level.kind().check(), Json.of(level.table().version()));
        this.versions = named;
        this.levels = List.copyOf(levels);
        this.stops = own.stops;
        this.drafts = own.drafts;
        this.inputs = own.inputs;
        var read = new LinkedHashSet<>(own.reads);
        String money = own.contract.reporting().money();
        if (money != null && !levels.isEmpty()) read.add(money);
        this.reads = Set.copyOf(read);
        this.required = own.required;
        this.amount = own.amount;
        this.adverse = own.adverse;
    }

    /** The same process under rules above its own. */
    public Pinned under(List<Level> above) {
        return new Pinned(this, above);
    }

    /** The conditions of a contract, compiled. */
    record Compiled(List<Stop> stops, List<Standing> drafts) {
        List<Condition> conditions() {
            return Stream.concat(stops.stream().map(Stop::when), drafts.stream().map(Standing::when))
                    .toList();
        }
    }

    /**
     * Reads the table and checks every name that one part uses of another.
     *
     * @param fileName of the table, for the places of problems
     * @param versions exact version of every other part; the table's is added
     */
    public static Checked<Pinned> of(
            ProcessContract contract, Intake intake, byte[] dmnXml, String fileName, Json.Obj versions) {
        return switch (RuleBook.read(dmnXml, fileName, facts(contract, intake))) {
            case Checked.Ok<AuthorityTable>(AuthorityTable table) -> of(contract, intake, table, versions);
            case Checked.Refused<AuthorityTable>(var problems) -> {
                var every = new java.util.ArrayList<>(problems);
                every.addAll(new CrossCheck(contract, intake).check().problems());
                yield Checked.refused(every);
            }
        };
    }

    /** The same with a table that was read before. */
    public static Checked<Pinned> of(ProcessContract contract, Intake intake, AuthorityTable table, Json.Obj versions) {
        return new CrossCheck(contract, intake)
                .with(table)
                .map(compiled -> new Pinned(contract, intake, table, versions, compiled));
    }

    /** Every fact that tables and conditions of this process may name. */
    public static Facts facts(ProcessContract contract, Intake intake) {
        return RuleFacts.of(contract, intake);
    }

    public ProcessContract contract() {
        return contract;
    }

    public Intake intake() {
        return intake;
    }

    public AuthorityTable table() {
        return table;
    }

    /** The rules above its own, widest first. */
    public List<Level> levels() {
        return levels;
    }

    /** Part name to exact version, as evidence records it. */
    public Json.Obj versions() {
        return versions;
    }

    /** {@code invoices/authority@1a2b3c4d5e6f#row-3}: who approves what this row clears. */
    public String approver(int row) {
        return contract.id() + "/authority@" + table.version().substring(0, 12) + "#row-" + row;
    }

    /** The declaration that makes this decision adverse, if there is one; case and blanks around it do not matter. */
    public Optional<AdverseDecision> adverse(String decision) {
        return Optional.ofNullable(adverse.get(RuleFacts.folded(decision)));
    }

    /** Up to which amount the values of {@code column} go where {@code fact} says yes; empty where it says nothing of them. */
    public Optional<Money> bound(String fact, String column) {
        return fact.equals(RuleFacts.WITHIN_HANDLING_COST)
                        && amount != null
                        && amount.name().equals(column)
                ? Optional.of(contract.economics().cost().handlingCost())
                : Optional.empty();
    }

    /**
     * What the process's own table says where a row would let a case through that lacks this fact: a checkpoint where
     * another check says what becomes of it, that of required inputs or that of the author; else the case stops.
     */
    public Ruling lacking(String fact) {
        return inputs.contains(fact) || RuleFacts.OF_THE_PROPOSAL.contains(fact) ? Ruling.CHECKPOINT : Ruling.STOP;
    }

    /** Names of visible columns and derived inputs. */
    public Set<String> inputs() {
        return inputs;
    }

    /** Those of them that the rules, the levels above, a standing proposal or a tool look at. */
    public Set<String> reads() {
        return reads;
    }

    /** The amount that figures of this process add up; empty where the case has none, or one in another currency. */
    public Optional<Amount> money(CaseFacts facts) {
        String name = contract.reporting().money();
        Intake.Column column = name == null ? null : intake.byName().get(name);
        if (column == null || !(facts.inputs().get(column.name()) instanceof Value.Numeric(BigDecimal number))) {
            return Optional.empty();
        }
        String declared = column.reading().currency();
        if (declared == null) return Optional.of(new Amount(number, ""));
        String read = facts.currencies().getOrDefault(column.name(), declared).strip();
        return read.equals(declared) ? Optional.of(new Amount(number, declared)) : Optional.empty();
    }

    /** @param currency ISO 4217, empty where the column declares none */
    public record Amount(BigDecimal number, String currency) {}

    /** The names of every check that a case of this process goes through. */
    public Set<String> checks() {
        var names = new java.util.TreeSet<>(Decider.CHECKS);
        stops.forEach(stop -> names.add(stop.declared().id()));
        return names;
    }

    /** Where each fact that rules may name stands. */
    FactLayout layout() {
        return layout;
    }

    List<Stop> stops() {
        return stops;
    }

    List<Standing> drafts() {
        return drafts;
    }

    List<Required> required() {
        return required;
    }

    Intake.@Nullable Column amount() {
        return amount;
    }
}
