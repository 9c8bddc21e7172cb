/**
 * Tells people that something waits or has stopped: by webhook, by mail, and without configuration in a file. Start at
 * {@link remit.server.notices.Notices}. Uses the engine only.
 */
@NullMarked
package remit.server.notices;

import org.jspecify.annotations.NullMarked;
