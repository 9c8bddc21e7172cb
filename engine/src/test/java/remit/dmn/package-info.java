@NullMarked
package remit.dmn;

import org.jspecify.annotations.NullMarked;
