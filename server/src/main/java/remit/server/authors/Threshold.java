package remit.server.authors;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The confidence from which a proposal is confident: the lowest at which the folds stayed within the limit.
 *
 * <p>Two conditions, because the future is not a copy of the past. The upper 80% bound (Wilson) of the error share of
 * what clears must be within the limit, so that few cases prove little. And the error share must be within the limit
 * without the largest group too: one large vendor that is always right could otherwise pay for errors everywhere else,
 * and its share of the work is the first thing to change.
 */
record Threshold(@Nullable Double at, TrainingReport.HeldOut heldOut, String explain) {
    /** Fewer clearing cases than this prove nothing. */
    private static final int FEWEST = 50;

    /** The normal quantile of 80%. */
    private static final double QUANTILE = 0.8416;

    /** A value that no group has. */
    private static final String NOBODY = "\u0000nobody";

    /** @param group the case's group value, empty without a group */
    record Scored(double confidence, boolean right, String group) {}

    /** Clearing cases and wrong ones among them, with and without the largest group. */
    private record Tally(long cleared, long wrong, long restCleared, long restWrong) {
        Tally plus(Scored one, String largest) {
            long miss = one.right() ? 0 : 1;
            boolean rest = !one.group().equals(largest);
            return new Tally(
                    cleared + 1, wrong + miss, restCleared + (rest ? 1 : 0), restWrong + (rest ? miss : 0));
        }

        boolean within(double limit) {
            return cleared >= FEWEST && upper(cleared, wrong) <= limit && restWrong <= limit * restCleared;
        }
    }

    static Threshold choose(List<Scored> scored, double limit, String unit) {
        String largest = largest(scored);
        var ordered = new ArrayList<>(scored);
        ordered.sort(Comparator.comparingDouble(s -> -s.confidence()));
        Double at = null;
        var tally = new Tally(0, 0, 0, 0);
        Tally chosen = tally;
        Tally surest = tally;
        for (int i = 0; i < ordered.size(); i++) {
            tally = tally.plus(ordered.get(i), largest);
            boolean edge = i + 1 == ordered.size() || ordered.get(i + 1).confidence() < ordered.get(i).confidence();
            if (!edge) continue;
            if (surest.cleared() < FEWEST) surest = tally;
            if (tally.within(limit)) {
                at = ordered.get(i).confidence();
                chosen = tally;
            }
        }
        long right = scored.stream().filter(Scored::right).count();
        var heldOut = new TrainingReport.HeldOut(scored.size(), right, chosen.cleared(), chosen.wrong());
        return new Threshold(at, heldOut, at == null ? refusal(surest, limit, unit) : account(chosen, heldOut, limit, unit, at));
    }

    private static String largest(List<Scored> scored) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        for (Scored one : scored) sizes.merge(one.group(), 1, Integer::sum);
        String largest = "";
        int most = 0;
        for (var size : sizes.entrySet()) {
            if (size.getValue() > most) {
                most = size.getValue();
                largest = size.getKey();
            }
        }
        return sizes.size() > 1 ? largest : NOBODY;
    }

    /** Wilson's upper bound of an error share. */
    private static double upper(long cases, long wrong) {
        double square = QUANTILE * QUANTILE;
        double share = (double) wrong / cases;
        double middle = share + square / (2 * cases);
        double spread = QUANTILE * Math.sqrt(share * (1 - share) / cases + square / (4.0 * cases * cases));
        return (middle + spread) / (1 + square / cases);
    }

    private static String account(
            Tally chosen, TrainingReport.HeldOut heldOut, double limit, String unit, double at) {
        return String.format(
                Locale.ROOT,
                "Confident from %.4f: of %,d past %s, each judged by a model that knew only what came before, %,d (%s) reached"
                        + " it and %,d of them were wrong (%s, limit %s).",
                at,
                heldOut.cases(),
                unit,
                chosen.cleared(),
                percent(chosen.cleared(), heldOut.cases()),
                chosen.wrong(),
                percent(chosen.wrong(), chosen.cleared()),
                String.format(Locale.ROOT, "%.1f%%", 100 * limit));
    }

    private static String refusal(Tally surest, double limit, String unit) {
        return String.format(
                Locale.ROOT,
                "Nothing can clear safely: of the %,d past %s that the author was surest of, %,d were wrong; no confidence"
                        + " kept the error share within %.1f%%.",
                surest.cleared(),
                unit,
                surest.wrong(),
                100 * limit);
    }

    private static String percent(long part, long whole) {
        return new remit.kernel.Share(part, whole).percent();
    }
}
