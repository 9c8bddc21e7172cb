/**
 * Bounds of an error share from reviewed cases, for a number of reviews that was fixed beforehand. Start at
 * {@link remit.assurance.bounds.ClopperPearson}; for weighted or graded losses at {@link remit.assurance.bounds.Betting}.
 * Uses nothing but {@code numeric}.
 */
@NullMarked
package remit.assurance.bounds;

import org.jspecify.annotations.NullMarked;
