/**
 * One place where everything is put together by constructors. Start at {@link remit.server.wiring.Installation}. May see every
 * feature package.
 */
@NullMarked
package remit.server.wiring;

import org.jspecify.annotations.NullMarked;
