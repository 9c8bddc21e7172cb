package remit.assurance.threshold;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a sequence of tests begins, and the chance of being wrong that it may spend. Declared before the labels are read.
 *
 * @param at index of a point, 0 being the strictest
 * @param delta its part of the whole delta, in (0, 1)
 */
public record Start(int at, double delta) {
    public Start {
        if (at < 0) throw new IllegalArgumentException("at: " + at);
        if (!(delta > 0 && delta < 1)) throw new IllegalArgumentException("delta: not in (0, 1): " + delta);
    }

    /**
     * Half of delta for the point where work is done today, the other half in equal parts for later points: with four of
     * them delta / 2 and 4 x delta / 8. Without later ones the current point gets all of it.
     *
     * <p>The current point comes first because labels are there; the strictest slice has too few to prove anything. The
     * later ones help where a narrow band of high scores is worse than its scores say.
     *
     * @param current index of the point where work is done today
     * @param later indices of looser points
     */
    public static List<Start> declare(int current, List<Integer> later, double delta) {
        var starts = new ArrayList<Start>();
        starts.add(new Start(current, later.isEmpty() ? delta : delta / 2));
        for (int at : later) {
            if (at <= current) throw new IllegalArgumentException("later: " + at + " is not after " + current);
            starts.add(new Start(at, delta / 2 / later.size()));
        }
        return List.copyOf(starts);
    }
}
