/** Incidents on a real database. */
@NullMarked
package remit.server.incidents;

import org.jspecify.annotations.NullMarked;
