package remit.assurance.mining;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Many tests at once: which of them count. Each method returns the indices of those that do, in their order.
 *
 * <p>{@link #holm} keeps the chance of any false one at alpha; {@link #benjaminiHochberg} and {@link #eBenjaminiHochberg}
 * keep the share of false ones among those that count at alpha on average, and find more.
 */
public final class Discoveries {
    private Discoveries() {}

    /** Holm (1979): valid under any dependence. @param pValues in [0, 1] */
    public static List<Integer> holm(double[] pValues, double alpha) {
        double[] adjusted = adjustedByHolm(pValues);
        return IntStream.range(0, pValues.length)
                .filter(i -> adjusted[i] <= alpha)
                .boxed()
                .toList();
    }

    /** Each p-value as it stands after Holm's correction: it counts at any alpha of at least that. */
    public static double[] adjustedByHolm(double[] pValues) {
        Integer[] order = rising(pValues);
        double[] adjusted = new double[pValues.length];
        double most = 0;
        for (int rank = 0; rank < order.length; rank++) {
            most = Math.max(most, Math.min(1, (order.length - rank) * pValues[order[rank]]));
            adjusted[order[rank]] = most;
        }
        return adjusted;
    }

    /** Benjamini and Hochberg (1995): all up to the largest rank k with p_(k) at most k alpha / m. For independent tests. */
    public static List<Integer> benjaminiHochberg(double[] pValues, double alpha) {
        Integer[] order = rising(pValues);
        int last = 0;
        for (int k = 1; k <= order.length; k++) {
            if (pValues[order[k - 1]] <= alpha * k / order.length) last = k;
        }
        return Arrays.stream(order).limit(last).sorted().toList();
    }

    /**
     * The same for e-values (Wang and Ramdas 2022): all down to the largest rank k with e_(k) at least m / (k alpha).
     * Valid under any dependence, so it suits many processes that share their reviewers.
     *
     * @param eValues 0 or more; infinite counts as certain
     */
    public static List<Integer> eBenjaminiHochberg(double[] eValues, double alpha) {
        double[] inverse = Arrays.stream(eValues).map(e -> 1 / e).toArray();
        return benjaminiHochberg(inverse, alpha);
    }

    private static Integer[] rising(double[] values) {
        Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        return order;
    }
}
