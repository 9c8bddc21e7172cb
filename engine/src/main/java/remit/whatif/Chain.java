package remit.whatif;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import remit.authority.Ruling;
import remit.kernel.Value;
import remit.rules.Columns;

/**
 * Numbers that a lever may be moved to, from the one in force towards looser ones or towards stricter ones, each with the
 * verdicts that it gives. They are chosen by how many cases they move, never by whether these were right nor by what
 * somebody has in mind: the order of the tests was there before anybody looked.
 */
final class Chain {
    /** So many numbers are tried, besides the one in force. */
    private static final int STEPS = 60;

    private final Lever lever;
    private final List<Step> steps;

    /** Where the numbers go. */
    enum Side {
        LOOSER,
        STRICTER;

        /** Where a number lies that is not in force. */
        static Side of(Lever lever, BigDecimal to) {
            int order = to.compareTo(lever.now());
            return (lever.looserUp() ? order >= 0 : order <= 0) ? LOOSER : STRICTER;
        }

        private boolean up(Lever lever) {
            return lever.looserUp() == (this == LOOSER);
        }
    }

    /** One number. @param rulings the verdict on every case */
    record Step(BigDecimal number, byte[] rulings) {}

    private Chain(Lever lever, List<Step> steps) {
        this.lever = lever;
        this.steps = List.copyOf(steps);
    }

    Lever lever() {
        return lever;
    }

    /** The one in force first, then farther and farther from it. */
    List<Step> steps() {
        return steps;
    }

    /** Whether a number lets through all that other verdicts do. */
    boolean holds(int step, byte[] rulings) {
        byte[] own = steps.get(step).rulings();
        for (int i = 0; i < rulings.length; i++) {
            if (rulings[i] == Ruling.AUTO_CLEAR.ordinal() && own[i] != rulings[i]) return false;
        }
        return true;
    }

    static Chain of(History history, Rules current, Lever lever, Side side) {
        var retrial = new Retrial(history);
        byte[] now = retrial.rulings(current);
        var steps = new ArrayList<Step>();
        steps.add(new Step(lever.now(), now));
        for (BigDecimal number : numbers(history, now, lever, side, STEPS)) {
            steps.add(new Step(number, retrial.rulings(lever.at(current, number))));
        }
        return new Chain(lever, steps);
    }

    /** Farther and farther from the one in force. @param most so many */
    static List<BigDecimal> numbers(History history, byte[] now, Lever lever, Side side, int most) {
        double[] beyond = beyond(history, now, lever, side);
        var numbers = new TreeSet<BigDecimal>();
        for (int i = 1; i <= most && beyond.length > 0; i++) {
            int at = Math.max(0, (int) ((long) i * beyond.length / most) - 1);
            numbers.add(readable(beyond[at], lever, side));
        }
        List<BigDecimal> away = new ArrayList<>(side.up(lever) ? numbers : numbers.descendingSet());
        away.removeIf(
                number -> side.up(lever) ? number.compareTo(lever.now()) <= 0 : number.compareTo(lever.now()) >= 0);
        return away;
    }

    /**
     * What cases have of the lever's fact beyond the number in force: held ones in the order in which they would be let
     * through, or cleared ones in that in which they would be held.
     */
    private static double[] beyond(History history, byte[] now, Lever lever, Side side) {
        double limit = lever.now().doubleValue();
        double[] values = new double[now.length];
        int count = 0;
        for (int i = 0; i < now.length; i++) {
            boolean clears = now[i] == Ruling.AUTO_CLEAR.ordinal();
            if (clears == (side == Side.LOOSER)) continue;
            double value = value(history, lever, i);
            if (side.up(lever) ? value > limit : value < limit) values[count++] = value;
        }
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        if (!side.up(lever)) {
            for (int i = 0; i < count / 2; i++) {
                double swapped = sorted[i];
                sorted[i] = sorted[count - 1 - i];
                sorted[count - 1 - i] = swapped;
            }
        }
        return sorted;
    }

    private static double value(History history, Lever lever, int number) {
        return switch (lever) {
            case Lever.Confidence _ -> history.score(number);
            case Lever.Limit limit -> {
                Columns.Column column = history.facts().column(limit.fact());
                if (column == null || Arrays.binarySearch(column.others().cases(), number) >= 0) yield Double.NaN;
                yield column.held(number) instanceof Value.Numeric(BigDecimal held) ? held.doubleValue() : Double.NaN;
            }
        };
    }

    /** Rounded outwards to a number that people would write: a confidence to 3 decimals, others to 2 digits. */
    private static BigDecimal readable(double value, Lever lever, Side side) {
        BigDecimal exact = BigDecimal.valueOf(value);
        RoundingMode outwards = side.up(lever) ? RoundingMode.CEILING : RoundingMode.FLOOR;
        return switch (lever) {
            case Lever.Confidence _ ->
                exact.setScale(3, outwards).max(BigDecimal.ZERO).min(BigDecimal.ONE);
            case Lever.Limit _ ->
                new BigDecimal(exact.round(new MathContext(2, outwards))
                        .stripTrailingZeros()
                        .toPlainString());
        };
    }
}
