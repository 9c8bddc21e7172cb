/**
 * What may be promised about errors, and on what grounds: {@link remit.assurance.Certificate} is a promise as an object,
 * {@link remit.assurance.DeltaLedger} says how much chance of being wrong a set of labels has already been asked for. The
 * statistics stand in the packages below: {@code bounds} (a number of reviews fixed beforehand), {@code threshold} (how
 * much may clear), {@code sequential} (look as often as you like), {@code replay} (what another rule would have got
 * wrong), {@code sampling} (how many reviews, and which), {@code agreement}, {@code drift}, {@code mining}. All are pure
 * functions of counts. Uses {@code kernel}.
 */
@NullMarked
package remit.assurance;

import org.jspecify.annotations.NullMarked;
