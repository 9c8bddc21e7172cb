/**
 * Commands about incidents, pages and notices that reached nobody. Start at {@link
 * remit.server.cli.incidents.IncidentCommands}.
 */
@NullMarked
package remit.server.cli.incidents;

import org.jspecify.annotations.NullMarked;
