package remit.whatif;

import java.util.Arrays;
import java.util.Optional;
import remit.assurance.bounds.Binomial;
import remit.authority.Ruling;

/** How many more outcomes would settle a question, and of which cases. */
final class Needs {
    /** Nobody reviews more. */
    private static final long MOST = 10_000_000;
    /** In so large a share of draws the reviews shall be enough. */
    private static final double POWER = 0.8;

    private Needs() {}

    /**
     * How many more outcomes would prove it in eight of ten draws, were each wrong with the chance that is estimated now.
     * Empty where no number would do: as many are wrong as may be.
     */
    static Optional<Answer.Needed> of(History history, byte[] now, byte[] then, Proof proof, Question.Terms terms) {
        double cap = terms.maxMovedError().orElse(1.0);
        long forAll = more(proof.cleared(), terms.maxError(), proof.delta());
        long forMoved = cap >= 1 || proof.moved().cases() == 0 ? 0 : more(proof.moved(), cap, proof.delta());
        long needed = Math.max(forAll, forMoved);
        if (needed >= MOST) return Optional.empty();
        double[] band = band(history, now, then);
        return Optional.of(new Answer.Needed(needed, band[0], band[1]));
    }

    private static long more(Measure measure, double limit, double delta) {
        double rate = measure.seen() == 0 ? 0 : Math.max(0, measure.estimate());
        if (rate >= limit) return MOST;
        if (Bound.of(measure, delta).upper() <= limit) return 0;
        long high = 1;
        while (high < MOST && !settles(measure, high, rate, limit, delta)) high *= 2;
        if (high >= MOST) return MOST;
        long low = high / 2;
        while (low + 1 < high) {
            long middle = (low + high) >>> 1;
            if (settles(measure, middle, rate, limit, delta)) high = middle;
            else low = middle;
        }
        return high;
    }

    private static boolean settles(Measure measure, long more, double rate, double limit, double delta) {
        long wrong = Binomial.quantile(POWER, more, rate);
        return Bound.of(measure.after(more, wrong), delta).upper() <= limit;
    }

    /**
     * The middle nine tenths of the scores of what would newly clear and is not known; of all that newly clears where all of
     * it is known; where nothing newly clears, of what clears, likewise.
     */
    private static double[] band(History history, byte[] now, byte[] then) {
        double[] scores = scores(history, now, then, true, true);
        if (scores.length == 0) scores = scores(history, now, then, true, false);
        if (scores.length == 0) scores = scores(history, now, then, false, true);
        if (scores.length == 0) scores = scores(history, now, then, false, false);
        if (scores.length == 0) return new double[] {Double.NaN, Double.NaN};
        Arrays.sort(scores);
        return new double[] {scores[scores.length / 20], scores[scores.length - 1 - scores.length / 20]};
    }

    private static double[] scores(History history, byte[] now, byte[] then, boolean newly, boolean unknownOnly) {
        double[] scores = new double[then.length];
        int count = 0;
        for (int i = 0; i < then.length; i++) {
            boolean in = then[i] == Ruling.AUTO_CLEAR.ordinal() && (!newly || now[i] != then[i]);
            boolean wanted = !unknownOnly || history.truth(i) == Label.Truth.UNKNOWN;
            if (in && wanted && !Double.isNaN(history.score(i))) scores[count++] = history.score(i);
        }
        return Arrays.copyOf(scores, count);
    }
}
