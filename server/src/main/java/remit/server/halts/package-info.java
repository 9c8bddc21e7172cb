/**
 * The kill switch on a database that many nodes share: what is halted, that every node shows it has seen it, and drills of
 * it. Start at {@link remit.server.halts.HaltDesk}; the gateway asks {@link remit.server.halts.KillSwitch}.
 */
@NullMarked
package remit.server.halts;

import org.jspecify.annotations.NullMarked;
