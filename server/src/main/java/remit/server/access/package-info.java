/**
 * Who may do what: local people, their one-time sign-in links, API keys. Start at {@link remit.server.access.Access};
 * everything is kept in {@code access.yaml} of the data directory, and every change of it is evidence. Uses {@code store}.
 */
@NullMarked
package remit.server.access;

import org.jspecify.annotations.NullMarked;
