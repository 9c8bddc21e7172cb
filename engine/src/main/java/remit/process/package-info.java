/**
 * The contract of an agent-operated process, as data: who owns it, what it may touch, what it must never do, what a row of
 * its input means. Start at {@link remit.process.ProcessContract} and {@link remit.process.Intake}. Uses {@code kernel}.
 */
@NullMarked
package remit.process;

import org.jspecify.annotations.NullMarked;
