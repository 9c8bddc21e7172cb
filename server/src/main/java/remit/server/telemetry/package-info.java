/**
 * What happens while a case is decided and acted upon, as spans for whoever watches machines. Start at {@link
 * remit.server.telemetry.Telemetry}; {@link remit.server.telemetry.Spans} says what stands in them.
 */
@NullMarked
package remit.server.telemetry;

import org.jspecify.annotations.NullMarked;
