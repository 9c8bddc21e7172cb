/** How a process earns its way through a file, and loses it. */
@NullMarked
package remit.server.ladders;

import org.jspecify.annotations.NullMarked;
