/**
 * The plug that a person pulls: what is halted, and the stages by which it comes back. Start at {@link remit.halt.Halting}.
 * Uses {@code kernel}.
 */
@NullMarked
package remit.halt;

import org.jspecify.annotations.NullMarked;
