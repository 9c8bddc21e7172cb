package remit.whatif;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.authority.AuthorityTable;
import remit.authority.Row;
import remit.authority.Ruling;
import remit.kernel.Value;
import remit.rules.Cell;
import remit.rules.Operand;
import remit.rules.UnaryTest;

/** One number of the rules by which more or fewer cases clear. */
public sealed interface Lever {
    /** The number that is in force. */
    BigDecimal now();

    /** Whether a larger number lets more cases through. */
    boolean looserUp();

    /** The rules with another number in its place. */
    Rules at(Rules current, BigDecimal number);

    /** {@code the confidence threshold}, {@code the limit of amount}. */
    String words();

    /** Confidence from which on the author counts as confident. */
    record Confidence(BigDecimal now) implements Lever {
        @Override
        public boolean looserUp() {
            return false;
        }

        @Override
        public Rules at(Rules current, BigDecimal number) {
            return new Rules(current.table(), number.doubleValue());
        }

        @Override
        public String words() {
            return "the confidence threshold";
        }
    }

    /**
     * A number at which a column's cells begin or end.
     *
     * @param fact what the column reads
     */
    record Limit(String fact, BigDecimal now, boolean looserUp) implements Lever {
        @Override
        public Rules at(Rules current, BigDecimal number) {
            return new Rules(current.table().with(fact, now, number), current.threshold());
        }

        @Override
        public String words() {
            return "the limit of " + fact;
        }
    }

    /** {@code Raising the limit of amount from 1,000 to 2,500}. */
    default String move(BigDecimal to) {
        return (to.compareTo(now()) >= 0 ? "Raising " : "Lowering ") + words() + " from " + show(now()) + " to "
                + show(to);
    }

    /** A number as people write it, without zeros at its end. */
    static String show(BigDecimal number) {
        BigDecimal plain = number.stripTrailingZeros();
        return String.format(Locale.ROOT, "%,." + Math.max(0, plain.scale()) + "f", plain);
    }

    /**
     * The levers of a table, in the order of its columns: the author's threshold where it reads whether the author is
     * confident, and every number at which a cell of a row that clears begins or ends.
     *
     * @param threshold the author's, in force
     */
    static List<Lever> of(AuthorityTable table, Optional<BigDecimal> threshold) {
        var levers = new LinkedHashSet<Lever>();
        if (table.reads().contains(History.CONFIDENT)) threshold.ifPresent(now -> levers.add(new Confidence(now)));
        for (int column = 0; column < table.inputs().size(); column++) {
            String fact = table.inputs().get(column).fact();
            for (Row row : table.rows()) {
                if (row.ruling() != Ruling.AUTO_CLEAR) continue;
                for (UnaryTest test : tests(row.cells().get(column)))
                    ends(fact, test).forEach(levers::add);
            }
        }
        return List.copyOf(levers);
    }

    private static List<UnaryTest> tests(Cell cell) {
        return switch (cell) {
            case Cell.OneOf(List<UnaryTest> tests) -> tests;
            // What is not let through has no end that could be moved outwards.
            case Cell.Any _, Cell.NoneOf _ -> List.of();
        };
    }

    private static List<Lever> ends(String fact, UnaryTest test) {
        var ends = new ArrayList<Lever>();
        if (test instanceof UnaryTest.Range range) {
            number(range.upper()).ifPresent(now -> ends.add(new Limit(fact, now, true)));
            number(range.lower()).ifPresent(now -> ends.add(new Limit(fact, now, false)));
        }
        return ends;
    }

    private static Optional<BigDecimal> number(UnaryTest.@Nullable End end) {
        return end != null && end.operand() instanceof Operand.Literal(Value.Numeric(BigDecimal number))
                ? Optional.of(number)
                : Optional.empty();
    }

    /** The one number in which two tables differ, with the number that it becomes; empty where they differ otherwise. */
    static Optional<Moved> between(AuthorityTable before, AuthorityTable after) {
        for (Lever lever : of(before, Optional.empty())) {
            for (Lever other : of(after, Optional.empty())) {
                if (!(lever instanceof Limit was) || !(other instanceof Limit is)) continue;
                boolean same = was.fact().equals(is.fact()) && was.looserUp() == is.looserUp();
                if (!same || was.now().compareTo(is.now()) == 0) continue;
                AuthorityTable moved = before.with(was.fact(), was.now(), is.now());
                if (moved.version().equals(after.version())) return Optional.of(new Moved(was, is.now()));
            }
        }
        return Optional.empty();
    }

    /** A lever and where it goes. */
    record Moved(Lever lever, BigDecimal to) {}
}
