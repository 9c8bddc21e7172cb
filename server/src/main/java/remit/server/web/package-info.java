/**
 * The console and the API over HTTP. Start at {@link remit.server.web.WebServer}; what it needs from the rest of the
 * product is in {@link remit.server.web.WebParts}, all of it by constructor. Spring is seen here and nowhere else.
 */
@NullMarked
package remit.server.web;

import org.jspecify.annotations.NullMarked;
