/**
 * The life of a case: {@code decide(state, command)} gives events or refuses, {@code apply(state, event)} gives the next
 * state and cannot fail. Start at {@link remit.casework.Casework}. Uses {@code kernel}, {@code ports}, {@code process},
 * {@code decision}.
 */
@NullMarked
package remit.casework;

import org.jspecify.annotations.NullMarked;
