package remit.assurance.sampling;

import java.math.BigDecimal;
import java.util.Optional;
import remit.assurance.bounds.ClopperPearson;
import remit.assurance.bounds.SampleSize;

/**
 * A fixed plan in auditors' words: how many cases to review, and how many deviations the sample may hold so that the
 * deviation rate is proven to be below the tolerable one (exact binomial, as in the tables of audit guides).
 *
 * <p>Assumed: the sample is drawn at random, its size is fixed beforehand, and a plan that failed is not begun again until
 * it passes: who wants to look as he goes uses {@link SequentialPlan}.
 *
 * @param tolerableRate the tolerable deviation rate
 * @param risk the risk of overreliance: the chance to accept although the rate is the tolerable one
 * @param size cases to review
 * @param allowedDeviations the most that the sample may hold
 */
public record SamplePlan(double tolerableRate, double risk, long size, long allowedDeviations) {
    /**
     * The smallest plan that allows so many deviations; with none it is a discovery sample.
     *
     * @param tolerableRate in (0, 1]
     * @param risk in (0, 1); 0.05 is 95% confidence
     */
    public static SamplePlan allowing(long deviations, double tolerableRate, double risk) {
        long size = SampleSize.forErrors(tolerableRate, deviations, risk);
        return new SamplePlan(tolerableRate, risk, size, deviations);
    }

    /**
     * The smallest plan that passes where as many deviations turn up as are expected: n with k = ceil(n x expected).
     *
     * @param expectedRate the expected population deviation rate; read as the decimal that it prints as
     * @return empty where it is not below the tolerable rate
     */
    public static Optional<SamplePlan> expecting(double expectedRate, double tolerableRate, double risk) {
        BigDecimal expected = BigDecimal.valueOf(expectedRate);
        var size = SampleSize.forShare(expected, tolerableRate, risk);
        if (size.isEmpty()) return Optional.empty();
        long n = size.getAsLong();
        long allowed = expected.multiply(BigDecimal.valueOf(n))
                .setScale(0, java.math.RoundingMode.CEILING)
                .longValueExact();
        return Optional.of(new SamplePlan(tolerableRate, risk, n, allowed));
    }

    /** The upper deviation limit after so many deviations in a sample of this size, at this plan's risk. */
    public double upperDeviationLimit(long deviations) {
        return ClopperPearson.upper(deviations, size, risk);
    }

    /** Whether so many deviations in the whole sample prove the tolerable rate. */
    public boolean passes(long deviations) {
        return deviations <= allowedDeviations;
    }
}
