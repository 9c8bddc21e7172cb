/**
 * Incidents: opened once, paged step by step, taken up and closed, each with its evidence, its row and its notices in one
 * transaction. Start at {@link remit.server.incidents.IncidentDesk}. Uses {@code store} and the engine.
 */
@NullMarked
package remit.server.incidents;

import org.jspecify.annotations.NullMarked;
