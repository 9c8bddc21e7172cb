package remit.decision;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.kernel.Money;
import remit.kernel.Value;
import remit.ports.Author.Proposal;
import remit.process.Intake;
import remit.process.ProcessContract;
import remit.process.Reporting;
import remit.rules.FactLayout.Slots;
import remit.rules.FactType;
import remit.rules.Facts;

/** The facts that rules see: which there are in a process, and their values for one case. */
final class RuleFacts {
    static final String PROPOSAL = "proposal";
    static final String CONFIDENCE = "confidence";
    static final String CONFIDENT = "confident";
    static final String ADVERSE = "adverse";
    static final String WITHIN_HANDLING_COST = "within_handling_cost";
    static final String NEW_GROUP = "new_group";

    /** Facts that only exist once someone has proposed. */
    static final Set<String> OF_THE_PROPOSAL = Set.of(PROPOSAL, CONFIDENCE, CONFIDENT, ADVERSE);

    static final Set<String> COMPUTED =
            Set.of(PROPOSAL, CONFIDENCE, CONFIDENT, ADVERSE, WITHIN_HANDLING_COST, NEW_GROUP);

    private RuleFacts() {}

    /** Every fact that rules of this process may name. */
    static Facts of(ProcessContract contract, Intake intake) {
        var types = new LinkedHashMap<String, FactType>();
        var unavailable = new LinkedHashMap<String, String>();
        var nullAllowed = new HashSet<String>();
        for (Intake.Column column : intake.columns()) {
            if (column.visible()) {
                types.put(column.name(), FactType.of(column.reading().type()));
                if (!column.required()) nullAllowed.add(column.name());
            } else unavailable.put(column.name(), hidden(column));
        }
        for (Intake.Derived derived : intake.derived()) types.put(derived.name(), FactType.FLAG);
        types.put(PROPOSAL, FactType.TEXT);
        types.put(CONFIDENCE, FactType.NUMBER);
        types.put(CONFIDENT, FactType.FLAG);
        types.put(ADVERSE, FactType.FLAG);
        if (amount(contract, intake) != null) types.put(WITHIN_HANDLING_COST, FactType.FLAG);
        else {
            unavailable.put(
                    WITHIN_HANDLING_COST,
                    "declare reporting.money, an input of type money in the currency of economics.cost");
        }
        if (contract.reporting().group() != null) types.put(NEW_GROUP, FactType.FLAG);
        else unavailable.put(NEW_GROUP, "declare reporting.group, the input whose new values matter");
        unavailable.keySet().removeAll(types.keySet());
        return new Facts(types, nullAllowed, checked(contract, intake), unavailable);
    }

    /** The facts without which the checks of required inputs and of the author hold a case. */
    private static Set<String> checked(ProcessContract contract, Intake intake) {
        var checked = new HashSet<>(OF_THE_PROPOSAL);
        for (Intake.Column column : intake.columns())
            if (column.visible() && column.required()) checked.add(column.name());
        for (Intake.Derived derived : intake.derived()) checked.add(derived.name());
        Intake.Column amount = amount(contract, intake);
        if (amount != null && amount.required()) checked.add(WITHIN_HANDLING_COST);
        String group = contract.reporting().group();
        if (group != null && checked.contains(group)) checked.add(NEW_GROUP);
        return checked;
    }

    private static String hidden(Intake.Column column) {
        return switch (column.role()) {
            case OUTCOME -> "it is an outcome, which rules must not see: derive one named finding of it";
            case KEY -> "it is a key: add also_input: true to its column";
            case EVENT -> "it says what happened in one row of a case, which may be after it came in";
            case IGNORED -> "the intake ignores it: give its column the role input";
            case INPUT -> "give its column the role input";
        };
    }

    /** The column of the amount that a case is about, when it can be compared with the handling cost. */
    static Intake.@Nullable Column amount(ProcessContract contract, Intake intake) {
        Reporting reporting = contract.reporting();
        String name = reporting.paid() != null ? reporting.paid() : reporting.money();
        Intake.Column column = name == null ? null : intake.byName().get(name);
        if (column == null || !column.visible() || column.reading().type() != Intake.Type.MONEY) return null;
        String currency = contract.economics().cost().handlingCost().currency();
        return currency.equals(column.reading().currency()) ? column : null;
    }

    /** The values for one case, each in its slot; a fact that does not exist for it is not among them. */
    static Slots of(CaseFacts facts, @Nullable Proposal proposal, Pinned pinned) {
        return pinned.layout().read(fact -> value(fact, facts, proposal, pinned));
    }

    private static @Nullable Value value(String fact, CaseFacts facts, @Nullable Proposal proposal, Pinned pinned) {
        return switch (fact) {
            case NEW_GROUP -> facts.groupSeenInHistory() == null ? null : Value.of(!facts.groupSeenInHistory());
            case WITHIN_HANDLING_COST -> withinHandlingCost(facts, pinned);
            case PROPOSAL, CONFIDENCE, CONFIDENT, ADVERSE -> proposal == null ? null : value(fact, proposal, pinned);
            default -> facts.inputs().getOrDefault(fact, Value.ABSENT);
        };
    }

    private static Value value(String fact, Proposal proposal, Pinned pinned) {
        return switch (fact) {
            case PROPOSAL -> Value.of(proposal.decision());
            // The shortest decimal of the double, not its binary expansion: 0.95 must not round down to 0.9499.
            case CONFIDENCE ->
                Value.of(BigDecimal.valueOf(proposal.confidence()).setScale(4, RoundingMode.DOWN));
            case CONFIDENT -> Value.of(proposal.confident());
            case ADVERSE -> Value.of(pinned.adverse(proposal.decision()).isPresent());
            default -> throw new IllegalStateException("not of a proposal: " + fact);
        };
    }

    private static @Nullable Value withinHandlingCost(CaseFacts facts, Pinned pinned) {
        Intake.Column amount = pinned.amount();
        if (amount == null || !(facts.inputs().get(amount.name()) instanceof Value.Numeric(BigDecimal number)))
            return null;
        Money cost = pinned.contract().economics().cost().handlingCost();
        return Value.of(number.signum() > 0 && number.compareTo(cost.amount()) <= 0);
    }

    /** How labels are compared where a difference in case or blanks must not let a decision slip through. */
    static String folded(String label) {
        return label.strip().toLowerCase(Locale.ROOT);
    }
}
