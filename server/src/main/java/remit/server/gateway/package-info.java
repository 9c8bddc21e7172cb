/**
 * The one way from a decision to a system of record. Start at {@link remit.server.gateway.Gateway}: it refuses what the
 * contract does not list, derives the action id and binds the contract's connector to an adapter (drop folder, HTTP).
 * Uses the engine only.
 */
@NullMarked
package remit.server.gateway;

import org.jspecify.annotations.NullMarked;
