@NullMarked
package remit.server.whatif;

import org.jspecify.annotations.NullMarked;
