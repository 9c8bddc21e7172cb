/**
 * Special functions that the statistics stand on: gamma and beta functions, their tails in log space, quantiles, roots.
 * {@code StrictMath} throughout, so that a certificate has the same digits on every machine. Not exported. Start at
 * {@link remit.assurance.numeric.IncompleteBeta}.
 */
@NullMarked
package remit.assurance.numeric;

import org.jspecify.annotations.NullMarked;
