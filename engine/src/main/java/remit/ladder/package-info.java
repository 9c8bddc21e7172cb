/**
 * Earned autonomy: the stages of one segment of a process, its checkpoints that go one at a time and come back by
 * themselves. Start at {@link remit.ladder.Ladder}. Uses {@code kernel}, {@code process}, {@code assurance}.
 */
@NullMarked
package remit.ladder;

import org.jspecify.annotations.NullMarked;
