@NullMarked
package remit.kernel;

import org.jspecify.annotations.NullMarked;
