package remit.assurance.sequential;

/**
 * Whether one of two is right more often than the other, from pairs of which exactly one was right and which were seen with
 * different probabilities. A bet on each: the wealth grows by 1 + g w when the one was right and falls by 1 - g w when the
 * other was, w being the least probability of its time over the one with which the pair was seen, so that a pair which
 * is seen ten times as often counts a tenth. Averaged over several g.
 *
 * <p>Assumed: the least probability of a time is known before what is right becomes known, and the pairs of a time are all
 * cases of it, each seen with its probability. If the other is right as often or more over all cases, seen or not, the
 * chance that the wealth ever reaches 1 / alpha is at most alpha (Ville), whatever the cases look like that were seen more
 * often. With the same probability for all it is the plain bet on the share of pairs.
 */
public final class WeightedPairs {
    private static final int BETS = 19;

    private final double[] logs;
    private final long won;
    private final long lost;

    private WeightedPairs(double[] logs, long won, long lost) {
        this.logs = logs;
        this.won = won;
        this.lost = lost;
    }

    /** Before the first pair. */
    public static WeightedPairs none() {
        return new WeightedPairs(new double[BETS], 0, 0);
    }

    /**
     * With one pair more.
     *
     * @param right whether the one was right, else the other
     * @param weight the least probability of its time over its own, in (0, 1]
     */
    public WeightedPairs with(boolean right, double weight) {
        if (!(weight > 0 && weight <= 1)) throw new IllegalArgumentException("weight: not in (0, 1]: " + weight);
        double[] next = logs.clone();
        for (int i = 0; i < BETS; i++) {
            double bet = (i + 1) / (BETS + 1.0) * weight;
            next[i] += StrictMath.log1p(right ? bet : -bet);
        }
        return new WeightedPairs(next, won + (right ? 1 : 0), lost + (right ? 0 : 1));
    }

    /** Natural logarithm of the wealth: evidence that the one is right more often. */
    public double logE() {
        double most = Double.NEGATIVE_INFINITY;
        for (double each : logs) most = Math.max(most, each);
        double sum = 0;
        for (double each : logs) sum += StrictMath.exp(each - most);
        return most + StrictMath.log(sum / BETS);
    }

    /** Pairs in which the one was right. */
    public long won() {
        return won;
    }

    /** Pairs in which the other was. */
    public long lost() {
        return lost;
    }
}
