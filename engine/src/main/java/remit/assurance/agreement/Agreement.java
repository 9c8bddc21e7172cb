package remit.assurance.agreement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import remit.assurance.bounds.ClopperPearson;

/**
 * How far reviewers agree beyond chance: 1 for always, 0 for as often as by guessing, below 0 for less. By convention 0.8
 * is good and 0.667 the least to draw conclusions from.
 */
public final class Agreement {
    private Agreement() {}

    /**
     * Two reviewers, each case seen by both (Cohen 1960): (o - e) / (1 - e), o the share on which they agree, e the share
     * on which they would by chance.
     *
     * @param table at [i][j] how many cases the first put into category i and the second into j; square
     * @return empty without cases, or where both always chose the same one category
     */
    public static OptionalDouble kappa(long[][] table) {
        long[] rows = new long[table.length];
        long[] columns = new long[table.length];
        long same = 0;
        long all = 0;
        for (int i = 0; i < table.length; i++) {
            if (table[i].length != table.length) throw new IllegalArgumentException("table: not square");
            for (int j = 0; j < table.length; j++) {
                if (table[i][j] < 0) throw new IllegalArgumentException("table: " + table[i][j]);
                rows[i] += table[i][j];
                columns[j] += table[i][j];
                all += table[i][j];
            }
            same += table[i][i];
        }
        if (all == 0) return OptionalDouble.empty();
        double expected = 0;
        for (int i = 0; i < table.length; i++) expected += (double) rows[i] / all * columns[i] / all;
        if (expected >= 1) return OptionalDouble.empty();
        return OptionalDouble.of(((double) same / all - expected) / (1 - expected));
    }

    /**
     * Any number of reviewers, not each of whom saw every case (Krippendorff 2011, nominal): 1 - D_o / D_e, the observed
     * disagreement over the one by chance. A case that fewer than two saw says nothing.
     *
     * @param ratings for each reviewer one answer for each case, null where he did not see it; all of one length
     * @return empty where nothing can be compared, or only one answer was ever given
     */
    public static <T> OptionalDouble krippendorff(List<? extends List<? extends @Nullable T>> ratings) {
        Map<T, Double> totals = new HashMap<>();
        double pairs = 0;
        double disagreeing = 0;
        int cases = ratings.isEmpty() ? 0 : ratings.getFirst().size();
        for (int i = 0; i < cases; i++) {
            Map<T, Integer> counts = counts(ratings, i);
            int seen = counts.values().stream().mapToInt(Integer::intValue).sum();
            if (seen < 2) continue;
            pairs += seen;
            for (Map.Entry<T, Integer> each : counts.entrySet()) {
                totals.merge(each.getKey(), (double) each.getValue(), Double::sum);
                disagreeing += (double) each.getValue() * (seen - each.getValue()) / (seen - 1);
            }
        }
        double expected = 0;
        for (double total : totals.values()) expected += total * (pairs - total);
        if (expected == 0) return OptionalDouble.empty();
        return OptionalDouble.of(1 - (pairs - 1) * disagreeing / expected);
    }

    /**
     * A coefficient with bounds.
     *
     * @param lower where the share of agreement has its lower bound and agreement by chance stays as it was seen;
     *     {@code upper} likewise
     */
    public record Bounded(double value, double lower, double upper) {}

    /**
     * Bounds of a coefficient from the exact ones of the share on which two agreed (Clopper and Pearson), chance agreement
     * held as it was seen. Approximate, and no narrower for always having agreed.
     *
     * @param value kappa, or alpha of cases that exactly two saw; below 1 + 1e-12
     * @param agreed cases on which they agreed, of {@code cases}
     * @param confidence of both bounds together, in (0, 1)
     */
    public static Bounded bounded(double value, long agreed, long cases, double confidence) {
        double share = (double) agreed / cases;
        double tail = (1 - confidence) / 2;
        // value = 1 - (1 - share) / disagreement by chance; always agreed, that is unknown and taken as the largest.
        double chance = value >= 1 || share >= 1 ? 1 : (1 - share) / (1 - value);
        double lower = 1 - (1 - ClopperPearson.lower(agreed, cases, tail)) / chance;
        double upper = 1 - (1 - ClopperPearson.upper(agreed, cases, tail)) / chance;
        return new Bounded(value, Math.max(-1, lower), Math.min(1, upper));
    }

    private static <T> Map<T, Integer> counts(List<? extends List<? extends @Nullable T>> ratings, int at) {
        var answers = new ArrayList<T>();
        for (List<? extends @Nullable T> reviewer : ratings) {
            T answer = reviewer.get(at);
            if (answer != null) answers.add(answer);
        }
        Map<T, Integer> counts = new HashMap<>();
        for (T answer : answers) counts.merge(answer, 1, Integer::sum);
        return counts;
    }
}
