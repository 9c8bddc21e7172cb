/**
 * Who may let what through, told from contract and table alone: the register, and the same as a statement in words. Start
 * at {@link remit.register.AuthorityRegister}. Uses {@code decision} and what comes before it.
 */
@NullMarked
package remit.register;

import org.jspecify.annotations.NullMarked;
