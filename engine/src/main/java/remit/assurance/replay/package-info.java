/**
 * What another rule would have got wrong, estimated from cases of which only some were looked at, with the probability of
 * being looked at logged beforehand. Start at {@link remit.assurance.replay.Estimate}. Uses {@code bounds}.
 */
@NullMarked
package remit.assurance.replay;

import org.jspecify.annotations.NullMarked;
