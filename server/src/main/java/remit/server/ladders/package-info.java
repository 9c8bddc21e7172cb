/**
 * How far the work of a process is trusted, segment by segment, kept as evidence; and who is drawn to be looked at among
 * what clears. Start at {@link remit.server.ladders.Ladders}.
 */
@NullMarked
package remit.server.ladders;

import org.jspecify.annotations.NullMarked;
