/**
 * The owner's numbers, folded from what is recorded. Start at {@link remit.server.scorecards.LiveFigures}; a run scores
 * itself with {@link remit.server.scorecards.Judge}. Uses {@code catalog} and {@code store}.
 */
@NullMarked
package remit.server.scorecards;

import org.jspecify.annotations.NullMarked;
