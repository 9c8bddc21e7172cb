/**
 * What happened, in a form that an outsider can check: event envelopes, leaves, salted payload digests. Start at
 * {@link remit.evidence.Event}. Uses {@code kernel}.
 */
@NullMarked
package remit.evidence;

import org.jspecify.annotations.NullMarked;
