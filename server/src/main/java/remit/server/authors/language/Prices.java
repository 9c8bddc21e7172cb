package remit.server.authors.language;

import java.math.BigDecimal;
import remit.ports.Author.Cost;

/**
 * What tokens cost, for a million of them each.
 *
 * @param version of this table, as its owner calls it
 * @param currency ISO 4217
 * @param input read anew
 * @param output written
 * @param cacheRead read from a cache
 * @param cacheWrite put into a cache
 */
public record Prices(
        String version,
        String currency,
        BigDecimal input,
        BigDecimal output,
        BigDecimal cacheRead,
        BigDecimal cacheWrite) {
    private static final int MILLION_DIGITS = 6;

    /**
     * Each token is paid once: what came from a cache, or went into one, is a part of the input and not added to it.
     *
     * @param tokens all that were read, cached ones among them
     */
    Cost of(long tokens, long read, long written, long answered) {
        BigDecimal amount = input.multiply(BigDecimal.valueOf(tokens - read - written))
                .add(cacheRead.multiply(BigDecimal.valueOf(read)))
                .add(cacheWrite.multiply(BigDecimal.valueOf(written)))
                .add(output.multiply(BigDecimal.valueOf(answered)))
                .movePointLeft(MILLION_DIGITS);
        return new Cost(amount, currency, "local", version);
    }
}
