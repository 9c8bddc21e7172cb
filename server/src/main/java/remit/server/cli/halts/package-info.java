/** The kill switch as commands: halt, resume, what is halted, drills. Start at {@link remit.server.cli.halts.HaltCommands}. */
@NullMarked
package remit.server.cli.halts;

import org.jspecify.annotations.NullMarked;
