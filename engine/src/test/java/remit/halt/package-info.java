@NullMarked
package remit.halt;

import org.jspecify.annotations.NullMarked;
