/**
 * The HTTP API for programs. Start at {@link remit.server.web.api.ApiRoutes}, the table of its addresses.
 */
@NullMarked
package remit.server.web.api;

import org.jspecify.annotations.NullMarked;
