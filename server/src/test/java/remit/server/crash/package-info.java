@NullMarked
package remit.server.crash;

import org.jspecify.annotations.NullMarked;
