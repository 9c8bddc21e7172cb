/**
 * The command line. Start at {@link remit.server.cli.RemitCommand}; each command is one class, those about decision
 * tables are in {@code rules}, what all of them share is in {@code console}. Data goes to standard output, progress and
 * notes to standard error. May see every feature package.
 */
@NullMarked
package remit.server.cli;

import org.jspecify.annotations.NullMarked;
