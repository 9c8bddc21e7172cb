/** Recorded decisions are taken again and come out the same, or are named. */
@NullMarked
package remit.server.replay;

import org.jspecify.annotations.NullMarked;
