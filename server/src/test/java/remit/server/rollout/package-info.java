/** How people see a process earn its way, sign for it, and look at what cleared. */
@NullMarked
package remit.server.rollout;

import org.jspecify.annotations.NullMarked;
