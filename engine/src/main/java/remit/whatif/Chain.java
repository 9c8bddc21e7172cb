package remit.whatif;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import remit.authority.Ruling;
import remit.kernel.Value;
import remit.rules.Columns;

/**
 * Numbers that a lever may be moved to, from the one in force towards looser ones, each with the verdicts that it gives.
 * They are chosen by how many cases they move, never by whether these were right.
 */
final class Chain {
    /** So many numbers are tried, besides the one in force. */
    private static final int STEPS = 60;

    private final Lever lever;
    private final List<Step> steps;

    /** One number. @param rulings the verdict on every case */
    record Step(BigDecimal number, byte[] rulings) {}

    private Chain(Lever lever, List<Step> steps) {
        this.lever = lever;
        this.steps = List.copyOf(steps);
    }

    Lever lever() {
        return lever;
    }

    /** The one in force first, then looser and looser. */
    List<Step> steps() {
        return steps;
    }

    /** @param asked a number that shall be among them */
    static Chain of(History history, Rules current, Lever lever, Optional<BigDecimal> asked) {
        var retrial = new Retrial(history);
        byte[] now = retrial.rulings(current);
        var steps = new ArrayList<Step>();
        steps.add(new Step(lever.now(), now));
        for (BigDecimal number : numbers(history, now, lever, asked, STEPS)) {
            steps.add(new Step(number, retrial.rulings(lever.at(current, number))));
        }
        return new Chain(lever, steps);
    }

    /** Looser and looser. @param asked a number that shall be among them, {@code most} so many besides */
    static List<BigDecimal> numbers(History history, byte[] now, Lever lever, Optional<BigDecimal> asked, int most) {
        double[] beyond = beyond(history, now, lever);
        var numbers = new TreeSet<BigDecimal>();
        for (int i = 1; i <= most && beyond.length > 0; i++) {
            int at = Math.max(0, (int) ((long) i * beyond.length / most) - 1);
            numbers.add(readable(beyond[at], lever));
        }
        asked.ifPresent(numbers::add);
        List<BigDecimal> loosening = new ArrayList<>(lever.looserUp() ? numbers : numbers.descendingSet());
        loosening.removeIf(number -> !looser(lever, number, lever.now()));
        return loosening;
    }

    private static boolean looser(Lever lever, BigDecimal one, BigDecimal other) {
        int order = one.compareTo(other);
        return lever.looserUp() ? order > 0 : order < 0;
    }

    /** What held cases have of the lever's fact beyond the number in force, in the order in which they would be let through. */
    private static double[] beyond(History history, byte[] now, Lever lever) {
        double limit = lever.now().doubleValue();
        double[] values = new double[now.length];
        int count = 0;
        for (int i = 0; i < now.length; i++) {
            if (now[i] == Ruling.AUTO_CLEAR.ordinal()) continue;
            double value = value(history, lever, i);
            if (lever.looserUp() ? value > limit : value < limit) values[count++] = value;
        }
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        if (!lever.looserUp()) {
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
    private static BigDecimal readable(double value, Lever lever) {
        BigDecimal exact = BigDecimal.valueOf(value);
        RoundingMode outwards = lever.looserUp() ? RoundingMode.CEILING : RoundingMode.FLOOR;
        return switch (lever) {
            case Lever.Confidence _ -> exact.setScale(3, outwards).max(BigDecimal.ZERO);
            case Lever.Limit _ ->
                new BigDecimal(exact.round(new MathContext(2, outwards))
                        .stripTrailingZeros()
                        .toPlainString());
        };
    }
}
