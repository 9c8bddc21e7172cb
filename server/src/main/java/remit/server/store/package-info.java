/**
 * Where everything is kept: the PostgreSQL server and who owns it, the evidence log, the projections
 * and their rebuild. Start at {@link remit.server.store.EvidenceLog}. Uses the engine only.
 */
@NullMarked
package remit.server.store;

import org.jspecify.annotations.NullMarked;
