/** What people do about single effects of a serving process. */
@NullMarked
package remit.server.effects;

import org.jspecify.annotations.NullMarked;
