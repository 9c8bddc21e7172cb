/**
 * A process that serves: cases that come in one by one or as files, decisions of people, notices. Start at
 * {@link remit.server.live.LiveDesk}. May see every feature package but {@code web}, {@code cli} and {@code demo}.
 */
@NullMarked
package remit.server.live;

import org.jspecify.annotations.NullMarked;
