/**
 * Whether what comes in still looks like what was learned from. Drift raises sampling; it never demotes by itself, because
 * a change that does no harm is no error. Start at {@link remit.assurance.drift.Stability}.
 */
@NullMarked
package remit.assurance.drift;

import org.jspecify.annotations.NullMarked;
