package remit.assurance.mining;

import remit.assurance.numeric.Gammas;
import remit.assurance.numeric.Logs;

/** How likely it is to draw so many marked cases by chance, without putting any back. */
public final class Hypergeometric {
    private Hypergeometric() {}

    /**
     * The chance of {@code hits} or more overridden cases among {@code drawn}, if those were drawn at random from
     * {@code all} of which {@code marked} were overridden (Fisher's exact test, one-sided).
     */
    public static double atLeast(long hits, long drawn, long marked, long all) {
        if (marked < 0 || drawn < 0 || all < marked || all < drawn) {
            throw new IllegalArgumentException("counts: " + drawn + " and " + marked + " of " + all);
        }
        long first = Math.max(hits, Math.max(0, drawn + marked - all));
        long last = Math.min(drawn, marked);
        if (hits <= Math.max(0, drawn + marked - all)) return 1;
        if (first > last) return 0;
        double[] terms = new double[(int) (last - first + 1)];
        double whole = Gammas.logChoose(all, drawn);
        for (int i = 0; i < terms.length; i++) {
            long k = first + i;
            terms[i] = Gammas.logChoose(marked, k) + Gammas.logChoose(all - marked, drawn - k) - whole;
        }
        return Logs.probability(Logs.sum(terms));
    }
}
