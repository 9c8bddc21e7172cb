/**
 * Who may let what through, by the rules in force, and whether everything that went through was allowed so. Start at
 * {@link remit.server.register.Authorities}. Uses {@code catalog}, {@code access} and {@code store}.
 */
@NullMarked
package remit.server.register;

import org.jspecify.annotations.NullMarked;
