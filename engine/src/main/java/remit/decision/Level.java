package remit.decision;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.authority.AuthorityTable;
import remit.authority.RuleBook;
import remit.authority.Ruling;
import remit.kernel.Checked;
import remit.kernel.Value;
import remit.process.Intake;
import remit.process.ProcessContract;
import remit.rules.FactType;
import remit.rules.Facts;

/**
 * Rules that bind many processes at once: the organisation's, or a domain's. Its table sees only facts that every process
 * has, so that one table is right for all of them. It is one more check: it can hold a case back, never let one through.
 */
public record Level(Kind kind, AuthorityTable table) {
    /** The levels above a process, widest first. */
    public enum Kind {
        ORGANISATION,
        DOMAIN;

        /** As evidence and files spell it. */
        public String word() {
            return switch (this) {
                case ORGANISATION -> "organisation";
                case DOMAIN -> "domain";
            };
        }

        /** The name of the check that its table makes. */
        public String check() {
            return Decider.AUTHORITY + "_" + word();
        }
    }

    static final String PROCESS = "process";
    static final String DOMAIN = "domain";
    static final String TIER = "tier";
    /** The amount that a case is about. */
    public static final String MONEY = "money";

    static final String CURRENCY = "currency";

    /**
     * What its columns may name: {@code process}, {@code domain}, {@code tier} (0 to 4), {@code money} with its
     * {@code currency} (null where the process declares no amount), and what is known of every proposal.
     */
    public static Facts facts() {
        var types = new LinkedHashMap<String, FactType>();
        types.put(PROCESS, FactType.TEXT);
        types.put(DOMAIN, FactType.TEXT);
        types.put(TIER, FactType.NUMBER);
        types.put(MONEY, FactType.NUMBER);
        types.put(CURRENCY, FactType.TEXT);
        types.put(RuleFacts.PROPOSAL, FactType.TEXT);
        types.put(RuleFacts.CONFIDENCE, FactType.NUMBER);
        types.put(RuleFacts.CONFIDENT, FactType.FLAG);
        types.put(RuleFacts.ADVERSE, FactType.FLAG);
        var checked = new HashSet<>(RuleFacts.OF_THE_PROPOSAL);
        checked.addAll(List.of(PROCESS, TIER));
        return new Facts(types, Set.of(DOMAIN, MONEY, CURRENCY), checked, Map.of());
    }

    /** The same as {@link Pinned#lacking} of a level's table, which sees no inputs. */
    static Ruling lacking(String fact) {
        return RuleFacts.OF_THE_PROPOSAL.contains(fact) ? Ruling.CHECKPOINT : Ruling.STOP;
    }

    /** Reads the table of a level. @param fileName for the places of problems */
    public static Checked<Level> read(Kind kind, byte[] dmnXml, String fileName) {
        return RuleBook.read(dmnXml, fileName, facts()).map(table -> new Level(kind, table));
    }

    /** What a level sees alike of every case of a process. */
    public static Map<String, Value> constants(Pinned pinned) {
        ProcessContract contract = pinned.contract();
        var seen = new HashMap<String, Value>();
        seen.put(PROCESS, Value.of(contract.id()));
        if (!contract.governance().domain().isEmpty())
            seen.put(DOMAIN, Value.of(contract.governance().domain()));
        seen.put(
                TIER,
                Value.of(java.math.BigDecimal.valueOf(contract.risk().tier().number())));
        Intake.Column money = money(contract, pinned.intake());
        String declared = money == null ? null : money.reading().currency();
        if (declared != null) seen.put(CURRENCY, Value.of(declared));
        return seen;
    }

    /** The facts of one case as a level sees them. @param values what the process's own rules see */
    static Map<String, Value> values(CaseFacts facts, Map<String, Value> values, Pinned pinned) {
        var seen = new HashMap<>(constants(pinned));
        Intake.Column money = money(pinned.contract(), pinned.intake());
        if (money != null) seen.put(MONEY, facts.inputs().getOrDefault(money.name(), Value.ABSENT));
        for (String fact : List.of(RuleFacts.PROPOSAL, RuleFacts.CONFIDENCE, RuleFacts.CONFIDENT, RuleFacts.ADVERSE)) {
            Value value = values.get(fact);
            if (value != null) seen.put(fact, value);
        }
        return seen;
    }

    private static Intake.@Nullable Column money(ProcessContract contract, Intake intake) {
        String name = contract.reporting().money();
        return name == null ? null : intake.byName().get(name);
    }
}
