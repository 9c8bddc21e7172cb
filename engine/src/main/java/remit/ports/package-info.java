/**
 * The closed list of extension points: one blocking method each over records, the deadline as an argument, a sealed
 * answer. Start at {@link remit.ports.Author} and {@link remit.ports.Tool}. Uses {@code kernel}.
 */
@NullMarked
package remit.ports;

import org.jspecify.annotations.NullMarked;
