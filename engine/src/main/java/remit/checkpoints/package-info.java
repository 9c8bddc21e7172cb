/**
 * Which of the people who look at a case today could go first, and for whom: asked of the log of the past. Start at {@link
 * remit.checkpoints.Removal}. Uses {@code kernel}, {@code process} and {@code assurance}.
 */
@NullMarked
package remit.checkpoints;

import org.jspecify.annotations.NullMarked;
