package remit.register;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import remit.authority.AuthorityTable;
import remit.authority.Row;
import remit.authority.Ruling;
import remit.decision.Pinned;
import remit.kernel.Value;
import remit.process.Intake;
import remit.process.Reporting;
import remit.rules.Cell;
import remit.rules.HitPolicy;
import remit.rules.Input;
import remit.rules.Operand;
import remit.rules.UnaryTest;

/**
 * Up to which amount each row of a table lets cases through: by its cells in the column of the money, by one that compares
 * it with the cost of handling, by the values that the column allows, or by a row that takes every dearer case first.
 */
final class Bound {
    private final Rows rows;
    private final Money money;

    /** The rows of a table as one process meets them. */
    record Rows(List<Input> inputs, HitPolicy policy, List<Row> rows) {
        static Rows of(AuthorityTable table) {
            return new Rows(table.inputs(), table.hitPolicy(), table.rows());
        }

        /** The rows that keep a case from clearing by {@code row} where both match. */
        List<Row> before(Row row) {
            return rows.stream()
                    .filter(other -> other.ruling() != Ruling.AUTO_CLEAR)
                    .filter(other -> policy != HitPolicy.FIRST || other.number() < row.number())
                    .toList();
        }
    }

    /**
     * The amount that cases are about.
     *
     * @param fact its name in the table, or null where there is none
     * @param within up to which amount a fact says yes
     */
    record Money(@Nullable String fact, String currency, Function<String, Optional<remit.kernel.Money>> within) {
        static Money of(Pinned pinned) {
            Reporting reporting = pinned.contract().reporting();
            String name = reporting.money() != null ? reporting.money() : reporting.paid();
            Intake.Column column =
                    name == null ? null : pinned.intake().byName().get(name);
            String declared = column == null ? null : column.reading().currency();
            return new Money(
                    name,
                    declared == null ? "" : declared,
                    fact -> name == null ? Optional.empty() : pinned.bound(fact, name));
        }
    }

    Bound(Rows rows, Money money) {
        this.rows = rows;
        this.money = money;
    }

    Limit of(Row row) {
        if (money.fact == null) return Limit.NONE;
        var found = new ArrayList<Limit>();
        for (int i = 0; i < rows.inputs.size(); i++) {
            Input input = rows.inputs.get(i);
            Cell cell = row.cells().get(i);
            if (input.fact().equals(money.fact)) {
                upper(cell).map(end -> limit(end, "")).ifPresent(found::add);
                upper(input.allowed())
                        .map(end -> limit(end, "the column allows no more"))
                        .ifPresent(found::add);
            }
            if (isYes(cell)) {
                money.within
                        .apply(input.fact())
                        .map(cost -> handling(cost, input))
                        .ifPresent(found::add);
            }
        }
        for (Row other : rows.before(row)) {
            takenFrom(other)
                    .map(end -> limit(
                            new UnaryTest.End(end.operand(), !end.included()),
                            "row " + other.number() + " takes what is above"))
                    .ifPresent(found::add);
        }
        return lowest(found);
    }

    /** The highest amount that some row lets through; {@link Limit#NONE} where one bounds it by nothing that is written. */
    Limit ofAny(List<Row> clearing) {
        Limit.UpTo highest = null;
        for (Row row : clearing) {
            if (!(of(row) instanceof Limit.UpTo found)) return Limit.NONE;
            if (highest == null || BY_AMOUNT.compare(found, highest) > 0) highest = found;
        }
        return highest == null ? Limit.NONE : highest;
    }

    private static final Comparator<Limit.UpTo> BY_AMOUNT =
            Comparator.comparing(Limit.UpTo::amount).thenComparing(Limit.UpTo::included);

    private static Limit handling(remit.kernel.Money cost, Input input) {
        return new Limit.UpTo(cost.amount(), true, cost.currency(), input.label());
    }

    /** From where on a row takes every case, whatever else is known of it; empty where it takes only some. */
    private Optional<UnaryTest.End> takenFrom(Row row) {
        Optional<UnaryTest.End> from = Optional.empty();
        for (int i = 0; i < rows.inputs.size(); i++) {
            Cell cell = row.cells().get(i);
            if (cell instanceof Cell.Any) continue;
            if (!rows.inputs.get(i).fact().equals(money.fact) || from.isPresent()) return Optional.empty();
            from = lowerOnly(cell);
            if (from.isEmpty()) return Optional.empty();
        }
        return from;
    }

    private static Optional<UnaryTest.End> lowerOnly(Cell cell) {
        if (cell instanceof Cell.OneOf(List<UnaryTest> tests)
                && tests.size() == 1
                && tests.getFirst()
                        instanceof UnaryTest.Range(UnaryTest.@Nullable End lower, UnaryTest.@Nullable End upper)
                && lower != null
                && upper == null) {
            return Optional.of(lower);
        }
        return Optional.empty();
    }

    private static boolean isYes(Cell cell) {
        return cell instanceof Cell.OneOf(List<UnaryTest> tests)
                && tests.stream()
                        .allMatch(test ->
                                test instanceof UnaryTest.Equal(Operand.Literal(Value.Flag(boolean flag))) && flag);
    }

    /** The highest value that a cell passes; empty where there is none. */
    private static Optional<UnaryTest.End> upper(Cell cell) {
        return switch (cell) {
            case Cell.Any() -> Optional.empty();
            case Cell.OneOf(List<UnaryTest> tests) -> highest(tests);
            case Cell.NoneOf _ ->
                lowerOnly(new Cell.OneOf(cell.tests())).map(end -> new UnaryTest.End(end.operand(), !end.included()));
        };
    }

    private static Optional<UnaryTest.End> highest(List<UnaryTest> tests) {
        var ends = new ArrayList<UnaryTest.End>();
        for (UnaryTest test : tests) {
            switch (test) {
                case UnaryTest.Equal(Operand operand) -> ends.add(new UnaryTest.End(operand, true));
                case UnaryTest.Range(UnaryTest.@Nullable End lower, UnaryTest.@Nullable End upper) -> {
                    if (upper == null) return Optional.empty();
                    ends.add(upper);
                }
                case UnaryTest.Missing() -> {
                    // What is missing is no amount.
                }
            }
        }
        if (ends.size() == 1) return Optional.of(ends.getFirst());
        if (ends.stream().anyMatch(end -> amount(end).isEmpty())) return Optional.empty();
        return ends.stream()
                .max(Comparator.<UnaryTest.End, BigDecimal>comparing(
                                end -> amount(end).orElseThrow())
                        .thenComparing(UnaryTest.End::included));
    }

    private static Optional<BigDecimal> amount(UnaryTest.End end) {
        return end.operand() instanceof Operand.Literal(Value.Numeric(BigDecimal number))
                ? Optional.of(number)
                : Optional.empty();
    }

    private Limit limit(UnaryTest.End end, String by) {
        return switch (end.operand()) {
            case Operand.Literal(Value.Numeric(BigDecimal number)) ->
                new Limit.UpTo(number, end.included(), money.currency, by);
            case Operand.Literal _ -> Limit.NONE;
            case Operand.Name(String fact) -> new Limit.Fact(fact, end.included());
        };
    }

    /** The lowest amount; one that only a case knows where no amount is written. */
    static Limit lowest(List<Limit> found) {
        Optional<Limit.UpTo> amount = found.stream()
                .filter(Limit.UpTo.class::isInstance)
                .map(Limit.UpTo.class::cast)
                .min(BY_AMOUNT);
        if (amount.isPresent()) return amount.get();
        return found.stream().filter(Limit.Fact.class::isInstance).findFirst().orElse(Limit.NONE);
    }
}
