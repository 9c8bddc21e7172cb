/**
 * Asks the log of the past which checkpoint may go first. Start at {@link remit.server.checkpoints.CheckpointRemovals}. Uses
 * {@code authors}, {@code catalog} and {@code store}.
 */
@NullMarked
package remit.server.checkpoints;

import org.jspecify.annotations.NullMarked;
