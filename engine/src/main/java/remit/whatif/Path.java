package remit.whatif;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;

/**
 * Settings of some levers, from the ones in force towards looser ones, each with the verdicts that it gives. Which of
 * several levers goes next is learned on one half of the cases: the one that lets through what was least often wrong.
 */
final class Path {
    /** So many numbers of each lever are tried where several move. */
    private static final int STEPS = 20;
    /** So many wrong cases is what the mean weighs against what was seen. */
    private static final double PRIOR = 2;

    private final History history;
    private final Rules current;
    private final List<Lever> levers;
    private final boolean[] learns;
    private final Retrial retrial;

    /** One setting. @param moved where each lever stands that has left its place @param rulings the verdict on every case */
    record Step(List<Lever.Moved> moved, byte[] rulings) {}

    private Path(History history, Rules current, List<Lever> levers, boolean[] learns) {
        this.history = history;
        this.current = current;
        this.levers = levers;
        this.learns = learns;
        this.retrial = new Retrial(history);
    }

    /** The setting in force first. @param learns which cases may be learned from */
    static List<Step> of(History history, Rules current, List<Lever> levers, boolean[] learns) {
        if (levers.size() == 1) {
            Lever lever = levers.getFirst();
            return Chain.of(history, current, lever, Chain.Side.LOOSER).steps().stream()
                    .map(step -> new Step(moved(lever, step.number()), step.rulings()))
                    .toList();
        }
        return new Path(history, current, levers, learns).greedy();
    }

    private static List<Lever.Moved> moved(Lever lever, BigDecimal number) {
        boolean stands = number.compareTo(lever.now()) == 0;
        return stands ? List.of() : List.of(new Lever.Moved(lever, number));
    }

    /** The rules with all of these numbers in place. */
    static Rules rules(Rules current, List<Lever.Moved> moved) {
        Rules rules = current;
        for (Lever.Moved each : moved) rules = each.lever().at(rules, each.to());
        return rules;
    }

    private List<Step> greedy() {
        byte[] now = retrial.rulings(current);
        List<List<BigDecimal>> numbers = levers.stream()
                .map(lever -> Chain.numbers(history, now, lever, Chain.Side.LOOSER, STEPS))
                .toList();
        double usual = usual(now);
        int[] at = new int[levers.size()];
        var steps = new ArrayList<Step>();
        steps.add(new Step(List.of(), now));
        while (true) {
            int next = next(at, numbers, steps.getLast(), usual);
            if (next < 0) return List.copyOf(steps);
            at[next]++;
            Step step = step(at, numbers);
            // A number that lets nothing through as long as another stands in its way is no step of its own.
            if (gain(steps.getLast(), step)[0] > 0) steps.add(step);
        }
    }

    /** The lever to move; -1 where all have gone as far as they can. */
    private int next(int[] at, List<List<BigDecimal>> numbers, Step last, double usual) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        int behind = -1;
        for (int lever = 0; lever < at.length; lever++) {
            if (at[lever] == numbers.get(lever).size()) continue;
            if (behind < 0 || at[lever] < at[behind]) behind = lever;
            int[] moved = at.clone();
            moved[lever]++;
            long[] gain = gain(last, step(moved, numbers));
            double wrong = (gain[2] + PRIOR) / (gain[1] + PRIOR / usual);
            if (gain[0] == 0 || wrong >= least) continue;
            least = wrong;
            best = lever;
        }
        return best < 0 ? behind : best;
    }

    private Step step(int[] at, List<List<BigDecimal>> numbers) {
        var moved = new ArrayList<Lever.Moved>();
        for (int i = 0; i < at.length; i++) {
            if (at[i] > 0)
                moved.add(new Lever.Moved(levers.get(i), numbers.get(i).get(at[i] - 1)));
        }
        return new Step(List.copyOf(moved), retrial.rulings(rules(current, moved)));
    }

    /** How many more clear of all cases; how many of the learned from are known, and how many of those wrong. */
    private long[] gain(Step before, Step after) {
        return counts(before.rulings(), after.rulings());
    }

    /** How often what is held now and may be learned from would be wrong. */
    private double usual(byte[] now) {
        long[] held = counts(now, null);
        return (held[2] + 1.0) / (held[1] + 2.0);
    }

    private long[] counts(byte[] before, byte @Nullable [] after) {
        long[] counts = new long[3];
        for (int i = 0; i < before.length; i++) {
            boolean clears = after == null || after[i] == Ruling.AUTO_CLEAR.ordinal();
            if (!clears || before[i] == Ruling.AUTO_CLEAR.ordinal()) continue;
            counts[0]++;
            if (!learns[i] || history.truth(i) == Label.Truth.UNKNOWN) continue;
            counts[1]++;
            if (history.truth(i) == Label.Truth.WRONG) counts[2]++;
        }
        return counts;
    }
}
