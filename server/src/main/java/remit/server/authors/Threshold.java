package remit.server.authors;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Share;

/**
 * The confidence from which a proposal is confident: the lowest at which the folds stayed within the limit.
 *
 * <p>Four conditions, because the future is not a copy of the past. The upper 80% bound (Wilson) of the error share of
 * what clears must be within the limit, so that few cases prove little. The error share must be within the limit without
 * the largest group too: one large vendor that is always right could otherwise pay for errors everywhere else, and its
 * share of the work is the first thing to change. It must be within the limit for models that have aged, as the author
 * will. And no case clears that is itself more than five times as likely to be wrong as the limit: at such a cliff a
 * small drift breaks the limit.
 */
record Threshold(@Nullable Double at, TrainingReport.HeldOut heldOut, String explain) {
    /** Fewer clearing cases than this prove nothing. */
    private static final int FEWEST = 50;

    /** How many times the limit a single case may be likely to be wrong. */
    private static final double CLIFF = 5;

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
            return new Tally(cleared + 1, wrong + miss, restCleared + (rest ? 1 : 0), restWrong + (rest ? miss : 0));
        }

        boolean within(double limit) {
            return cleared >= FEWEST && upper(cleared, wrong) <= limit && restWrong <= limit * restCleared;
        }
    }

    /**
     * @param scored cases of the next block of each fold
     * @param aged cases of all later blocks of each fold
     * @param limit error share that must not be passed
     * @param unit what a case is called, in the plural
     */
    record Choice(List<Scored> scored, List<Scored> aged, double limit, String unit) {
        Threshold choose() {
            String largest = largest(scored);
            List<Scored> ordered = surestFirst(scored);
            List<Scored> older = surestFirst(aged);
            Double at = null;
            var tally = new Tally(0, 0, 0, 0);
            Tally chosen = tally;
            Tally surest = tally;
            int passed = 0;
            int missed = 0;
            for (int i = 0; i < ordered.size(); i++) {
                double confidence = ordered.get(i).confidence();
                tally = tally.plus(ordered.get(i), largest);
                if (i + 1 < ordered.size() && ordered.get(i + 1).confidence() == confidence) continue;
                while (passed < older.size() && older.get(passed).confidence() >= confidence) {
                    if (!older.get(passed++).right()) missed++;
                }
                if (surest.cleared() < FEWEST) surest = tally;
                boolean ages = missed <= limit * passed;
                if (ages && confidence >= 1 - CLIFF * limit && tally.within(limit)) {
                    at = confidence;
                    chosen = tally;
                }
            }
            long right = scored.stream().filter(Scored::right).count();
            var heldOut = new TrainingReport.HeldOut(scored.size(), right, chosen.cleared(), chosen.wrong());
            return new Threshold(at, heldOut, at == null ? refusal(surest) : account(heldOut, at));
        }

        private String account(TrainingReport.HeldOut heldOut, double at) {
            return String.format(
                    Locale.ROOT,
                    "Confident from %.4f: of %,d past %s, each judged by a model that knew only what came before, %,d (%s)"
                            + " reached it and %,d of them %s wrong (%s, limit %.1f%%).",
                    at,
                    heldOut.cases(),
                    unit,
                    heldOut.cleared(),
                    new Share(heldOut.cleared(), heldOut.cases()).percent(),
                    heldOut.wrong(),
                    heldOut.wrong() == 1 ? "was" : "were",
                    new Share(heldOut.wrong(), heldOut.cleared()).percent(),
                    100 * limit);
        }

        private String refusal(Tally surest) {
            return String.format(
                    Locale.ROOT,
                    "Nothing can clear safely: of the %,d past %s that the author was surest of, %,d were wrong; no"
                            + " confidence kept the error share within %.1f%%.",
                    surest.cleared(),
                    unit,
                    surest.wrong(),
                    100 * limit);
        }
    }

    /** What is proven and nothing else. */
    static Threshold certified(Certified certified, List<Scored> scored, String unit) {
        long right = scored.stream().filter(Scored::right).count();
        boolean proven = certified.proven();
        var heldOut = new TrainingReport.HeldOut(
                scored.size(), right, proven ? certified.reached() : 0, proven ? certified.wrong() : 0);
        return new Threshold(certified.threshold(), heldOut, certified.explain(unit));
    }

    private static List<Scored> surestFirst(List<Scored> scored) {
        return scored.stream()
                .sorted(Comparator.comparingDouble(s -> -s.confidence()))
                .toList();
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
}
