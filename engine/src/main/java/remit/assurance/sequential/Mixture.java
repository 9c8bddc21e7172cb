package remit.assurance.sequential;

import remit.assurance.numeric.Gammas;
import remit.assurance.numeric.IncompleteBeta;
import remit.assurance.numeric.Logs;

/**
 * Where a test expects the error share to be, as a Beta(a, b) distribution with mean a / (a + b). A wrong expectation
 * costs reviews, never the guarantee.
 */
public record Mixture(double a, double b) {
    /** Expects nothing in particular. */
    public static final Mixture UNIFORM = new Mixture(1, 1);

    public Mixture {
        if (!(a > 0) || !(b > 0) || Double.isInfinite(a) || Double.isInfinite(b)) {
            throw new IllegalArgumentException("a, b: not above 0: " + a + ", " + b);
        }
    }

    /** For the detection of a share above {@code tolerated}: Beta(1, 1 / (2 x tolerated)). */
    public static Mixture above(double tolerated) {
        return new Mixture(1, 0.5 / tolerated);
    }

    /** Both tails after some reviews. */
    IncompleteBeta tails(Reviews seen, double share) {
        return IncompleteBeta.at(share, a + seen.errors(), b + seen.correct());
    }

    /** ln (B(a + S, b + F) / B(a, b)): how likely the reviews were, on average over what was expected. */
    double logMean(Reviews seen) {
        return Gammas.logBeta(a + seen.errors(), b + seen.correct()) - Gammas.logBeta(a, b);
    }

    /** ln (p^S (1 - p)^F): how likely the reviews were at an error share p. */
    static double logAt(Reviews seen, double p) {
        return Logs.times(seen.errors(), StrictMath.log(p)) + Logs.times(seen.correct(), StrictMath.log1p(-p));
    }
}
