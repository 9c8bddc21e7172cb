package remit.register;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.authority.AuthorityTable;
import remit.authority.Row;
import remit.authority.Ruling;
import remit.decision.Pinned;
import remit.process.AdverseDecision;
import remit.process.ProcessContract;
import remit.process.StopCondition;
import remit.rules.Cell;
import remit.rules.Input;

/**
 * Who may let what through in one version of a process, a row each: by which rows of the table cases clear by themselves,
 * and who decides those that are held. Contract and table say all of it; nothing is written by hand.
 */
public final class AuthorityRegister {
    private final Pinned pinned;
    private final AuthorityTable table;
    private final String unit;
    private final String units;
    private final Bound.Money money;
    private final Bound bound;
    private final List<Above> above;

    private AuthorityRegister(Pinned pinned) {
        this.pinned = pinned;
        this.table = pinned.table();
        this.unit = pinned.contract().reporting().unit();
        this.units = pinned.contract().reporting().units();
        this.money = Bound.Money.of(pinned);
        this.bound = new Bound(Bound.Rows.of(table), money);
        this.above =
                pinned.levels().stream().map(level -> new Above(level, pinned)).toList();
    }

    public static AuthorityRegister of(Pinned pinned) {
        return new AuthorityRegister(pinned);
    }

    /**
     * The people of an installation who may decide held cases.
     *
     * @param roles the words of the roles that give this right
     * @param people who has one of them
     */
    public record Desk(List<String> roles, List<Reviewer> people) {
        /** Nobody has an account yet. */
        public static final Desk EMPTY = new Desk(List.of(), List.of());

        public Desk {
            roles = List.copyOf(roles);
            people = List.copyOf(people);
        }
    }

    /** A person who may decide held cases. @param aliases id, mail address, roles; {@code wroteRules} of this process */
    public record Reviewer(String name, List<String> aliases, boolean wroteRules) {
        public Reviewer {
            aliases = List.copyOf(aliases);
        }
    }

    /** The rows by which cases clear, in the order of the table. @param author the author's version, or empty */
    public List<Entry> clearing(String author) {
        if (!mayClear()) return List.of();
        Entry.Holder agent = agent(author);
        return table.rows().stream()
                .filter(row -> row.ruling() == Ruling.AUTO_CLEAR)
                .map(row -> new Entry(
                        Entry.Power.CLEARS,
                        agent,
                        pinned.contract().id(),
                        caseType(row),
                        condition(row),
                        unless(row),
                        limit(row),
                        new Entry.Rule(table.version(), row.number(), pinned.approver(row.number()))))
                .toList();
    }

    /** Neither its tier nor a level above forbids it altogether. */
    private boolean mayClear() {
        return pinned.contract().risk().tier().mayAutoClear() && above.stream().allMatch(Above::mayClear);
    }

    private Limit limit(Row row) {
        var limits = new ArrayList<>(List.of(bound.of(row)));
        // A level knows the declared money only; of what is paid it sees nothing.
        if (pinned.contract().reporting().money() != null) {
            for (Above level : above) limits.add(level.limit(money.currency()));
        }
        return Bound.lowest(limits);
    }

    /** Every row of the register: what clears, then what people decide. */
    public List<Entry> entries(String author, Desk desk) {
        return Stream.concat(clearing(author).stream(), deciding(desk).stream()).toList();
    }

    /** The rows that {@code approver} names: one, or none where evidence names what this version does not allow. */
    public List<Entry> allowing(String approver) {
        return clearing("").stream()
                .filter(entry -> approver.equals(entry.rule().approver()))
                .toList();
    }

    /** What a row is about, in words, whatever it says. */
    public record Told(String caseType, String condition) {}

    public Told tell(Row row) {
        return new Told(caseType(row), condition(row));
    }

    /** What clears, as a statement in words. */
    public Statement statement() {
        return Statement.of(pinned, clearing(""), above);
    }

    /** {@code agent:claims}: whatever proposes, the rules and the contract's owner let it through. */
    private Entry.Holder agent(String author) {
        ProcessContract contract = pinned.contract();
        ProcessContract.Person owner = contract.people().owner();
        String name = "agent:" + contract.id();
        String kind = contract.author().kind();
        boolean drafts = !contract.author().drafts().isEmpty();
        String proposedBy = (author.isEmpty() ? kind : kind + " " + author)
                + (drafts ? " or a standing draft of the contract" : "");
        var aliases = new ArrayList<>(List.of(name, kind, owner.name(), owner.contact(), owner.function()));
        if (!author.isEmpty()) aliases.add(author);
        if (drafts) aliases.add("draft:" + contract.id());
        return new Entry.Holder(name, aliases, proposedBy, owner.name() + ", " + owner.function(), List.of());
    }

    private String caseType(Row row) {
        String segment = pinned.contract().reporting().segment();
        List<String> named = cells(row)
                .filter(each -> each.input.fact().equals(segment))
                .map(each -> CellWords.bare(each.input.type(), each.cell))
                .toList();
        return named.isEmpty() ? "every " + unit : units + " of type " + String.join(" and ", named);
    }

    private String condition(Row row) {
        String segment = pinned.contract().reporting().segment();
        List<String> words = cells(row)
                .filter(each -> !each.input.fact().equals(segment))
                .flatMap(each -> CellWords.of(each.input, each.cell).stream())
                .toList();
        return words.isEmpty() ? "always" : String.join(" and ", words);
    }

    /** One column of a row that asks for something. */
    private record Asked(Input input, Cell cell) {}

    private Stream<Asked> cells(Row row) {
        return IntStream.range(0, table.inputs().size())
                .mapToObj(i -> new Asked(table.inputs().get(i), row.cells().get(i)))
                .filter(each -> !(each.cell instanceof Cell.Any));
    }

    private List<String> unless(Row row) {
        var unless = new ArrayList<String>();
        winning(row).ifPresent(unless::add);
        above.forEach(level -> unless.add(level.holds()));
        ProcessContract.Risk risk = pinned.contract().risk();
        if (!risk.adverse().isEmpty()) {
            unless.add("the proposal is "
                    + CellWords.list(
                            risk.adverse().stream()
                                    .map(AdverseDecision::decision)
                                    .map(name -> "“" + name + "”")
                                    .toList(),
                            "or"));
        }
        if (!risk.stopConditions().isEmpty()) {
            unless.add("it must stop: "
                    + CellWords.list(
                            risk.stopConditions().stream()
                                    .map(StopCondition::id)
                                    .toList(),
                            "or"));
        }
        return unless;
    }

    /** Which other rows keep a case from clearing by this one where they match too. */
    private Optional<String> winning(Row row) {
        return switch (table.hitPolicy()) {
            case FIRST -> matching(row.number() > 1 ? table.rows().subList(0, row.number() - 1) : List.of());
            case PRIORITY ->
                matching(table.rows().stream()
                        .filter(other ->
                                other.ruling().verdict().compareTo(row.ruling().verdict()) > 0)
                        .toList());
            case UNIQUE -> Optional.of("another row matches too");
            case ANY -> Optional.of("a row that says otherwise matches too");
            case RULE_ORDER, OUTPUT_ORDER, COLLECT, SUM, MIN, MAX, COUNT ->
                throw new IllegalStateException("no table of a process has the policy " + table.hitPolicy());
        };
    }

    private static Optional<String> matching(List<Row> others) {
        if (others.isEmpty()) return Optional.empty();
        String rows = CellWords.rows(others.stream().map(Row::number).toList());
        return Optional.of(rows + (others.size() == 1 ? " matches" : " match"));
    }

    /** Who decides what is held: a row for each row of the table that holds, and one for what no row speaks about. */
    private List<Entry> deciding(Desk desk) {
        Entry.Holder people = people(desk);
        var entries = new ArrayList<Entry>();
        boolean clears = mayClear();
        for (Row row : table.rows()) {
            boolean holds = row.ruling() == Ruling.CHECKPOINT || (row.ruling() == Ruling.AUTO_CLEAR && !clears);
            if (!holds) continue;
            entries.add(decided(
                    people, caseType(row), condition(row), winning(row).stream().toList(), row.number()));
        }
        String rest = table.otherwise().ruling() == Ruling.CHECKPOINT
                ? "no row matches, or another check holds it"
                : "another check holds it";
        entries.add(decided(people, "every " + unit, rest, List.of(), null));
        return entries;
    }

    private Entry decided(
            Entry.Holder people, String caseType, String condition, List<String> unless, @Nullable Integer row) {
        return new Entry(
                Entry.Power.DECIDES,
                people,
                pinned.contract().id(),
                caseType,
                condition,
                unless,
                Limit.NONE,
                new Entry.Rule(table.version(), row, null));
    }

    private Entry.Holder people(Desk desk) {
        List<Reviewer> free =
                desk.people.stream().filter(person -> !person.wroteRules).toList();
        var aliases = new ArrayList<>(desk.roles);
        for (Reviewer person : free) {
            aliases.add(person.name);
            aliases.addAll(person.aliases);
        }
        String roles = desk.roles.isEmpty() ? "a reviewer" : CellWords.list(desk.roles, "or");
        String name = free.isEmpty()
                ? roles + ": nobody"
                : roles + ": "
                        + String.join(", ", free.stream().map(Reviewer::name).toList());
        var excluded = new ArrayList<>(List.of("whoever wrote the proposal"));
        for (ProcessContract.Person author : pinned.contract().people().ruleAuthors()) {
            excluded.add(author.name() + ", who wrote the rules");
        }
        return new Entry.Holder(name, aliases.stream().distinct().toList(), "", "", excluded);
    }
}
