/**
 * The life of an incident: what opens it, who is paged next, what ends it; and whether the flow of cases is as it is
 * expected to be. Start at {@link remit.incident.Incidents} and {@link remit.incident.FlowWatch}. Uses {@code kernel} and
 * {@code process}.
 */
@NullMarked
package remit.incident;

import org.jspecify.annotations.NullMarked;
