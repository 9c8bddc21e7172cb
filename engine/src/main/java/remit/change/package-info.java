/**
 * Change control: the life of a proposed version of a process or of a level's rules, from draft over a second person's
 * approval into force, and out of it; and the accounts of the people who do so. Start at {@link
 * remit.change.ChangeControl}. Uses {@code kernel}.
 */
@NullMarked
package remit.change;

import org.jspecify.annotations.NullMarked;
