/** Tests of the register. */
@NullMarked
package remit.register;

import org.jspecify.annotations.NullMarked;
