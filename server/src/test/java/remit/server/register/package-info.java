@NullMarked
package remit.server.register;

import org.jspecify.annotations.NullMarked;
