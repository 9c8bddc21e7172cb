/**
 * Configuration: every key declared once, where each value came from, and what is wrong with this machine.
 *
 * <p>Start at {@link remit.server.settings.Setting} (the keys) and {@link remit.server.settings.Settings} (the values).
 * Uses {@code store} for the database checks of {@link remit.server.settings.Doctor}.
 */
@NullMarked
package remit.server.settings;

import org.jspecify.annotations.NullMarked;
