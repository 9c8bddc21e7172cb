/**
 * Puts what is recorded into words and numbers. Start at {@link remit.server.web.tell.Scorecards}; the templates show
 * what comes out, the API gives the same sentences.
 */
@NullMarked
package remit.server.web.tell;

import org.jspecify.annotations.NullMarked;
