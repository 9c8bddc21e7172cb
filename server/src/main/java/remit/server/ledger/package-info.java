/**
 * The one ledger of a process's labels: what people and trainings had proven of them, and how much chance of being wrong
 * that took. Start at {@link remit.server.ledger.Ledger}. Uses {@code store}.
 */
@NullMarked
package remit.server.ledger;

import org.jspecify.annotations.NullMarked;
